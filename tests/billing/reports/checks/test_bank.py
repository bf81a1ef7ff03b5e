"""The identities of the bank and of credit, each broken on purpose and reported with its ids."""

from datetime import date

import pytest
from django.core.management import call_command

from billing.models import BankLine, CreditNote, CreditUse, CustomerCredit
from billing.reports.checks.books import check_books
from tests.factories.bank import BankLineFactory, CreditUseFactory, CustomerCreditFactory

# The fixtures themselves: rows are changed behind the back of guards in one place.
from .test_books import books, break_rule, by_force  # noqa: F401

ON = date(2026, 6, 30)


@pytest.fixture
def banked(break_rule):  # noqa: F811
    """Add a matched line, one ignored, credit of both kinds, and one of them used."""
    BankLineFactory(ignored=True)
    CustomerCreditFactory()
    credit = CustomerCreditFactory(of_a_note=True)
    CustomerCreditFactory(of_a_note=True)
    CreditUseFactory(credit=credit)
    call_command("store_documents")
    return break_rule


MATCHED = "UPDATE billing_bankline SET state = 'matched', ignored_reason = ''"
BREAKS = [
    ("UPDATE billing_bankline SET amount_pence = amount_pence + 1", "used in full", BankLine, 1),
    (MATCHED.replace("matched", "open"), "used in full", BankLine, 1),
    (
        "UPDATE billing_bankline SET state = 'matched', ignored_reason = ''",
        "used in full",
        BankLine,
        1,
    ),
    ("UPDATE billing_customercredit SET amount_pence = 1", "never used above", CustomerCredit, 1),
    (
        "UPDATE billing_creditnote SET kept_pence = kept_pence - 1, refund_pence = refund_pence + 1"
        " WHERE kept_pence > 0",
        "never used above",
        CreditNote,
        2,
    ),
    ("UPDATE billing_credituse SET used_on = '2018-12-04'", "a payment of that sum", CreditUse, 1),
    ("UPDATE billing_credituse SET amount_pence = 1, net_pence = 1", "that sum", CreditUse, 1),
]


@pytest.mark.parametrize(("sql", "says", "model", "count"), BREAKS)
def test_a_broken_identity_is_reported_with_what_breaks_it(banked, sql, says, model, count):
    banked(sql)

    broken = {failing: ids for failing, ids in check_books(on=ON) if says in failing}

    assert len(broken) == 1
    (ids,) = broken.values()
    names = {BankLine: "bank line", CustomerCredit: "credit", CreditUse: "use of credit"}
    kind = names.get(model, "credit note")
    assert sum(one.startswith(f"{kind} ") for one in ids) >= count


def test_credit_without_its_entry_in_the_history_is_reported(banked):
    banked("DELETE FROM foundation_historyentry WHERE verb IN ('kept', 'applied')")

    broken = dict(check_books(on=ON))["every change of money has its entry in the history"]

    assert {one.rsplit(" ", 1)[0] for one in broken} == {"customer credit", "credit use"}
