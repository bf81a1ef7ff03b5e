"""What Stripe collected is booked as it stands there; what fits nothing waits for a person."""

from datetime import date

import pytest
from django.utils import timezone

from billing.choices import Remedy
from billing.domain.ledger import credit_notes, invoices
from billing.domain.ledger.credit_notes import Credit
from billing.domain.stripe import receipts
from billing.domain.stripe import unallocated as stripe_unallocated
from billing.models import Invoice, Payment, StripeReceipt, StripeUnallocated
from foundation.errors import BadValue
from foundation.models import HistoryEntry
from tests.factories.billing import InvoiceFactory, PaymentFactory
from tests.peers.stripe_dealings import broken_books, copy_of, link_of, work

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2018, 9, 4)


@pytest.fixture
def sent(stripe_peer) -> Invoice:
    invoice = InvoiceFactory(issued=True)
    work()
    return invoice


@pytest.fixture
def look(stripe_peer):
    """Look at Stripe's copy of an invoice, as the news of it makes the worker do."""

    def at(invoice: Invoice) -> list[str]:
        done = receipts.refresh(copy_of(stripe_peer, invoice)["id"], now=timezone.now())
        invoice.refresh_from_db()
        return done

    return at


def parked() -> StripeUnallocated:
    return StripeUnallocated.objects.get()


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("card", "card"),
        ("link", "card"),
        ("bacs_debit", "bacs_debit"),
        ("customer_balance", "bank_transfer"),
    ],
)
def test_what_was_paid_there_is_booked_here(sent, stripe_peer, look, theirs, ours):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"], theirs)

    assert look(sent) == ["£5,760.00 booked on INV-0001"]

    payment = Payment.objects.get()
    intent = stripe_peer.all("payment_intent")[0]["id"]
    assert (payment.amount_pence, payment.method, payment.reference) == (5_760_00, ours, intent)
    assert (payment.received_on, sent.state) == (timezone.localdate(), "paid")
    assert HistoryEntry.objects.get(verb="recorded").by is None
    assert broken_books() == {}


def test_looking_again_books_nothing_again(sent, stripe_peer, look):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    look(sent)

    assert look(sent) == []
    assert Payment.objects.count() == 1


def test_a_debit_that_is_processing_is_not_collected(sent, stripe_peer, look):
    debit = stripe_peer.begin_debit(copy_of(stripe_peer, sent)["id"])

    assert look(sent) == []
    assert (sent.state, Payment.objects.count()) == ("issued", 0)

    stripe_peer.clear_debit(debit)
    look(sent)
    assert (sent.state, Payment.objects.get().method) == ("paid", "bacs_debit")


def test_a_part_leaves_the_rest_outstanding(sent, stripe_peer, look):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"], "customer_balance", 5_000_00)

    look(sent)

    assert sent.outstanding_pence == 760_00
    assert link_of(sent).collected_pence == 5_000_00


def test_money_for_an_invoice_that_is_not_ours_is_parked(stripe_peer, db):
    somebody = stripe_peer.new("customer", name="Somebody")
    theirs = stripe_peer.make_invoice({"customer": somebody["id"], "number": "X-1"})
    theirs |= {"status": "open", "total": 100_00, "amount_remaining": 100_00, "currency": "gbp"}
    stripe_peer.pay(theirs["id"])

    receipts.refresh(theirs["id"], now=timezone.now())

    assert (parked().kind, parked().amount_pence, parked().invoice) == ("payment", 100_00, None)
    assert parked().says == "Stripe collected money for an invoice X-1 that is not in our books."
    assert broken_books() == {}


def test_another_currency_is_parked_and_nothing_booked(sent, stripe_peer, look):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"], currency="eur")

    look(sent)

    assert parked().says == "INV-0001 was paid in EUR instead of pounds."
    assert (sent.paid_pence, broken_books()) == (0, {})


def test_another_amount_of_the_copy_is_parked(sent, stripe_peer, look):
    copy = copy_of(stripe_peer, sent)
    copy["total"] = copy["amount_remaining"] = 57_60
    stripe_peer.pay(copy["id"])

    look(sent)

    assert parked().says == "Stripe's copy of INV-0001 is for £57.60, ours is for £5,760.00."
    assert (sent.paid_pence, broken_books()) == (0, {})


def test_a_way_of_paying_we_do_not_know_is_parked(sent, stripe_peer, look):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"], "pix")

    look(sent)

    assert parked().says == "INV-0001 was paid by pix."


def test_paid_twice_is_parked_once(sent, stripe_peer, look):
    PaymentFactory(invoice=sent)
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])

    look(sent)
    look(sent)

    assert (parked().kind, parked().amount_pence) == ("payment", 5_760_00)
    assert parked().says.startswith("£0.00 is outstanding on INV-0001")
    assert broken_books() == {}


def test_paid_after_it_was_made_void_is_parked(sent, stripe_peer, look, finance_officer):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    invoices.void(sent.pk, by=finance_officer, on=NEXT_DAY)

    work()

    assert parked().says == "Invoice INV-0001 is void."
    assert broken_books() == {}


def test_a_refund_made_there_by_hand_is_shown(sent, stripe_peer, look):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    look(sent)
    intent = stripe_peer.all("payment_intent")[0]["id"]
    stripe_peer.make_refund({"payment_intent": intent, "amount": 60_00})

    look(sent)

    assert (parked().kind, parked().amount_pence) == ("refund", 60_00)
    assert (
        parked().says == "£60.00 of INV-0001 was paid back at Stripe by hand. Credit it here too."
    )


def test_a_credit_note_made_there_by_hand_is_shown(sent, stripe_peer, look):
    stripe_peer.make_note({"invoice": copy_of(stripe_peer, sent)["id"], "amount": 60_00})

    look(sent)

    assert (parked().kind, parked().amount_pence) == ("credit_note", 60_00)


def test_what_was_transferred_above_the_invoice_is_shown(sent, stripe_peer, look):
    copy = copy_of(stripe_peer, sent)
    stripe_peer.pay(copy["id"], "customer_balance")
    copy["amount_overpaid"] = 50_00

    look(sent)

    assert (parked().kind, parked().amount_pence) == ("difference", 50_00)
    assert parked().says.startswith("£50.00 too much was paid on INV-0001")
    assert (sent.state, broken_books()) == ("paid", {})


# What a person does about it


@pytest.fixture
def too_much(sent, stripe_peer, look, finance_officer):
    """£5,760.00 that came on an invoice of which only £4,560.00 was still to be paid."""
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    wanted = Credit(1_000_00, "Agreed", Remedy.OFFSET)
    credit_notes.credit(sent.pk, wanted, by=finance_officer, on=NEXT_DAY)
    look(sent)
    return parked()


def test_parked_money_is_booked_over_the_invoices_it_is_for(too_much, sent, finance_officer):
    other = InvoiceFactory(issued=True, fee__hire__introduction__employer=sent.employer)
    by = {"by": finance_officer, "on": NEXT_DAY}

    stripe_unallocated.book(too_much.pk, invoice_id=sent.pk, amount_pence=4_560_00, **by)
    too_much.refresh_from_db()
    assert too_much.state == "waiting"
    stripe_unallocated.book(too_much.pk, invoice_id=other.pk, **by)

    too_much.refresh_from_db()
    assert (too_much.state, too_much.decided_by) == ("settled", finance_officer)
    assert sorted(Payment.objects.values_list("amount_pence", flat=True)) == [1_200_00, 4_560_00]
    assert broken_books() == {}


def test_no_more_is_booked_than_came(too_much, sent, finance_officer):
    with pytest.raises(BadValue, match="Only £5,760.00 of it is left to book"):
        stripe_unallocated.book(
            too_much.pk, invoice_id=sent.pk, amount_pence=5_760_01, by=finance_officer, on=NEXT_DAY
        )


def test_what_is_owed_decides_how_much_can_be_booked(too_much, sent, finance_officer):
    with pytest.raises(stripe_unallocated.payments.MoreThanOwed):
        stripe_unallocated.book(too_much.pk, invoice_id=sent.pk, by=finance_officer, on=NEXT_DAY)

    assert not Payment.objects.exists()


def test_a_puzzle_is_dismissed_with_what_was_done(too_much, finance_officer):
    by = {"by": finance_officer, "on": NEXT_DAY}
    with pytest.raises(BadValue, match="Say what you did about it"):
        stripe_unallocated.dismiss(too_much.pk, reason=" ", **by)

    stripe_unallocated.dismiss(too_much.pk, reason="Paid back at Stripe", **by)

    with pytest.raises(stripe_unallocated.AlreadyPlaced, match="This has already been dismissed"):
        stripe_unallocated.dismiss(too_much.pk, reason="Again", **by)
    assert broken_books() == {}


def test_what_is_no_money_of_ours_cannot_be_booked(sent, stripe_peer, look, finance_officer):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"], currency="eur")
    look(sent)

    with pytest.raises(stripe_unallocated.NotBookable):
        stripe_unallocated.book(parked().pk, invoice_id=sent.pk, by=finance_officer, on=NEXT_DAY)


def test_the_receipt_knows_where_the_money_came_from(sent, stripe_peer, look):
    payment = stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    look(sent)

    receipt = StripeReceipt.objects.get()
    assert (receipt.stripe_id, receipt.invoice, receipt.currency) == (payment["id"], sent, "gbp")
