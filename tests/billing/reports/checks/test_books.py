"""check_books: silent on sound books; each broken identity is reported by name and with its ids."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from billing.models import Fee, Invoice, Rebate
from billing.reports.checks.books import IDENTITIES, WAITING, check_books
from foundation.accounts.choices import Role
from foundation.models import OutboxRow
from tests.by_force import guards_down
from tests.conftest import on_postgres
from tests.datasets import dataset
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.employers import TermsFactory
from tests.factories.foundation import OutboxRowFactory
from tests.factories.stripe import (
    StripeBookingFactory,
    StripeEventFactory,
    StripeLinkFactory,
    StripeUnallocatedFactory,
)

ON = book_one.AS_OF


@dataset
def books():
    made = book_one.make_book_one(by=UserFactory(role=Role.ADMIN))
    call_command("store_documents")
    return made


@pytest.fixture
def break_rule(books, by_force):
    """Return a function that changes rows of BOOK-1 behind the back of guards and constraints."""
    return by_force


@pytest.fixture
def by_force(db):
    """Return a function that changes rows behind the back of guards and constraints."""

    def change(sql: str) -> None:
        with guards_down(), connection.cursor() as cursor:
            cursor.execute(sql)

    return change


def failing(on: date = ON) -> dict[str, list[str]]:
    return dict(check_books(on=on))


def test_book_one_holds_on_every_day_of_its_life(books):
    for days in range(0, 160, 7):
        assert failing(date(2026, 2, 1) + timedelta(days=days)) == {}
    assert failing(ON) == {}


def test_empty_books_hold(db):
    assert failing() == {}


BREAKS = [
    (
        "UPDATE billing_fee SET earned_on = '2026-09-01' WHERE earned_on = '2026-04-01'",
        "booked - earned",
    ),
    ("UPDATE employers_terms SET effective_from = '2026-02-04'", "terms were in force"),
    ("UPDATE employers_terms SET needs_approval = TRUE", "terms were in force"),
    (
        "UPDATE billing_invoice SET tax_point = '2026-03-30' WHERE number = 'INV-0001'",
        "a tax point follows",
    ),
    (
        "UPDATE billing_invoice SET due_on = '2026-03-30' WHERE number = 'INV-0001'",
        "a tax point follows",
    ),
    ("UPDATE billing_creditnote SET issued_on = '2026-05-01'", "not dated before its invoice"),
    (
        "UPDATE billing_creditnote SET vat_pence = vat_pence - 1, gross_pence = gross_pence - 1,"
        " refund_pence = refund_pence - 1",
        "VAT of credits",
    ),
    ("UPDATE billing_payment SET net_pence = net_pence - 1", "= its net, without VAT"),
    (
        "UPDATE billing_invoice SET paid_pence = 1 WHERE number = 'INV-0003'",
        "paid, credited and written off are",
    ),
    ("UPDATE billing_invoice SET state = 'paid' WHERE number = 'INV-0003'", "paid means nothing"),
    (
        (
            "UPDATE billing_invoiceline SET net_pence = net_pence + 1, vat_pence = vat_pence"
            " WHERE invoice_id = (SELECT id FROM billing_invoice WHERE number = 'INV-0001')"
        ),
        "an invoice = the sum of its lines",
    ),
    (
        (
            "UPDATE billing_invoiceline SET vat_rate = 0.1"
            " WHERE invoice_id = (SELECT id FROM billing_invoice WHERE number = 'INV-0001')"
        ),
        "VAT of a line",
    ),
    (
        "UPDATE billing_invoice SET sequence = 9, number = 'INV-0009' WHERE number = 'INV-0002'",
        "numbers run 1..n",
    ),
    (
        "UPDATE billing_invoice SET issued_on = '2026-01-01' WHERE number = 'INV-0003'",
        "numbers run 1..n",
    ),
    ("UPDATE foundation_numberseries SET last_number = 7 WHERE code = 'CN'", "numbers run 1..n"),
    (
        (
            "UPDATE billing_fee SET net_pence = net_pence + 100, gross_pence = gross_pence + 100,"
            " override_reason = 'because' WHERE earned_on = '2026-04-01'"
        ),
        "unless overridden by two people",
    ),
    (
        (
            "UPDATE billing_fee SET net_pence = net_pence + 100, gross_pence = gross_pence + 100,"
            " override_reason = 'because' WHERE earned_on = '2026-04-01'"
        ),
        "invoices of a fee + not yet invoiced",
    ),
    ("DELETE FROM foundation_historyentry WHERE verb = 'recorded'", "its entry in the history"),
    ("DELETE FROM billing_document WHERE kind = 'credit_note'", "document is stored"),
    ("DELETE FROM billing_document WHERE kind = 'invoice'", "document is stored"),
    ("UPDATE billing_document SET sha256 = 'another'", "a document is what it was"),
    ("DELETE FROM billing_payment WHERE received_on = '2026-04-28'", "debtors + written off"),
    ("UPDATE billing_refund SET amount_pence = 1, net_pence = 1", "refunds = what their credit"),
    ("UPDATE billing_creditnote SET rebate_id = NULL", "a rebate that was settled is credited"),
    (
        (
            "UPDATE billing_creditnote SET net_pence = 4800001, vat_pence = 0,"
            " gross_pence = 4800001, refund_pence = 4800001"
        ),
        "credits <= invoice",
    ),
    (
        (
            "UPDATE placements_hire SET terms_id = (SELECT MAX(id) FROM employers_terms)"
            " WHERE start_on = '2026-04-01'"
        ),
        "the terms of the introduction's day",
    ),
    (
        (
            "UPDATE placements_hire SET graduate_id = (SELECT MAX(id) FROM placements_graduate)"
            " WHERE start_on = '2026-04-01'"
        ),
        "an introduction of its own pair",
    ),
    (
        "UPDATE placements_hire SET state = 'started' WHERE start_on = '2026-07-06'",
        "one live fee for every hire",
    ),
]


@pytest.mark.parametrize(("sql", "says"), BREAKS)
def test_a_broken_identity_is_reported_by_name_and_with_its_ids(break_rule, sql, says):
    break_rule(sql)

    broken = {
        sentence: ids for sentence, ids in failing(date(2026, 7, 31)).items() if says in sentence
    }

    assert len(broken) == 1, failing(date(2026, 7, 31))
    assert all(ids for ids in broken.values())


def test_the_ids_lead_to_the_invoice(break_rule):
    break_rule("UPDATE billing_invoice SET paid_pence = 1 WHERE number = 'INV-0003'")

    assert failing()["paid, credited and written off are what their rows say"] == [
        "invoice INV-0003"
    ]


def test_overlapping_terms_are_reported(break_rule):
    if on_postgres():
        pytest.skip("an exclusion constraint cannot be passed by on PostgreSQL")
    invoice = Invoice.objects.get(number="INV-0001")
    fee = Fee.objects.get(pk=invoice.fee_id)
    break_rule(
        f"UPDATE employers_terms SET employer_id = {invoice.employer_id} WHERE id <> {fee.terms_id}"
    )

    assert "terms of an employer never overlap" in failing()


def test_terms_that_exclude_what_nobody_can_leave_for_are_reported(books):
    rebate = {"unit": "weeks", "mode": "steps", "steps": [{"through": 4, "share": "1"}]}
    TermsFactory(rebate=rebate | {"excluded_reasons": ["redundancy"]})
    odd = TermsFactory(rebate=rebate | {"excluded_reasons": ["redundancy", "injury"]})

    assert failing() == {"terms exclude only reasons that a leaver can have": [f"terms {odd.pk}"]}


def test_the_command_says_that_the_books_hold(books):
    out = StringIO()
    call_command("check_books", "--on", "2026-06-30", stdout=out, no_color=True)
    assert out.getvalue() == f"The books balance: {IDENTITIES} of {IDENTITIES} checks hold.\n"


def test_the_command_names_what_is_broken_and_fails(break_rule):
    break_rule("UPDATE billing_creditnote SET rebate_id = NULL")
    out = StringIO()

    with pytest.raises(CommandError, match=f"2 of {IDENTITIES} checks do not hold"):
        call_command("check_books", "--on", "2026-06-30", stdout=out, no_color=True)

    rebate = Rebate.objects.get()
    note = rebate.fee.invoices.get().credit_notes.get()
    assert out.getvalue() == (
        f"BROKEN: a rebate that was settled is credited in full\n  rebate {rebate.pk}\n"
        f"BROKEN: every sealed record is as it was sealed\n  credit note {note.pk} was altered\n"
    )


# Stripe


@pytest.fixture
def from_stripe(books):
    """An invoice that Stripe collected and reported, booked."""
    booking = StripeBookingFactory()
    invoice = booking.receipt.invoice
    StripeLinkFactory(subject_id=invoice.pk, collected_pence=invoice.gross_pence)
    StripeEventFactory(
        type="invoice_payment.paid",
        object_id=booking.receipt.stripe_id,
        through_stripe=True,
        done_at=timezone.now(),
    )
    call_command("store_documents")
    return booking.receipt


def test_what_stripe_collected_and_we_booked_holds(from_stripe):
    assert failing(date(2026, 7, 31)) == {}


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DELETE FROM billing_stripebooking", "what Stripe collected is booked"),
        ("UPDATE billing_stripereceipt SET amount_pence = 1", "what Stripe collected is booked"),
        ("UPDATE billing_stripelink SET collected_pence = 1", "Stripe's sums of an invoice"),
        ("UPDATE billing_stripeevent SET object_id = 'inpay_x'", "every processed payment event"),
    ],
)
def test_a_difference_from_stripe_is_reported(from_stripe, break_rule, sql, says):
    break_rule(sql)

    assert any(says in sentence for sentence in failing(date(2026, 7, 31)))


def test_parked_money_waits_for_a_person_and_breaks_nothing(books):
    parked = StripeUnallocatedFactory()
    invoice = parked.receipt.invoice
    StripeLinkFactory(subject_id=invoice.pk, collected_pence=invoice.gross_pence)
    call_command("store_documents")

    assert failing(date(2026, 7, 31)) == {}


def test_what_is_forgotten_in_the_outbox_is_reported(books):
    seen, forgotten = OutboxRowFactory(), OutboxRowFactory()
    long_ago = timezone.now() - timedelta(minutes=16)
    OutboxRow.objects.filter(pk=forgotten.pk).update(next_try_at=long_ago)

    broken = dict(check_books(on=ON, now=timezone.now()))
    assert broken == {WAITING: [f"outbox row {forgotten.pk} (email)"]}
    assert seen.state == "waiting"
