"""Stripe's copy of an invoice: made once, compared to the penny, kept in line. Over real HTTP."""

from datetime import date

import pytest
from django.db import transaction

from billing.choices import Remedy
from billing.domain.ledger import credit_notes, invoices, refunds, write_offs
from billing.domain.ledger.credit_notes import Credit
from billing.models import Invoice, StripeLink, StripeUnallocated
from billing.reports.stripe_standing import pay_urls
from foundation import approvals, outbox
from foundation.accounts.choices import Role
from foundation.models import OutboxRow
from tests.factories.accounts import UserFactory
from tests.factories.billing import FeeFactory, InvoiceFactory, PaymentFactory, second_yes
from tests.peers.stripe_dealings import broken_books, copy_of, link_of, work

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2018, 9, 4)


@pytest.fixture
def sent(stripe_peer) -> Invoice:
    """An invoice of £5,760.00 that waits to be paid, here and at Stripe."""
    invoice = InvoiceFactory(issued=True)
    work()
    return invoice


def paid_by_card(peer, invoice: Invoice) -> None:
    """Let the employer pay, and the worker book it."""
    peer.pay(copy_of(peer, invoice)["id"])
    outbox.put("stripe.invoice", invoice, {})
    work()
    invoice.refresh_from_db()


def test_an_issued_invoice_is_finalized_and_sent_under_our_number(stripe_peer):
    invoice = InvoiceFactory(issued=True)

    assert work() == (1, 0, 0)

    copy = copy_of(stripe_peer, invoice)
    assert (copy["number"], copy["total"], copy["status"]) == ("INV-0001", 5_760_00, "open")
    assert stripe_peer.sent[copy["id"]] == 1
    assert pay_urls([invoice]) == {invoice.pk: copy["hosted_invoice_url"]}
    assert broken_books() == {}


def test_without_a_key_nothing_is_to_be_sent(settings):
    settings.STRIPE_KEY = ""

    InvoiceFactory(paid=True)

    assert not OutboxRow.objects.exists()
    assert broken_books() == {}


def test_what_was_rolled_back_is_not_sent(stripe_peer):
    with transaction.atomic():
        InvoiceFactory(issued=True)
        transaction.set_rollback(True)

    assert work() == (0, 0, 0)
    assert stripe_peer.requests == []


def test_an_invoice_brought_over_is_none_of_stripes_business(stripe_peer):
    InvoiceFactory(from_the_register=True)

    assert not OutboxRow.objects.exists()


def test_instalments_share_their_customer_and_the_rate_of_vat(stripe_peer, finance_officer):
    fee = FeeFactory(in_three_instalments=True)
    for invoice in fee.invoices.order_by("instalment"):
        invoices.issue(invoice.pk, by=finance_officer, on=NEXT_DAY)

    assert work() == (3, 0, 0)

    kinds = ("customer", "tax_rate", "invoice", "invoiceitem")
    assert [len(stripe_peer.all(kind)) for kind in kinds] == [1, 1, 3, 3]
    assert sum(copy["total"] for copy in stripe_peer.all("invoice")) == 5_760_00


def test_a_customer_of_ours_is_found_again_by_name_and_reference(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    theirs = {"employer": invoice.employer.reference}
    known = stripe_peer.new("customer", name=invoice.employer.name, metadata=theirs)
    stripe_peer.new("customer", name="Another of the same reference", metadata=theirs)

    work()

    assert copy_of(stripe_peer, invoice)["customer"] == known["id"]


def test_a_new_address_for_bills_is_told_to_stripe_with_the_next_invoice(sent, stripe_peer):
    employer = sent.employer
    employer.billing_email = "new@employer.example"
    employer.save()

    InvoiceFactory(issued=True, fee__hire__introduction__employer=employer)
    work()

    assert [c["email"] for c in stripe_peer.all("customer")] == ["new@employer.example"]


def test_reverse_charge_has_no_vat_and_says_so(stripe_peer):
    overseas = {
        "fee__hire__introduction__employer__vat_treatment": "outside_scope",
        "fee__hire__introduction__employer__vat_number": "FR83404833048",
    }
    invoice = InvoiceFactory(issued=True, **overseas)

    work()

    copy = copy_of(stripe_peer, invoice)
    assert (copy["total"], copy["total_taxes"]) == (4_800_00, [])
    assert "everse charge" in copy["footer"]


def test_another_sum_than_ours_stops_before_anybody_sees_it(stripe_peer, finance_officer):
    rate = stripe_peer.new(
        "tax_rate", percentage=19.0, inclusive=False, active=True, metadata={"foothold": "vat 20"}
    )
    invoice = InvoiceFactory(issued=True)

    assert work() == (0, 0, 1)

    row = OutboxRow.objects.get()
    assert row.last_error == (
        "Stripe would charge £5,712.00 for INV-0001, including VAT of £912.00. The invoice is for "
        "£5,760.00, including VAT of £960.00. Nothing was sent."
    )
    assert (stripe_peer.all("invoice"), stripe_peer.sent) == ([], {})

    rate["percentage"] = 20.0
    outbox.retry(row.pk, by=finance_officer, on=NEXT_DAY)
    assert work() == (1, 0, 0)
    assert copy_of(stripe_peer, invoice)["status"] == "open"


def test_a_draft_that_somebody_deleted_is_made_anew(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    stripe_peer.faults.extend([""] * 6 + ["503"])  # it stops at the draft, before its line
    assert work() == (0, 1, 0)
    draft = copy_of(stripe_peer, invoice)
    stripe_peer.delete_invoice({}, draft["id"])

    assert work(hours=1) == (0, 1, 0)
    assert work(hours=2) == (1, 0, 0)

    assert copy_of(stripe_peer, invoice)["id"] != draft["id"]
    assert copy_of(stripe_peer, invoice)["total"] == 5_760_00


def test_what_was_settled_before_the_worker_came_is_not_asked_for(stripe_peer):
    InvoiceFactory(paid=True)
    InvoiceFactory(void=True)

    assert work() == (2, 0, 0)
    assert stripe_peer.all("invoice") == []


def test_void_is_void_there_too(sent, stripe_peer, finance_officer):
    invoices.void(sent.pk, by=finance_officer, on=NEXT_DAY)

    work()

    assert copy_of(stripe_peer, sent)["status"] == "void"
    assert pay_urls([sent]) == {}


def test_paid_by_bank_statement_cannot_be_paid_again(sent, stripe_peer):
    PaymentFactory(invoice=sent)

    work()

    copy = copy_of(stripe_peer, sent)
    assert (copy["status"], copy["amount_remaining"]) == ("paid", 0)
    assert broken_books() == {}


def test_paid_in_part_by_bank_statement_leaves_the_rest_to_be_paid(sent, stripe_peer):
    PaymentFactory(invoice=sent, amount_pence=2_000_00, reference="INV-0001 thanks")
    PaymentFactory(invoice=sent, amount_pence=1_000_00)

    work()
    outbox.put("stripe.invoice", sent, {})
    work()

    assert copy_of(stripe_peer, sent)["amount_remaining"] == 2_760_00
    reported = [record["amount_requested"]["value"] for record in stripe_peer.all("payment_record")]
    assert reported == [2_000_00, 1_000_00]


def test_written_off_is_uncollectible_there(sent, stripe_peer, finance_officer, admin):
    approval = write_offs.ask(sent.pk, reason="They closed down", by=finance_officer, on=NEXT_DAY)
    approvals.approve(approval.pk, by=admin, on=NEXT_DAY)

    work()

    assert copy_of(stripe_peer, sent)["status"] == "uncollectible"
    assert not StripeUnallocated.objects.exists()


def test_a_credit_note_lowers_what_is_asked(sent, stripe_peer, finance_officer):
    wanted = Credit(1_200_00, "Agreed", Remedy.OFFSET)
    credit_notes.credit(sent.pk, wanted, by=finance_officer, on=NEXT_DAY)

    work()

    (note,) = stripe_peer.all("credit_note")
    assert (note["total"], note["memo"]) == (1_440_00, "Credit note CN-0001: Agreed")
    assert copy_of(stripe_peer, sent)["amount_remaining"] == 4_320_00


def test_crediting_all_of_it_settles_it_there(sent, stripe_peer, finance_officer):
    wanted = Credit(4_800_00, "Never started", Remedy.OFFSET, approval=second_yes())
    credit_notes.credit(sent.pk, wanted, by=finance_officer, on=NEXT_DAY)

    work()

    assert copy_of(stripe_peer, sent)["status"] == "paid"
    assert broken_books() == {}


def approved_refund(invoice: Invoice, net_pence: int, **approval: object) -> None:
    by, other = (UserFactory(role=Role.FINANCE) for _ in range(2))
    wanted = refunds.ask_on_invoice(
        invoice.pk, net_pence=net_pence, reason="Left early", by=by, on=NEXT_DAY, **approval
    )
    approvals.approve(wanted.pk, by=other, on=NEXT_DAY)


def test_a_refund_goes_back_the_way_the_money_came(sent, stripe_peer):
    paid_by_card(stripe_peer, sent)

    approved_refund(sent, 1_200_00)
    work()

    (refund,), (note,) = stripe_peer.all("refund"), stripe_peer.all("credit_note")
    assert (refund["amount"], note["total"]) == (1_440_00, 1_440_00)
    assert "out_of_band_amount" not in note
    assert not StripeUnallocated.objects.exists()
    assert broken_books() == {}


def test_a_refund_of_a_bank_transfer_tells_the_payer_how(sent, stripe_peer):
    employer = sent.employer
    employer.billing_email = "bills@employer.example"
    employer.save()
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"], "customer_balance")
    outbox.put("stripe.invoice", sent, {})
    work()

    approved_refund(sent, 1_200_00)
    work()

    assert [r["instructions_email"] for r in stripe_peer.all("refund")] == [
        "bills@employer.example"
    ]


def test_what_was_paid_back_by_hand_is_not_paid_back_again(sent, stripe_peer):
    paid_by_card(stripe_peer, sent)

    approved_refund(sent, 1_200_00, refunded_on=NEXT_DAY)
    work()

    assert stripe_peer.all("refund") == []
    assert [n["out_of_band_amount"] for n in stripe_peer.all("credit_note")] == [1_440_00]


def test_what_came_by_bank_goes_back_by_bank(sent, stripe_peer):
    PaymentFactory(invoice=sent)
    work()

    approved_refund(sent, 1_200_00)
    work()

    assert stripe_peer.all("refund") == []
    assert [n["out_of_band_amount"] for n in stripe_peer.all("credit_note")] == [1_440_00]


def test_credit_that_is_kept_never_pays_the_next_invoice_behind_our_back(
    sent, stripe_peer, finance_officer
):
    paid_by_card(stripe_peer, sent)
    wanted = Credit(1_200_00, "Left early", Remedy.CREDIT)
    credit_notes.credit(sent.pk, wanted, by=finance_officer, on=NEXT_DAY)

    work()

    (note,) = stripe_peer.all("credit_note")
    assert (note["out_of_band_amount"], "credit_amount" in note) == (1_440_00, False)


def test_two_refunds_take_no_more_than_was_collected(sent, stripe_peer):
    paid_by_card(stripe_peer, sent)

    approved_refund(sent, 4_000_00)
    approved_refund(sent, 800_00)
    work()

    assert [r["amount"] for r in stripe_peer.all("refund")] == [4_800_00, 960_00]
    assert broken_books() == {}


def test_a_sum_that_still_differs_is_shown_to_a_person(sent, stripe_peer):
    copy = copy_of(stripe_peer, sent)
    copy["amount_remaining"] -= 1_00  # somebody did something there by hand

    outbox.put("stripe.invoice", sent, {})
    work()

    parked = StripeUnallocated.objects.get()
    assert (parked.kind, parked.invoice) == ("difference", sent)
    assert parked.says == (
        "Stripe still charges £5,759.00 for INV-0001. In our books £5,760.00 is outstanding."
    )


def test_many_rows_about_one_invoice_are_one_as_long_as_nobody_began(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    PaymentFactory(invoice=invoice, amount_pence=1_00)
    PaymentFactory(invoice=invoice, amount_pence=2_00)

    assert OutboxRow.objects.count() == 1
    assert work() == (1, 0, 0)
    assert copy_of(stripe_peer, invoice)["amount_remaining"] == 5_757_00


def test_the_key_of_a_request_is_written_down_before_it_is_made(stripe_peer):
    stripe_peer.faults.append("503")
    InvoiceFactory(issued=True)

    work()

    rows = StripeLink.objects.values_list("subject_type", "stripe_id")
    assert set(rows) == {("billing.invoice", ""), ("employers.employer", "")}


def test_the_copy_is_remembered_with_its_state(sent):
    assert (link_of(sent).status, link_of(sent).collected_pence) == ("open", 0)
