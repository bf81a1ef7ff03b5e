"""The identities between rows and their rules, each broken on purpose and found, guards down."""

from datetime import date

import pytest
from django.db import connection

from billing.models import Fee, LateCharge
from billing.reports.checks.books import check_books
from foundation.accounts.choices import Role
from foundation.models import HistoryEntry
from tests.conftest import on_postgres
from tests.datasets import dataset
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory
from tests.factories.billing import InvoiceFactory, LateChargeFactory, SellerFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

# The fixture itself: rows are changed behind the back of guards in one place.
from .test_books import by_force  # noqa: F401

ON = date(2026, 7, 31)
ACTOR = "somebody did what the history says, or the worker may"
TWO = "who approved is not who asked, and the history names both"
DUE = "an invoice falls due its payment days after issue or start"
PAYER = "who pays is the employer, or is known to pay for it"
REBATE = "a rebate is the share of the fee that the terms give"
CHARGE = "a late charge is what the law gives"
DETAILS = "a document prints our details of its day"
MONTHS = "an introduction runs for the months of its terms"
CONSENT = "a published profile has a consent"
YES = "an introduction was sent after the person agreed to it"
BY_RULE = [ACTOR, TWO, DUE, PAYER, REBATE, CHARGE, DETAILS, MONTHS, CONSENT, YES]


@dataset
def business():
    """A late charge and a matched bank line, then BOOK-1, and a published person."""
    LateChargeFactory()
    BankLineFactory(matched=True, payer="Acme Widgets Ltd")
    book_one.make_book_one(by=UserFactory(role=Role.ADMIN))
    GraduateFactory(published=True)
    IntroductionFactory(sent=True)
    IntroductionFactory(from_the_register=True)
    return


def drop_constraint(table: str, name: str) -> None:
    """Take a check away on PostgreSQL; on SQLite a row is changed past all of them."""
    if on_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def failing() -> dict[str, list[str]]:
    return {says: ids for says, ids in check_books(on=ON) if says in BY_RULE}


def test_what_was_done_by_the_rules_holds(business):
    assert failing() == {}


ISSUED = "(SELECT MIN(id) FROM foundation_historyentry WHERE verb = 'issued')"
BREAKS = [
    (
        f"UPDATE foundation_historyentry SET by_id = NULL WHERE id = {ISSUED}",
        ACTOR,
        "history entry",
    ),
    (
        "UPDATE foundation_historyentry SET by_id = NULL WHERE verb = 'recorded'",
        ACTOR,
        "history entry",
    ),
    (
        "UPDATE foundation_historyentry SET by_id = NULL WHERE verb = 'approved'",
        TWO,
        "approval",
    ),
    (
        "UPDATE foundation_historyentry SET by_id = (SELECT MAX(id) FROM accounts_user)"
        " WHERE verb = 'asked' AND subject_type = 'foundation.approval'",
        TWO,
        "approval",
    ),
    ("UPDATE foundation_approval SET state = 'refused'", TWO, "refund"),
    ("UPDATE billing_invoice SET due_on = '2026-04-30' WHERE number = 'INV-0001'", DUE, "invoice"),
    ("UPDATE billing_invoice SET payment_days = 1 WHERE number = 'INV-0001'", DUE, "invoice"),
    ("DELETE FROM billing_payeralias", PAYER, "payment"),
    (
        "UPDATE billing_payment SET invoice_id = (SELECT MAX(id) FROM billing_invoice)"
        " WHERE bank_line_id IS NOT NULL",
        PAYER,
        "payment",
    ),
    ("UPDATE billing_rebate SET net_pence = net_pence - 1", REBATE, "rebate"),
    ("UPDATE billing_rebate SET share = 0.5, net_pence = 240000", REBATE, "rebate"),
    ("UPDATE billing_rebate SET fell_due_on = '2026-06-13', net_pence = 1", REBATE, "rebate"),
    (
        "UPDATE billing_latecharge SET interest_pence = interest_pence + 1,"
        " total_pence = total_pence + 1",
        CHARGE,
        "late charge",
    ),
    ("UPDATE billing_latecharge SET charged_on = '2018-12-04'", CHARGE, "late charge"),
    ("DELETE FROM billing_referencerate", CHARGE, "late charge"),
    ("UPDATE billing_seller SET bank_details = 'Sort code: 00-00-00'", DETAILS, "invoice"),
    ("UPDATE billing_seller SET name = 'Somebody else'", DETAILS, "credit note"),
    ("UPDATE billing_invoice SET seller = '{}' WHERE number = 'INV-0002'", DETAILS, "invoice"),
    ("UPDATE placements_introduction SET valid_until = '2030-01-01'", MONTHS, "introduction"),
    ("DELETE FROM placements_consent", CONSENT, "graduate"),
    ("UPDATE placements_consent SET withdrawn_on = given_on", CONSENT, "graduate"),
    ("UPDATE placements_introduction SET willing_on = NULL", YES, "introduction"),
    (
        "UPDATE placements_introduction SET willing_on = '2026-02-04' WHERE sent_on = '2026-02-03'",
        YES,
        "introduction",
    ),
]


@pytest.mark.parametrize(("sql", "says", "names"), BREAKS)
def test_a_row_that_is_not_by_its_rule_is_found(business, by_force, sql, says, names):  # noqa: F811
    if says == YES:
        drop_constraint("placements_introduction", "introduction_sent_to_the_willing")
    by_force(sql)

    assert [fault for fault in failing().get(says, []) if fault.startswith(f"{names} ")], failing()


def test_an_approval_by_who_asked_is_found(business, by_force):  # noqa: F811
    drop_constraint("foundation_approval", "approval_takes_two_people")
    by_force("UPDATE foundation_approval SET decided_by_id = asked_by_id WHERE state = 'approved'")

    assert any(fault.startswith("approval ") for fault in failing()[TWO])


def test_details_for_an_earlier_day_do_not_make_documents_wrong(business):
    SellerFactory(effective_from=date(2026, 3, 1), name="A later thought")
    assert failing() == {}

    InvoiceFactory(issued=True, issued_on=ON)
    assert failing() == {}


def test_a_charge_stays_right_when_an_earlier_payment_is_written_down_later(business):
    charge = LateCharge.objects.get()
    assert HistoryEntry.objects.filter(verb="charged", subject_id=charge.pk).exists()
    line = BankLineFactory(matched=True, pays=charge.invoice)

    assert line.booked_on < charge.charged_on
    assert failing() == {}


def test_a_rebate_of_a_fee_without_terms_for_it_is_its_share(business, by_force):  # noqa: F811
    fee = Fee.objects.get(rebate__isnull=False)
    by_force(f"UPDATE placements_hire SET last_day = '2026-06-11' WHERE id = {fee.hire_id}")
    assert REBATE not in failing()

    by_force("UPDATE billing_rebate SET share = 0.1")
    assert failing()[REBATE] == [f"rebate {fee.rebate.pk}"]
