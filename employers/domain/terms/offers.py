"""Terms on offer: an employer reads them, signs with a name, and the words read are kept."""

import hashlib
from datetime import date

from django.conf import settings

from employers import notices
from employers.choices import Acceptance
from employers.models import Employer, Terms, TermsDocument
from foundation.accounts.models import User
from foundation.errors import BadValue, DomainError
from foundation.transactions import atomic

from . import versions as terms_of_business
from .fee_terms import FeeTerms
from .paper import paper


class TermsReadDiffer(DomainError):
    """What was read is not what would be accepted."""

    code = "terms_read_differ"


class TermsNotOnOffer(DomainError):
    """There is nothing to accept."""

    code = "terms_not_on_offer"


@atomic
def offer_standard(employer_id: int, *, by: User, on: date) -> Terms:
    """Return our standard terms (STANDARD_TERMS) as offered to an employer from a day on.

    Its contacts are emailed; the terms are in force once one of them accepts. Raises
    TermsOverlap beside other terms.
    """
    standard = FeeTerms.parse(settings.STANDARD_TERMS)
    terms = terms_of_business.agree(employer_id, standard, effective_from=on, by=by, on=on)
    notices.offered(terms)
    return terms


def on_offer(employer: Employer, *, on: date) -> Terms | None:
    """Return the terms an employer may accept on a day, or None."""
    return employer.terms.on_offer(on=on).order_by("effective_from").first()


def paper_of(terms: Terms, *, us: str) -> str:
    """Return the words of some terms: those that were accepted, else as they are on offer now.

    ``us`` is the name we trade under.
    """
    document = TermsDocument.objects.filter(terms=terms).first()
    if document:
        return document.text
    return paper(
        terms_of_business.fee_terms_of(terms),
        employer=terms.employer.billing_name or terms.employer.name,
        us=us,
        effective_from=terms.effective_from,
    )


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@atomic
def sign(terms_id: int, *, name: str, read_sha256: str, us: str, by: User, on: date) -> Terms:
    """Return the terms, accepted by a contact who typed their name; the office is told.

    ``read_sha256`` is the fingerprint of the words they read: they are kept, with it. Raises
    TermsNotOnOffer, TermsReadDiffer when the words have changed since, BadValue without a name.
    """
    terms = Terms.objects.select_for_update(of=("self",), no_key=True).get(pk=terms_id)
    if not Terms.objects.on_offer(on=on).filter(pk=terms.pk).exists():
        raise TermsNotOnOffer("These terms are no longer on offer.")
    if not name.strip():
        raise BadValue("name", "Type your name as your signature.")
    text = paper_of(terms, us=us)
    if fingerprint(text) != read_sha256:
        raise TermsReadDiffer(
            "The terms have changed since you opened the page. Please read them again."
        )
    TermsDocument.objects.create(terms=terms, text=text, sha256=read_sha256)
    evidence = terms_of_business.Evidence(
        accepted_on=on,
        accepted_by=name.strip(),
        acceptance=Acceptance.SIGNATURE,
        document_sha256=read_sha256,
    )
    accepted = terms_of_business.accept(terms.pk, evidence, by=by, on=on)
    notices.accepted(accepted, by=by)
    return accepted
