"""Terms of business as a form: written as people write them, shown in words, refused beside."""

from datetime import date
from decimal import Decimal

import pytest

from employers.domain.terms.versions import fee_terms_of
from employers.models import Terms
from employers.web.terms_form import TermsForm, typed
from foundation.models import OutboxRow
from tests.factories.employers import ContactFactory, EmployerFactory, TermsFactory

pytestmark = pytest.mark.django_db
PLAIN = {
    "effective_from": "2018-08-01",
    "fee_basis": "percentage",
    "rate": "15 %",
    "payment_days": "30",
    "payment_from": "start",
    "introduction_months": "12",
}
ACCEPTED = {"accepted_on": "2018-07-20", "accepted_by": "Miriam", "acceptance": "email"}
STEPS = {"rebate_mode": "steps", "rebate_unit": "weeks", "rebate_steps": "4: 75 %\n8: 50 %"}


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_terms_are_agreed_and_the_version_before_ends(desk):
    old = TermsFactory()

    desk.post(f"/employers/{old.employer_id}/terms/new/", {**PLAIN, **ACCEPTED, "rate": "17.5%"})

    old.refresh_from_db()
    new = Terms.objects.get(effective_from=date(2018, 8, 1))
    assert (new.rate, new.accepted_by) == (Decimal("0.175"), "Miriam")
    assert old.effective_to == date(2018, 7, 31)


def test_a_full_version_is_read_as_it_was_typed():
    form = TermsForm(
        {
            **PLAIN,
            **STEPS,
            "minimum_pence": "£1,000",
            "discount_rate": "50",
            "discount_reason": "nonprofit",
            "short_months": "6",
            "short_share": "50 %",
            "instalments": "50 %: 0\n50 %: 30",
            "excluded_reasons": ["redundancy"],
            "replacement": "on",
        }
    )

    assert form.is_valid(), form.errors
    terms = form.fee_terms
    assert (terms.rate, terms.minimum_pence, terms.discount_rate) == (
        Decimal("0.15"),
        100_000,
        Decimal("0.5"),
    )
    assert [(part.weight, part.days_after) for part in terms.instalments] == [(50, 0), (50, 30)]
    assert [(step.through, step.share) for step in terms.rebate.steps] == [
        (4, Decimal("0.75")),
        (8, Decimal("0.5")),
    ]
    assert (terms.rebate.excluded_reasons, terms.rebate.replacement) == (("redundancy",), True)


@pytest.mark.parametrize(
    "trait", ["fixed", "bands_whole", "rebate_in_steps", "in_three_instalments"]
)
def test_a_version_as_it_is_typed_again_is_the_same_version(trait):
    terms = TermsFactory(**{trait: True})
    again = {name: value for name, value in typed(terms).items() if value not in (None, False)}
    if "fixed_pence" in again:
        again["fixed_pence"] = "£4,000"

    form = TermsForm({**again, "effective_from": "2018-08-01"})

    assert form.is_valid(), form.errors
    assert form.fee_terms == fee_terms_of(terms)


@pytest.mark.parametrize(
    ("given", "box", "words"),
    [
        ({"rate": ""}, "rate", "needed when the fee basis is percentage"),
        ({"rate": "much"}, "rate", "Enter it like 15 %"),
        ({"rate": "150 %"}, "rate", "Enter it like 15 %"),
        ({**STEPS, "rebate_steps": "8: 50 %\n4: 75 %"}, "rebate_steps", "sort them"),
        ({**STEPS, "rebate_steps": "8 50 %"}, "rebate_steps", "has no colon"),
        ({**STEPS, "rebate_steps": "week 8: 50 %"}, "rebate_steps", "not a whole number"),
        ({"instalments": "50 %: 30\n50 %: 0"}, "instalments", "later than the one before"),
        ({"fee_basis": "bands_whole", "rate": "", "bands": "£5: 15 %"}, "bands", "begins at 0"),
        ({"fee_basis": "bands_whole", "rate": "", "bands": "lots: 15 %"}, "bands", "lots"),
        ({"minimum_pence": "2000", "maximum_pence": "1000"}, "minimum_pence", "above the maximum"),
        ({"discount_rate": "10 %"}, "discount_reason", "why there is a discount"),
        ({"short_months": "6"}, "short_months", ""),
        ({"accepted_on": "2018-07-20"}, "accepted_on", "the person and how"),
    ],
)
def test_a_fault_stands_beside_its_box(given, box, words):
    form = TermsForm({**PLAIN, **given})

    assert not form.is_valid()
    assert words in form.errors[box][0]


def test_under_the_standard_rate_a_reason_is_asked_and_what_was_typed_is_kept(desk):
    employer = EmployerFactory()

    page = desk.post(f"/employers/{employer.pk}/terms/new/", {**PLAIN, "rate": "10 %"})

    assert "below the standard" in page.context["form"].errors["under_standard_reason"][0]
    assert 'value="10 %"' in page.text
    assert Terms.objects.count() == 0


def test_the_preview_prices_three_salaries(desk):
    employer = EmployerFactory()

    part = desk.get(f"/employers/{employer.pk}/terms/preview/", PLAIN).text

    assert "£4,500.00" in part  # 15 % of £30,000
    assert "£5,400.00" in part
    assert "The fee is 15 % of the first year" in part


def test_the_preview_waits_for_a_fee(desk):
    employer = EmployerFactory()

    part = desk.get(f"/employers/{employer.pk}/terms/preview/", {**PLAIN, "rate": ""}).text

    assert "Fill in the fee to see what a hire would cost" in part


def test_the_acceptance_is_noted_once(desk):
    terms = TermsFactory(proposed=True)

    desk.post(f"/terms/{terms.pk}/accept/", ACCEPTED)
    again = desk.post(f"/terms/{terms.pk}/accept/", ACCEPTED)

    terms.refresh_from_db()
    assert (terms.accepted_on, terms.acceptance) == (date(2018, 7, 20), "email")
    assert "These terms were accepted on 20 July 2018." in again.text


def test_ending_them_before_they_begin_is_refused(desk):
    terms = TermsFactory()

    page = desk.post(f"/terms/{terms.pk}/end/", {"effective_to": "2014-01-01"})
    desk.post(f"/terms/{terms.pk}/end/", {"effective_to": "2018-12-31"})

    terms.refresh_from_db()
    assert "The last day is before the first day" in page.context["form"].errors["effective_to"][0]
    assert terms.effective_to == date(2018, 12, 31)


def test_our_standard_terms_are_offered_at_one_press_and_their_people_are_told(client, staff):
    contact = ContactFactory(signs_in=True)
    client.force_login(staff)
    address = f"/employers/{contact.employer_id}/"
    assert "Offer our standard terms" in client.get(address).text

    page = client.post(f"{address}terms/offer/", follow=True)

    assert f"Terms offered. We have emailed {contact}, who can read and accept them" in page.text
    assert "We have offered terms" in page.text
    assert "Offer our standard terms" not in page.text
    letter = OutboxRow.objects.get().payload
    assert (letter["to"], "/portal/terms/" in letter["text"]) == ([contact.user.email], True)
    again = client.post(f"{address}terms/offer/", follow=True)
    assert (again.status_code, OutboxRow.objects.count()) == (200, 1)


def test_terms_offered_where_nobody_signs_in_say_so(client, staff):
    employer = EmployerFactory()
    client.force_login(staff)

    page = client.post(f"/employers/{employer.pk}/terms/offer/", follow=True)

    assert "No contact there can sign in yet. Give one access so that they can accept." in page.text
