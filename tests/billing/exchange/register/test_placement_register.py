"""The spreadsheet of the time before this system, with the faults that such sheets have."""

from datetime import date
from decimal import Decimal

import pytest

from billing.choices import InvoiceState, RebateState
from billing.exchange.register.placement_register import PlacementRegister
from billing.exchange.register.register_form import left_in
from billing.models import Fee, Invoice, Payment, Rebate
from billing.reports.checks.books import check_books
from employers.models import Employer
from placements.choices import HireState, Visibility
from placements.models import Graduate, Hire, Introduction
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.factories.placements import CohortFactory, GraduateFactory
from tests.foundation.imports.engine.sheets import TODAY, counts, faults, flags, imported

pytestmark = pytest.mark.django_db

HEAD = (
    "Ref,Client,Candidate,Start date,Salary,Fee %,Fee ex VAT,VAT,"
    "Invoice no,Invoiced,Due,Paid,Status,Rebate?,Notes"
)
SOUND = (
    'R-1,Willow Works,Ann Example,04/09/2017,"£26,000",15%,"£3,900.00",£780.00,'
    "2017-101,04/09/2017,04/10/2017,02/10/2017,Paid,No,"
)


def register(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def test_a_sound_row_becomes_everything_from_the_employer_to_the_payment(finance_officer):
    result = imported(PlacementRegister, register(SOUND), by=finance_officer)

    employer, graduate, hire = Employer.objects.get(), Graduate.objects.get(), Hire.objects.get()
    introduction, invoice, payment = (
        Introduction.objects.get(),
        Invoice.objects.get(),
        Payment.objects.get(),
    )
    assert counts(result) == (1, 0, 0)
    assert employer.terms.in_force(on=date(2017, 9, 4)).get().rate == Decimal("0.15")
    assert (graduate.visibility, graduate.email.endswith(".invalid")) == (Visibility.PRIVATE, True)
    assert (introduction.brought_over, introduction.sent_on) == (True, date(2017, 9, 4))
    assert (hire.brought_over, hire.state, hire.salary_pence) == (
        True,
        HireState.STARTED,
        2_600_000,
    )
    assert (Fee.objects.get().net_pence, Fee.objects.get().vat_pence) == (390_000, 78_000)
    assert (invoice.series, invoice.number, invoice.state) == ("OLD", "2017-101", InvoiceState.PAID)
    assert (invoice.issued_on, invoice.due_on) == (date(2017, 9, 4), date(2017, 10, 4))
    assert (payment.amount_pence, payment.received_on, payment.reference) == (
        468_000,
        date(2017, 10, 2),
        "R-1",
    )


def test_what_is_assumed_of_a_row_is_flagged(finance_officer):
    result = imported(PlacementRegister, register(SOUND), by=finance_officer)

    assert flags(result) == [
        "The file does not say when each was introduced, so the start day is used.",
        "Row 2, Candidate: A new graduate: a private profile is created, without an email address.",
        "Row 2, Fee %: Terms of 15 % from 4 September 2017 are added from this row.",
    ]


def test_the_books_hold_after_an_import_and_a_second_run_changes_nothing(finance_officer):
    rows = register(
        SOUND,
        "R-2,Willow Works,Bob Example,2018-02-05,28000,0.15,4200,840,"
        "2018-003,2018-02-05,2018-03-07,,overdue,n,",
        "R-3,Willow Works,Cyd Example,05/03/2018,29000,15%,4350,870,"
        "2018-004,05/03/2018,04/04/2018,03/04/2018,Rebated 50%,Yes,Left 20/04/2018",
    )

    first = imported(PlacementRegister, rows, by=finance_officer)
    second = imported(PlacementRegister, rows, by=finance_officer)

    assert (counts(first), counts(second)) == ((3, 0, 0), (0, 0, 3))
    assert list(check_books(on=TODAY)) == []
    assert Employer.objects.get().terms.count() == 1


def test_a_payment_that_came_since_is_added_by_a_later_run(finance_officer):
    unpaid = SOUND.replace("02/10/2017,Paid", ",Outstanding")
    imported(PlacementRegister, register(unpaid), by=finance_officer)

    result = imported(PlacementRegister, register(SOUND), by=finance_officer)

    assert counts(result) == (0, 1, 0)
    assert Invoice.objects.get().state == InvoiceState.PAID


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("04/09/2017,\"£26", "TBC,\"£26", "Start date (D2): “TBC” is not a date. Give"),
        ("£3,900.00", "£3,090.00", "Fee ex VAT (G2): 15 % of £26,000.00 is £3,900.00, not"),
        ("£780.00", "£0.00", "VAT (H2): VAT of £0.00 on a fee of £3,900.00: it should be £780"),
        ("Willow", "=Willow", "Client (B2): “=Willow Works” begins with “=”, like a formula"),
        ("£26,000", "£26,000 FTE", "Salary (E2): “£26,000 FTE” has words in the amount"),
        ("Paid,No", "Cancelled - no fee,No", "Status (M2): It says “Cancelled - no fee”, yet"),
        ("Paid,No", "Outstanding,No", "Status (M2): It says “Outstanding”, yet was paid on 2 Oct"),
        ("02/10/2017", "", "Paid (L2): It says paid, but not when"),
        ("02/10/2017", "02/08/2017", "Paid (L2): It was paid before it was issued"),
        ("04/10/2017", "04/08/2017", "Due (K2): It fell due before it was issued"),
        ("2017-101", "", "Invoice no (I2): There is an invoice date but no number"),
        ("2017-101", "INV-0001", "Invoice no (I2): Numbers that begin with INV-"),
        ("Paid,No,", "Paid,Yes,", "Rebate? (N2): This says a rebate, but the status does not"),
        ("Paid,No,", "Rebated 50%,No,Left 2/10/2017", "Rebate? (N2): This says no rebate, but the"),
        ("Paid,No,", "Rebated 50%,Yes,", "Status (M2): A rebate needs the last day worked"),
        ("Paid,No,", "Paid,No,Left 01/09/2017", "Left on: The last day is before the first"),
        ("15%,\"£3,900.00\"", ",", "Fee ex VAT (G2): There is neither a rate nor a fee"),
        ("£26,000", "15%", "Salary (E2): “15%” is not an amount of money"),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_itself_is_refused(finance_officer, was, becomes, fault):
    row = SOUND.replace(was, becomes, 1)
    assert row != SOUND

    result = imported(PlacementRegister, register(row), by=finance_officer)

    assert faults(result)[0].startswith(f"Row 2, {fault}")
    assert (result.is_saved, Employer.objects.count()) == (False, 0)


def test_a_row_that_is_there_twice_is_refused_under_whatever_reference(finance_officer):
    again = SOUND.replace("R-1", "R-2").replace("Willow Works", "Willow Works Ltd.")

    result = imported(PlacementRegister, register(SOUND, again), by=finance_officer)

    assert faults(result) == [
        "Row 3, Candidate (C3): Row 2 is about the same one. Delete one of the two rows."
    ]


def test_a_client_spelt_with_another_legal_form_is_the_same_and_flagged(finance_officer):
    other = (
        SOUND.replace("Willow Works", "Willow Works Ltd.")
        .replace("Ann", "Bob")
        .replace("2017-101", "2017-102")
    )

    result = imported(PlacementRegister, register(SOUND, other), by=finance_officer)

    assert counts(result) == (2, 0, 0)
    assert "Row 3, Client: “Willow Works Ltd.” is read as “Willow Works”." in flags(result)
    assert Employer.objects.count() == 1


def test_a_client_spelt_almost_like_another_is_refused(finance_officer):
    other = SOUND.replace("Willow", "Wilow").replace("Ann", "Bob").replace("2017-101", "2017-102")

    result = imported(PlacementRegister, register(SOUND, other), by=finance_officer)

    assert faults(result)[0].startswith(
        "Row 3, Client (B3): “Wilow Works” is spelt almost like “Willow Works”."
    )


def test_a_fee_without_a_rate_is_a_fixed_one_and_flagged(finance_officer):
    fixed = SOUND.replace("15%", "")

    result = imported(PlacementRegister, register(fixed), by=finance_officer)

    assert Employer.objects.get().terms.get().fixed_pence == 390_000
    assert (
        "Row 2, Fee ex VAT: Terms of £3,900.00 fixed from 4 September 2017 are added from this row."
        in flags(result)
    )


def test_a_new_rate_from_a_later_day_ends_the_terms_before(finance_officer):
    later = (
        'R-2,Willow Works,Bob Example,05/02/2018,"£28,000",10%,"£2,800.00",£560.00,'
        "2018-003,05/02/2018,07/03/2018,,Outstanding,No,"
    )

    # In the file the later row stands first.
    imported(PlacementRegister, register(later, SOUND), by=finance_officer)

    terms = Employer.objects.get().terms.order_by("effective_from")
    assert [(version.rate, version.effective_to) for version in terms] == [
        (Decimal("0.15"), date(2018, 2, 4)),
        (Decimal("0.1"), None),
    ]


def test_two_rates_on_one_day_are_refused(finance_officer):
    other = (
        SOUND.replace("15%", "10%")
        .replace("£3,900.00", "£2,600.00")
        .replace("£780.00", "£520.00")
        .replace("Ann", "Bob")
        .replace("2017-101", "2017-102")
    )

    result = imported(PlacementRegister, register(SOUND, other), by=finance_officer)

    assert faults(result) == [
        "Row 3, Fee % (F3): The terms of Willow Works on 4 September 2017 are 15 %; this row says "
        "10 %. Correct the row, or enter the day of introduction."
    ]


def test_terms_that_were_agreed_here_are_used_and_never_changed_by_a_register(finance_officer):
    employer = EmployerFactory(name="Willow Works")
    agreed = TermsFactory(employer=employer, rate="0.15")

    sound = imported(PlacementRegister, register(SOUND), by=finance_officer)
    other = SOUND.replace("15%", "").replace("Ann", "Bob").replace("2017-101", "2017-102")
    refused = imported(PlacementRegister, register(other), by=finance_officer)

    assert (counts(sound), Hire.objects.get().terms) == ((1, 0, 0), agreed)
    assert faults(refused)[0].startswith(
        "Row 2, Fee ex VAT (G2): The terms of Willow Works on 4 September 2017 are 15 %; "
        "this row says £3,900.00 fixed."
    )


def test_a_leaver_s_rebate_is_proposed_for_finance_to_settle(finance_officer):
    row = SOUND.replace("Paid,No,", "Rebated 50%,Yes,Left 20/10/2017 to study")

    result = imported(PlacementRegister, register(row), by=finance_officer)

    hire, rebate = Hire.objects.get(), Rebate.objects.get()
    assert (hire.state, hire.last_day) == (HireState.ENDED, date(2017, 10, 20))
    assert (rebate.state, rebate.net_pence, rebate.fell_due_on) == (
        RebateState.PROPOSED,
        195_000,
        date(2017, 10, 20),
    )
    assert flags(result)[-1].startswith("Row 2, Status: A rebate of £1,950.00 net is proposed.")


def test_a_cancelled_row_without_an_invoice_is_a_hire_that_fell_through(finance_officer):
    row = "R-1,Willow Works,Ann Example,04/09/2017,26000,15%,,,,,,,Cancelled - no fee,No,"

    imported(PlacementRegister, register(row), by=finance_officer)

    assert (Hire.objects.get().state, Fee.objects.count()) == (HireState.FELL_THROUGH, 0)


def test_a_row_without_an_invoice_has_a_draft_or_waits_for_its_start(finance_officer):
    rows = register(
        "R-1,Willow Works,Ann Example,03/09/2018,26000,15%,,,,,,,,No,",
        "R-2,Willow Works,Bob Example,05/11/2018,26000,15%,,,,,,,Offer accepted,No,",
    )

    result = imported(PlacementRegister, rows, by=finance_officer)

    assert [hire.state for hire in Hire.objects.order_by("start_on")] == [
        HireState.STARTED,
        HireState.AGREED,
    ]
    assert Invoice.objects.get().state == InvoiceState.DRAFT
    assert "Row 2, Invoice no: There is no invoice yet. A draft is ready to be issued." in flags(
        result
    )


def test_a_graduate_who_is_known_by_name_is_found_and_namesakes_are_refused(finance_officer):
    known = GraduateFactory(full_name="Ann Example", ready=True)
    assert counts(imported(PlacementRegister, register(SOUND), by=finance_officer)) == (1, 0, 0)
    assert Hire.objects.get().graduate == known

    GraduateFactory.create_batch(2, full_name="Bob Example")
    other = SOUND.replace("Ann", "Bob").replace("2017-101", "2017-102")
    assert faults(imported(PlacementRegister, register(other), by=finance_officer)) == [
        "Row 2, Candidate (C2): More than one graduate is called “Bob Example”. "
        "Enter the email address, or the reference instead of the name."
    ]


def test_a_new_graduate_joins_the_cohort_of_the_row_if_there_is_one(finance_officer):
    CohortFactory(name="FAC10")
    text = f"{HEAD},Cohort\n{SOUND},FAC-10"

    imported(PlacementRegister, text, by=finance_officer)

    assert Graduate.objects.get().cohort.name == "FAC10"


def test_a_graduate_joins_a_cohort_that_was_imported_later(finance_officer):
    text = f"{HEAD},Cohort\n{SOUND},FAC-10"
    first = imported(PlacementRegister, text, by=finance_officer)
    CohortFactory(name="FAC10")

    second = imported(PlacementRegister, text, by=finance_officer)
    third = imported(PlacementRegister, text, by=finance_officer)

    assert (
        "Row 2, Cohort: There is no cohort “FAC-10”. Import the cohorts first. "
        "The graduate is added without one."
    ) in flags(first)
    assert [counts(second), counts(third)] == [(0, 1, 0), (0, 0, 1)]
    assert Graduate.objects.get().cohort.name == "FAC10"


def test_an_old_number_in_use_is_refused(finance_officer):
    other = SOUND.replace("Ann", "Bob")

    result = imported(PlacementRegister, register(SOUND, other), by=finance_officer)

    assert faults(result) == ["Row 3: There is already an invoice 2017-101."]


def test_what_was_invoiced_is_not_changed_by_a_later_run(finance_officer):
    imported(PlacementRegister, register(SOUND), by=finance_officer)
    other_pay = SOUND.replace("£26,000", "£20,000").replace("£3,900.00", "£3,000.00")
    other_number = SOUND.replace("2017-101", "2017-102")

    assert faults(imported(PlacementRegister, register(other_pay), by=finance_officer)) == [
        "Row 2, Salary (E2): This placement is already here, with £26,000.00. "
        "An import cannot change what was invoiced."
    ]
    assert faults(imported(PlacementRegister, register(other_number), by=finance_officer)) == [
        "Row 2, Invoice no (I2): This placement is already here, with invoice 2017-101. "
        "Issue or correct it there."
    ]


def test_the_last_day_is_found_in_notes():
    assert left_in("Left 20/04/2018, moved to Leeds") == date(2018, 4, 20)
    assert left_in("left on 3 May 2018") == date(2018, 5, 3)
    assert left_in("Has two left hands") is None
    assert left_in("Left 31/02/2018") is None
