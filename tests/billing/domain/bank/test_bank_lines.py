"""What becomes of bank lines: matched, split, kept, ignored; and nothing is booked twice."""

from datetime import date

import pytest

from billing.domain.bank import bank_lines
from billing.domain.bank.matching import proposals
from billing.domain.ledger import customer_credit, payments
from billing.models import BankLine, CustomerCredit, PayerAlias, Payment
from foundation import history
from foundation.errors import BadValue
from tests.factories.bank import BankLineFactory
from tests.factories.billing import InvoiceFactory, RefundFactory, WriteOffFactory
from tests.factories.employers import EmployerFactory

ON = date(2018, 10, 1)
PAID_ON = date(2018, 9, 28)


@pytest.fixture
def ember(db):
    return EmployerFactory(name="Ember Analytics Ltd")


@pytest.fixture
def invoice(ember):
    return InvoiceFactory(issued=True, fee__hire__introduction__employer=ember)


def another(employer):
    return InvoiceFactory(issued=True, fee__hire__introduction__employer=employer)


def test_a_line_matched_is_a_payment_of_its_day_and_the_payer_is_remembered(
    invoice, finance_officer
):
    line = BankLineFactory(payer="PETTICOAT LEDGERS", reference="fee")

    line = bank_lines.match(line.pk, [(invoice.pk, 5_760_00)], by=finance_officer, on=ON)

    payment = Payment.objects.get()
    assert (payment.received_on, payment.amount_pence, payment.bank_line) == (
        PAID_ON,
        5_760_00,
        line,
    )
    assert (payment.method, payment.reference) == ("bank_transfer", "PETTICOAT LEDGERS · fee · BGC")
    invoice.refresh_from_db()
    assert (line.state, invoice.state) == ("matched", "paid")
    assert PayerAlias.objects.get().employer == invoice.employer
    assert [entry.verb for entry in history.of(line)] == ["matched"]


def test_a_payer_once_accepted_is_known_the_next_time(invoice, ember, finance_officer):
    first = BankLineFactory(payer="PETTICOAT LEDGERS")
    bank_lines.match(first.pk, [(invoice.pk, 5_760_00)], by=finance_officer, on=ON)
    again = another(ember)
    second = BankLineFactory(payer="Petticoat Ledgers Ltd")

    proposal = proposals([second])[second.pk]

    assert (proposal.sure, proposal.allocations) == (True, [(again.pk, 5_760_00)])


def test_a_line_is_split_over_several_invoices(invoice, ember, finance_officer):
    other = another(ember)
    line = BankLineFactory(amount_pence=8_000_00)

    split = [(other.pk, 2_240_00), (invoice.pk, 5_760_00)]
    bank_lines.match(line.pk, split, by=finance_officer, on=ON)

    paid = Payment.objects.filter(bank_line=line).values_list("invoice", "amount_pence")
    assert sorted(paid) == [(invoice.pk, 5_760_00), (other.pk, 2_240_00)]


def test_what_is_left_is_kept_as_credit_when_one_says_so(invoice, finance_officer):
    line = BankLineFactory(amount_pence=6_000_00)

    with pytest.raises(bank_lines.NotAllOfIt, match="£240.00 is left"):
        bank_lines.match(line.pk, [(invoice.pk, 5_760_00)], by=finance_officer, on=ON)
    bank_lines.match(line.pk, [(invoice.pk, 5_760_00)], keep_rest=True, by=finance_officer, on=ON)

    credit = CustomerCredit.objects.get()
    assert (credit.amount_pence, credit.employer, credit.kept_on) == (
        240_00,
        invoice.employer,
        PAID_ON,
    )
    assert customer_credit.held_pence(invoice.employer) == 240_00


def test_a_payment_on_account_is_kept_for_the_employer_named(ember, finance_officer):
    line = BankLineFactory()

    with pytest.raises(BadValue, match="Choose the employer"):
        bank_lines.match(line.pk, [], keep_rest=True, by=finance_officer, on=ON)
    bank_lines.match(line.pk, [], keep_rest=True, employer_id=ember.pk, by=finance_officer, on=ON)

    assert customer_credit.held_pence(ember) == 5_760_00


def test_a_line_gives_no_more_than_it_brought(invoice, finance_officer):
    line = BankLineFactory(amount_pence=5_000_00)

    with pytest.raises(BadValue, match="£760.00 more than the £5,000.00 paid"):
        bank_lines.match(line.pk, [(invoice.pk, 5_760_00)], by=finance_officer, on=ON)
    both = [(invoice.pk, 1_00), (invoice.pk, 1_00)]
    with pytest.raises(BadValue, match="twice"):
        bank_lines.match(line.pk, both, by=finance_officer, on=ON)


def test_a_refusal_on_the_second_invoice_books_nothing_on_the_first(invoice, finance_officer):
    paid = InvoiceFactory(paid=True)
    line = BankLineFactory(amount_pence=5_761_00)

    split = [(invoice.pk, 5_760_00), (paid.pk, 1_00)]
    with pytest.raises(payments.MoreThanOwed):
        bank_lines.match(line.pk, split, by=finance_officer, on=ON)

    assert not Payment.objects.filter(bank_line=line).exists()
    assert BankLine.objects.get(pk=line.pk).state == "open"


def test_a_line_is_dealt_with_once(invoice, finance_officer):
    line = BankLineFactory(matched=True)

    with pytest.raises(bank_lines.LineDealtWith, match="already matched"):
        bank_lines.match(line.pk, [(invoice.pk, 5_760_00)], by=finance_officer, on=ON)
    with pytest.raises(bank_lines.LineDealtWith):
        bank_lines.ignore(line.pk, reason="No", by=finance_officer, on=ON)
    with pytest.raises(bank_lines.LineDealtWith, match="Only an ignored line can be opened again"):
        bank_lines.reopen(line.pk, by=finance_officer, on=ON)


def test_money_out_is_matched_with_the_refund_it_paid(finance_officer):
    refund = RefundFactory()
    line = BankLineFactory(amount_pence=-refund.amount_pence)

    line = bank_lines.match_refund(line.pk, refund.pk, by=finance_officer, on=ON)

    assert (line.state, line.refund) == ("matched", refund)
    other = BankLineFactory(amount_pence=-refund.amount_pence)
    with pytest.raises(BadValue, match="already matched with that refund"):
        bank_lines.match_refund(other.pk, refund.pk, by=finance_officer, on=ON)
    odd = BankLineFactory(amount_pence=-1)
    with pytest.raises(BadValue, match="was refunded, not £0.01"):
        bank_lines.match_refund(odd.pk, refund.pk, by=finance_officer, on=ON)
    with pytest.raises(BadValue, match="Money that went out cannot pay an invoice"):
        bank_lines.match(odd.pk, [], by=finance_officer, on=ON)


def test_a_line_is_ignored_with_a_reason_and_opened_again(finance_officer):
    line = BankLineFactory()

    with pytest.raises(BadValue):
        bank_lines.ignore(line.pk, reason=" ", by=finance_officer, on=ON)
    line = bank_lines.ignore(line.pk, reason="A grant", by=finance_officer, on=ON)
    assert (line.state, line.ignored_reason) == ("ignored", "A grant")
    line = bank_lines.reopen(line.pk, by=finance_officer, on=ON)
    assert (line.state, line.ignored_reason) == ("open", "")
    assert [entry.verb for entry in history.of(line)] == ["ignored", "reopened"]


def test_accepting_does_what_is_proposed_or_says_that_nothing_is(invoice, finance_officer):
    sure = BankLineFactory(reference=invoice.number)
    unknown = BankLineFactory(amount_pence=3_33, payer="Nobody We Know")

    assert bank_lines.accept(sure.pk, by=finance_officer, on=ON).state == "matched"
    with pytest.raises(bank_lines.NothingProposed):
        bank_lines.accept(unknown.pk, by=finance_officer, on=ON)


def test_all_sure_lines_are_matched_at_once_and_a_second_click_books_nothing(
    invoice, ember, finance_officer
):
    BankLineFactory(reference=invoice.number)
    BankLineFactory(amount_pence=1_00, payer="Nobody We Know")
    BankLineFactory(amount_pence=1_000_00, payer="Ember Analytics Ltd", reference="on account")

    done = bank_lines.accept_all_sure(by=finance_officer, on=ON)
    again = bank_lines.accept_all_sure(by=finance_officer, on=ON)

    assert (done.lines, done.pence, done.left) == (1, 5_760_00, 0)
    assert (again.lines, again.pence, again.left) == (0, 0, 0)
    assert Payment.objects.count() == 1


def test_a_sure_line_whose_invoice_was_paid_meanwhile_is_left_to_a_person(
    invoice, finance_officer, monkeypatch
):
    line = BankLineFactory(reference=invoice.number)
    before = bank_lines.sure_lines()
    payments.record(
        invoice.pk,
        amount_pence=1_00,
        received_on=ON,
        method="card",
        by=finance_officer,
        on=ON,
    )
    monkeypatch.setattr(bank_lines, "sure_lines", lambda: before)

    done = bank_lines.accept_all_sure(by=finance_officer, on=ON)

    assert (done.lines, done.left) == (0, 1)
    assert BankLine.objects.get(pk=line.pk).state == "open"


def test_payouts_and_payments_out_are_set_aside_at_once(finance_officer):
    payout = BankLineFactory(payer="STRIPE PAYMENTS UK", amount_pence=10_00)
    rent = BankLineFactory(amount_pence=-2_850_00, payer="Wharf Properties")
    other = BankLineFactory(amount_pence=77_00, payer="Nobody We Know")

    assert bank_lines.set_aside_all(by=finance_officer, on=ON) == 2

    states = {line.pk: line.state for line in BankLine.objects.all()}
    assert states == {payout.pk: "ignored", rent.pk: "ignored", other.pk: "open"}


def test_a_debt_written_off_that_is_paid_after_all_comes_back(finance_officer):
    gone = WriteOffFactory().invoice
    line = BankLineFactory(reference=gone.number, booked_on=date(2019, 4, 1))

    done = bank_lines.accept_all_sure(by=finance_officer, on=date(2019, 4, 2))

    gone.refresh_from_db()
    assert (done.lines, gone.state, gone.written_off_pence) == (1, "paid", 0)
    assert BankLine.objects.get(pk=line.pk).state == "matched"
