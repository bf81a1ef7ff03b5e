"""Agreeing, ending and finding terms of business."""

from dataclasses import dataclass
from datetime import date, timedelta

from employers.models import Employer, Terms
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import format_date
from foundation.transactions import atomic

from .fee_terms import FeeTerms
from .standard_rate import ask_if_under, rate_under_standard
from .typed_fields import fields_of


class TermsOverlap(DomainError):
    """Two versions would hold the same day."""

    code = "terms_overlap"


class TermsInUse(DomainError):
    """A graduate was introduced under these terms."""

    code = "terms_in_use"


class TermsAlreadyAccepted(DomainError):
    """Acceptance is written once."""

    code = "terms_already_accepted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How an employer agreed: the day, the person or paper, and by signature, e-mail or conduct."""

    accepted_on: date
    accepted_by: str
    acceptance: str
    document_sha256: str = ""


def fee_terms_of(terms: Terms) -> FeeTerms:
    """Return what a stored version says about the fee, as the value the sums are made from."""
    return FeeTerms.stored({name: getattr(terms, name) for name in fields_of(FeeTerms)})


@atomic
def agree(
    employer_id: int,
    fee_terms: FeeTerms,
    *,
    effective_from: date,
    by: User,
    on: date,
    effective_to: date | None = None,
    evidence: Evidence | None = None,
    under_standard_reason: str = "",
    brought_over: bool = False,
) -> Terms:
    """Return a new version of an employer's terms, in force once it is accepted.

    Under the standard rate it also waits for a second person, unless it was ``brought_over`` from
    the time before this system. Raises TermsOverlap when a version already holds one of its days,
    and BadValue when it ends before it begins or a low rate has no reason.
    """
    employer = Employer.objects.select_for_update(of=("self",), no_key=True).get(pk=employer_id)
    if effective_to and effective_to < effective_from:
        raise BadValue("effective_to", "The last day is before the first day.")
    terms = Terms(employer=employer, effective_from=effective_from, effective_to=effective_to)
    _refuse_overlap(terms)
    for field, value in fee_terms.as_json().items():
        setattr(terms, field, value)
    if evidence:
        _write_evidence(terms, evidence)
    terms.under_standard_reason = under_standard_reason
    under = not brought_over and rate_under_standard(fee_terms) is not None
    terms.needs_approval = under
    terms.save()
    if under:
        ask_if_under(terms, fee_terms, by=by, on=on)
    history.record(Verb.AGREED, terms, by=by, on=on, fee_terms=fee_terms.as_json())
    return terms


@atomic
def reconsider(terms_id: int, *, by: User, on: date) -> Terms:
    """Return the terms after a correction: what is now under the standard rate waits again."""
    terms = Terms.objects.select_for_update(of=("self",), no_key=True).get(pk=terms_id)
    fee_terms = fee_terms_of(terms)
    terms.needs_approval, terms.approved_on = rate_under_standard(fee_terms) is not None, None
    terms.save(update_fields=["needs_approval", "approved_on"])
    if terms.needs_approval:
        ask_if_under(terms, fee_terms, by=by, on=on)
    return terms


@atomic
def accept(terms_id: int, evidence: Evidence, *, by: User, on: date) -> Terms:
    """Return the terms, now accepted with evidence. Raises TermsAlreadyAccepted the second time."""
    terms = Terms.objects.select_for_update(of=("self",), no_key=True).get(pk=terms_id)
    if terms.accepted_on:
        raise TermsAlreadyAccepted(
            f"These terms were accepted on {format_date(terms.accepted_on)}."
        )
    _write_evidence(terms, evidence)
    terms.save()
    history.record(Verb.ACCEPTED, terms, by=by, on=on, acceptance=evidence.acceptance)
    return terms


@atomic
def end(terms_id: int, *, effective_to: date, by: User, on: date) -> Terms:
    """Return the terms with a new last day; what was introduced before keeps them.

    Raises TermsInUse when a graduate was introduced under them after that day, and TermsOverlap
    when the new last day reaches into another version.
    """
    terms = Terms.objects.select_for_update(of=("self",), no_key=True).get(pk=terms_id)
    if effective_to < terms.effective_from:
        raise BadValue("effective_to", "The last day is before the first day.")
    # Asked of the reverse relation, since introductions live one floor up.
    if terms.introductions.filter(sent_on__gt=effective_to).exists():
        raise TermsInUse(
            "A graduate was introduced under these terms after that day. Choose a later day."
        )
    terms.effective_to = effective_to
    _refuse_overlap(terms)
    terms.save(update_fields=["effective_to"])
    history.record(Verb.ENDED, terms, by=by, on=on, effective_to=str(effective_to))
    return terms


@atomic
def supersede(
    employer_id: int,
    fee_terms: FeeTerms,
    *,
    effective_from: date,
    by: User,
    on: date,
    evidence: Evidence | None = None,
    under_standard_reason: str = "",
    brought_over: bool = False,
) -> Terms:
    """Return a new version from a day on; the version in force then ends the day before."""
    Employer.objects.select_for_update(of=("self",), no_key=True).get(pk=employer_id)
    current = Terms.objects.filter(employer=employer_id).covering(effective_from).first()
    if current:
        end(current.pk, effective_to=effective_from - timedelta(days=1), by=by, on=on)
    return agree(
        employer_id,
        fee_terms,
        effective_from=effective_from,
        by=by,
        on=on,
        evidence=evidence,
        under_standard_reason=under_standard_reason,
        brought_over=brought_over,
    )


def in_force(employer: Employer, *, on: date) -> Terms | None:
    """Return the accepted version whose dates hold a day, or None."""
    return employer.terms.in_force(on=on).first()


def _write_evidence(terms: Terms, evidence: Evidence) -> None:
    terms.accepted_on = evidence.accepted_on
    terms.accepted_by = evidence.accepted_by
    terms.acceptance = evidence.acceptance
    terms.document_sha256 = evidence.document_sha256


def _refuse_overlap(terms: Terms) -> None:
    """Raise TermsOverlap when another version of the employer holds one of the same days."""
    others = Terms.objects.filter(employer=terms.employer).exclude(pk=terms.pk)
    if terms.effective_to:
        others = others.filter(effective_from__lte=terms.effective_to)
    clash = others.exclude(effective_to__lt=terms.effective_from).first()
    if clash:
        until = f"to {format_date(clash.effective_to)}" if clash.effective_to else "with no end"
        raise TermsOverlap(
            f"{terms.employer} has terms from {format_date(clash.effective_from)} {until}: "
            "end those first or choose other days."
        )
