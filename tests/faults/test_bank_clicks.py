"""Many people over one bank statement: every line is booked once, whoever clicks what."""

from datetime import date

import pytest
from django.core.management import call_command

from billing.domain.bank import bank_lines, bank_statements
from billing.domain.bank.bank_statements import Movement, StatementFile
from billing.domain.ledger import customer_credit
from billing.models import BankLine, BankStatement, CreditUse, Payment
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory, CustomerCreditFactory
from tests.factories.billing import InvoiceFactory

from .crowd import at_once, codes

ON = date(2018, 10, 1)


@pytest.fixture
def two_people(db) -> list[User]:
    return [UserFactory(role=Role.FINANCE) for _ in range(2)]


def test_two_people_accept_all_sure_lines_and_each_is_booked_once(two_people):
    invoices = [InvoiceFactory(issued=True) for _ in range(6)]
    for invoice in invoices:
        BankLineFactory(reference=invoice.number)
    call_command("store_documents")

    done = at_once([lambda by=by: bank_lines.accept_all_sure(by=by, on=ON) for by in two_people])

    assert sum(one.lines for one in done) == 6
    assert Payment.objects.count() == 6
    assert set(BankLine.objects.values_list("state", flat=True)) == {"matched"}


def test_one_accepts_a_line_while_another_splits_it_and_a_third_sets_it_aside(two_people):
    invoice = InvoiceFactory(issued=True)
    line = BankLineFactory(reference=invoice.number)
    call_command("store_documents")
    one, two = two_people

    outcomes = at_once(
        [
            lambda: bank_lines.accept(line.pk, by=one, on=ON),
            lambda: bank_lines.match(line.pk, [(invoice.pk, 5_760_00)], by=two, on=ON),
            lambda: bank_lines.ignore(line.pk, reason="No", by=two, on=ON),
        ]
    )

    assert codes(outcomes) == ["done", "line_dealt_with", "line_dealt_with"]


def test_two_lines_for_one_invoice_are_not_both_booked_on_it(two_people):
    invoice = InvoiceFactory(issued=True)
    lines = [BankLineFactory(), BankLineFactory()]
    call_command("store_documents")
    whole = [(invoice.pk, 5_760_00)]

    outcomes = at_once(
        [
            lambda line=line, by=by: bank_lines.match(line.pk, whole, by=by, on=ON)
            for line, by in zip(lines, two_people, strict=True)
        ]
    )

    assert codes(outcomes) == ["done", "more_than_owed"]


@pytest.mark.smoke
def test_the_same_file_taken_by_two_people_is_taken_once(two_people):
    movements = [Movement(n, ON, n * 1_00, None, f"Line {n}") for n in range(1, 20)]

    def take(by: User) -> object:
        file = StatementFile("june.csv", "f" * 64, "", list(movements))
        return bank_statements.take(file, by=by, on=ON)

    taken = at_once([lambda by=by: take(by) for by in two_people])

    assert sorted(one.new for one in taken) == [0, 19]
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 19)


def test_credit_is_applied_once_by_two_people(two_people):
    credit = CustomerCreditFactory()
    invoice = InvoiceFactory(fee__hire__introduction__employer=credit.employer, issued_on=ON)
    call_command("store_documents")

    outcomes = at_once(
        [
            lambda by=by: customer_credit.apply(credit.pk, invoice.pk, by=by, on=ON)
            for by in two_people
        ]
    )

    assert codes(outcomes) == ["done", "more_than_kept"]
    assert CreditUse.objects.count() == 1
