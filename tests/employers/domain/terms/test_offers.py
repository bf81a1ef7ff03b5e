"""Terms on offer: what was read is what is accepted, and it is kept."""

from datetime import date

import pytest
from django.conf import settings

from employers.domain.terms import offers, standard_rate
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from employers.models import Terms
from foundation import approvals, history
from foundation.errors import BadValue
from foundation.models import Approval
from tests.factories.employers import EmployerFactory, TermsFactory

US = "Founders and Coders CIC"
OFFERED, SIGNED = date(2018, 6, 4), date(2018, 6, 11)


def read(terms: Terms) -> str:
    return offers.fingerprint(offers.paper_of(terms, us=US))


def sign(terms: Terms, staff, **but) -> Terms:
    options = {"name": "Emma Ember", "read_sha256": read(terms), "us": US, **but}
    return offers.sign(terms.pk, by=staff, on=SIGNED, **options)


def test_what_we_offer_unless_told_otherwise_comes_from_the_settings(employer, staff):
    terms = offers.offer_standard(employer.pk, by=staff, on=OFFERED)

    assert terms_of_business.fee_terms_of(terms) == FeeTerms.parse(settings.STANDARD_TERMS)
    assert (terms.effective_from, terms.accepted_on) == (OFFERED, None)
    assert offers.on_offer(employer, on=OFFERED) == terms


def test_terms_on_offer_are_in_force_once_they_are_signed(employer, staff):
    terms = offers.offer_standard(employer.pk, by=staff, on=OFFERED)
    assert terms_of_business.in_force(employer, on=OFFERED) is None

    signed = sign(terms, staff)

    assert terms_of_business.in_force(employer, on=SIGNED) == signed
    assert (signed.accepted_on, signed.accepted_by, signed.acceptance) == (
        SIGNED,
        "Emma Ember",
        "signature",
    )
    assert [entry.verb for entry in history.of(terms)] == ["agreed", "accepted"]


def test_the_words_that_were_read_are_kept_with_their_fingerprint(employer, staff):
    terms = offers.offer_standard(employer.pk, by=staff, on=OFFERED)
    words = offers.paper_of(terms, us=US)

    signed = sign(terms, staff)

    assert signed.document.text == words
    assert signed.document.sha256 == signed.document_sha256 == offers.fingerprint(words)


def test_what_was_signed_reads_the_same_after_we_change_our_name(employer, staff):
    signed = sign(offers.offer_standard(employer.pk, by=staff, on=OFFERED), staff)

    assert "between Founders and Coders CIC and" in offers.paper_of(signed, us="Another name")


def test_terms_that_were_changed_since_they_were_read_are_not_accepted(employer, staff):
    terms = offers.offer_standard(employer.pk, by=staff, on=OFFERED)
    stale = read(terms)
    Terms.objects.filter(pk=terms.pk).update(payment_days=14)

    with pytest.raises(offers.TermsReadDiffer, match="read them again"):
        sign(terms, staff, read_sha256=stale)


def test_terms_are_signed_with_a_name(employer, staff):
    with pytest.raises(BadValue, match="Type your name"):
        sign(offers.offer_standard(employer.pk, by=staff, on=OFFERED), staff, name=" ")


def test_terms_are_signed_once(employer, staff):
    terms = sign(offers.offer_standard(employer.pk, by=staff, on=OFFERED), staff)

    with pytest.raises(offers.TermsNotOnOffer):
        sign(terms, staff)


def test_terms_that_have_ended_are_not_on_offer(staff):
    terms = TermsFactory(proposed=True, effective_to=date(2018, 6, 10))

    assert offers.on_offer(terms.employer, on=SIGNED) is None
    with pytest.raises(offers.TermsNotOnOffer):
        sign(terms, staff)


def test_a_low_rate_is_on_offer_once_our_second_person_agreed(staff, admin):
    employer = EmployerFactory()
    low = FeeTerms.parse({"fee_basis": "percentage", "rate": "0.10"})
    terms = terms_of_business.agree(
        employer.pk,
        low,
        effective_from=OFFERED,
        under_standard_reason="First of many hires",
        by=staff,
        on=OFFERED,
    )
    assert offers.on_offer(employer, on=OFFERED) is None

    approval = Approval.objects.get(kind=standard_rate.KIND, subject_id=terms.pk)
    approvals.approve(approval.pk, by=admin, on=OFFERED)

    assert offers.on_offer(employer, on=OFFERED) == terms
