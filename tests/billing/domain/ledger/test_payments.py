"""Payments: in part, in full, never above what is owed, each with its share that is not VAT."""

from datetime import date, timedelta

import pytest

from billing.domain.ledger import payments
from billing.models import Invoice, Payment
from foundation import history
from foundation.errors import BadValue
from tests.factories.billing import CreditNoteFactory, InvoiceFactory

ON = date(2018, 9, 28)


@pytest.fixture
def invoice(db) -> Invoice:
    """£4,800.00 and £960.00 VAT, issued."""
    return InvoiceFactory(issued=True)


@pytest.fixture
def pay(finance_officer):
    """Return a function that records a payment: `pay(invoice, 1_00)`."""

    def record(invoice: Invoice, amount_pence: int, **changes) -> Payment:
        given = {"received_on": ON, "method": "bank_transfer", "reference": "BACS 17", **changes}
        return payments.record(
            invoice.pk, amount_pence=amount_pence, by=finance_officer, on=ON, **given
        )

    return record


def test_a_full_payment_settles_the_invoice(pay, invoice, finance_officer):
    payment = pay(invoice, 5_760_00)

    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid_pence, invoice.outstanding_pence) == ("paid", 5_760_00, 0)
    assert (payment.amount_pence, payment.net_pence) == (5_760_00, 4_800_00)
    assert (payment.received_on, payment.method, payment.reference) == (
        ON,
        "bank_transfer",
        "BACS 17",
    )
    entry = history.of(payment).get()
    assert (entry.verb, entry.by, entry.on) == ("recorded", finance_officer, ON)
    assert entry.detail == {"invoice": invoice.pk, "amount_pence": 5_760_00}


def test_a_part_payment_leaves_the_rest_outstanding(pay, invoice):
    payment = pay(invoice, 2_000_00)

    invoice.refresh_from_db()
    assert (invoice.state, invoice.outstanding_pence) == ("issued", 3_760_00)
    assert payment.net_pence == 1_666_67  # 2,000.00 x 4,800 / 5,760


def test_the_net_shares_of_part_payments_add_up_to_the_net(pay, invoice):
    shares = [pay(invoice, amount).net_pence for amount in (2_000_00, 2_000_00, 1_760_00)]

    assert shares == [1_666_67, 1_666_66, 1_466_67]
    assert sum(shares) == 4_800_00
    invoice.refresh_from_db()
    assert invoice.state == "paid"


def test_penny_by_penny_the_shares_still_add_up(db, pay):
    invoice = InvoiceFactory(
        issued=True,
        fee__hire__introduction__terms__fixed=True,
        fee__hire__introduction__terms__fixed_pence=5,
    )
    assert invoice.gross_pence == 6

    assert [pay(invoice, 1).net_pence for _ in range(6)] == [1, 1, 1, 0, 1, 1]


def test_nothing_above_what_is_owed_is_booked(pay, invoice):
    pay(invoice, 5_000_00)

    with pytest.raises(payments.MoreThanOwed) as refusal:
        pay(invoice, 760_01)

    assert refusal.value.code == "more_than_owed"
    assert str(refusal.value) == (
        "£760.00 is outstanding on INV-0001. "
        "Book that much here, and the rest on the invoice it is for."
    )
    invoice.refresh_from_db()
    assert invoice.paid_pence == 5_000_00


def test_a_paid_invoice_takes_nothing_more(pay):
    with pytest.raises(payments.MoreThanOwed):
        pay(InvoiceFactory(paid=True), 1)


def test_a_credit_lowers_what_can_be_paid(pay):
    invoice = CreditNoteFactory().invoice  # £1,200.00 and VAT offset

    with pytest.raises(payments.MoreThanOwed):
        pay(invoice, 4_320_01)

    payment = pay(invoice, 4_320_00)
    invoice.refresh_from_db()
    assert (invoice.state, payment.net_pence) == ("paid", 3_600_00)


def test_shares_paid_before_and_after_a_credit_add_up_to_what_is_left(pay, finance_officer):
    invoice = InvoiceFactory(part_paid=True)  # £2,000.00 of £5,760.00
    CreditNoteFactory(invoice=invoice)

    payment = pay(invoice, 2_320_00)

    assert Payment.objects.get(amount_pence=2_000_00).net_pence == 1_666_67
    assert payment.net_pence == 3_600_00 - 1_666_67


@pytest.mark.parametrize("situation", [{}, {"void": True}])
def test_only_an_issued_invoice_takes_a_payment(db, pay, situation):
    invoice = InvoiceFactory(**situation)

    with pytest.raises(payments.NotPayable) as refusal:
        pay(invoice, 1_00)

    assert refusal.value.code == "not_payable"
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("amount", "changes", "field"),
    [
        (0, {}, "amount_pence"),
        (-1, {}, "amount_pence"),
        (1, {"received_on": date(1969, 12, 31)}, "received_on"),
        (1, {"received_on": date(2200, 1, 1)}, "received_on"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_by_name(pay, invoice, amount, changes, field):
    with pytest.raises(BadValue) as fault:
        pay(invoice, amount, **changes)

    assert fault.value.field == field


# The same payment twice


def test_the_same_sum_of_a_payer_and_day_is_asked_about_for_ten_minutes(pay, invoice):
    other = InvoiceFactory(issued=True, fee__hire__introduction__employer=invoice.employer)
    first = pay(invoice, 100_00)

    with pytest.raises(payments.SamePaymentAgain, match="Confirm that this is another") as refusal:
        pay(other, 100_00, at=first.created_at + timedelta(minutes=9))

    assert (refusal.value.code, str(invoice) in str(refusal.value)) == ("same_payment_again", True)
    assert not other.payments.exists()
    pay(other, 100_00, at=first.created_at + timedelta(minutes=9), confirmed=True)
    pay(invoice, 100_00, at=first.created_at + timedelta(minutes=11))


@pytest.mark.parametrize("differs", ["sum", "day", "payer"])
def test_another_sum_day_or_payer_is_not_asked_about(pay, invoice, differs):
    at = pay(invoice, 100_00).created_at
    on = InvoiceFactory(issued=True) if differs == "payer" else invoice
    day = ON - timedelta(days=1) if differs == "day" else ON

    pay(on, 100_01 if differs == "sum" else 100_00, received_on=day, at=at)

    assert Payment.objects.count() == 2


def test_the_api_asks_and_takes_yes_for_an_answer(finance_api, invoice):
    body = {"invoice": invoice.pk, "amount_pence": 100, "received_on": str(ON), "method": "cheque"}
    assert finance_api.post("/api/v1/payments/", body, format="json").status_code == 201

    again = finance_api.post("/api/v1/payments/", body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "same_payment_again")

    yes = finance_api.post("/api/v1/payments/", {**body, "confirmed": True}, format="json")
    assert yes.status_code == 201
    assert "confirmed" not in yes.json()


def test_the_page_asks_by_a_tick_that_was_not_there_before(client, finance_officer, invoice):
    client.force_login(finance_officer)
    address = f"/invoices/{invoice.pk}/"
    form_data = {"amount_pence": "£1.00", "received_on": str(ON), "method": "cheque"}
    assert 'type="checkbox" name="confirmed"' not in client.get(address).text
    client.post(f"{address}pay/", form_data)

    again = client.post(f"{address}pay/", form_data)
    assert again.status_code == 400
    assert 'type="checkbox" name="confirmed"' in again.text
    assert "Confirm that this is another payment." in again.text

    client.post(f"{address}pay/", {**form_data, "confirmed": "on"})
    assert invoice.payments.count() == 2
