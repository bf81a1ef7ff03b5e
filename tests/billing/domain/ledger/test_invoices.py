"""Invoices: numbered and frozen when issued, voided and drafted again, brought over."""

from datetime import date

import pytest

from billing.domain.ledger import invoices, payments
from billing.models import Invoice, Seller
from foundation import history
from foundation.errors import BadValue
from tests.factories.billing import CreditNoteFactory, FeeFactory, InvoiceFactory

START = date(2018, 9, 3)


@pytest.fixture
def draft(db) -> Invoice:
    """£4,800.00 and VAT, to be billed from the start on 3 September 2018, 30 days to pay."""
    return InvoiceFactory()


def with_terms(**terms) -> Invoice:
    given = {f"fee__hire__introduction__terms__{field}": value for field, value in terms.items()}
    return InvoiceFactory(**given)


# Issuing


def test_an_issued_invoice_has_a_number_a_day_and_a_debt(draft, finance_officer):
    issued = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 5))

    issued.refresh_from_db()
    assert (issued.state, issued.number, issued.series) == ("issued", "INV-0001", "INV")
    assert (issued.sequence, issued.issued_on) == (1, date(2018, 9, 5))
    assert (issued.paid_pence, issued.credited_pence) == (0, 0)
    assert issued.outstanding_pence == 5_760_00
    entry = history.of(draft).get()
    assert (entry.verb, entry.from_state, entry.to_state) == ("issued", "draft", "issued")
    assert (entry.by, entry.on) == (finance_officer, date(2018, 9, 5))
    assert entry.detail == {"number": "INV-0001", "gross_pence": 5_760_00}


def test_a_draft_asks_for_nothing(draft):
    assert draft.outstanding_pence == 0
    assert list(Invoice.objects.documents()) == []


@pytest.mark.parametrize(
    ("payment_from", "days", "issued_on", "due_on"),
    [
        ("start", 30, date(2018, 9, 3), date(2018, 10, 3)),
        ("start", 30, date(2018, 9, 20), date(2018, 10, 3)),
        ("start", 30, date(2018, 10, 4), date(2018, 10, 4)),  # never before it was issued
        ("invoice", 14, date(2018, 9, 20), date(2018, 10, 4)),
        ("invoice", 0, date(2018, 9, 20), date(2018, 9, 20)),
    ],
)
def test_it_falls_due_as_its_terms_say(db, finance_officer, payment_from, days, issued_on, due_on):
    draft = with_terms(payment_from=payment_from, payment_days=days)

    assert invoices.issue(draft.pk, by=finance_officer, on=issued_on).due_on == due_on


@pytest.mark.parametrize(
    ("issued_on", "tax_point"),
    [
        (date(2018, 9, 3), date(2018, 9, 3)),
        (date(2018, 9, 17), date(2018, 9, 17)),  # 14 days after the start
        (date(2018, 9, 18), date(2018, 9, 3)),
        (date(2018, 8, 20), date(2018, 8, 20)),
    ],
)
def test_it_counts_for_vat_when_the_hire_started_or_when_it_was_issued_soon(
    draft, finance_officer, issued_on, tax_point
):
    assert invoices.issue(draft.pk, by=finance_officer, on=issued_on).tax_point == tax_point


def test_it_copies_in_who_buys_and_who_sells_on_its_day(draft, finance_officer):
    Seller.objects.create(
        effective_from=date(2018, 9, 1),
        name="Founders and Coders CIC",
        company_number="09400094",
        vat_number="GB987654321",
    )
    issued = invoices.issue(draft.pk, by=finance_officer, on=START)
    draft.employer.name = "Renamed Ltd"
    draft.employer.save()
    Seller.objects.filter(effective_from=date(2018, 9, 1)).update(vat_number="GB111111111")

    issued.refresh_from_db()
    assert issued.buyer["name"] != "Renamed Ltd"
    assert issued.buyer["address"] == "1 Example Street\nLondon\nE1 1AA"
    assert (issued.seller["company_number"], issued.seller["vat_number"]) == (
        "09400094",
        "GB987654321",
    )


def test_an_invoice_goes_to_the_billing_name(db, finance_officer):
    draft = InvoiceFactory(fee__hire__introduction__employer__billing_name="Ember Group plc")

    assert invoices.issue(draft.pk, by=finance_officer, on=START).buyer["name"] == "Ember Group plc"


def test_no_vat_number_is_printed_while_we_are_not_registered(db, finance_officer):
    Seller.objects.create(
        effective_from=date(2018, 1, 1),
        name="Founders and Coders CIC",
        vat_registered=False,
        vat_number="GB987654321",
    )

    issued = InvoiceFactory(issued=True)

    assert (issued.seller["vat_number"], issued.vat_pence) == ("", 0)


def test_numbers_and_days_run_the_same_way(db, finance_officer):
    days = [date(2018, 9, 10), date(2018, 9, 3), date(2018, 9, 11)]

    issued = [invoices.issue(InvoiceFactory().pk, by=finance_officer, on=day) for day in days]

    assert [(invoice.number, invoice.issued_on) for invoice in issued] == [
        ("INV-0001", date(2018, 9, 10)),
        ("INV-0002", date(2018, 9, 10)),
        ("INV-0003", date(2018, 9, 11)),
    ]
    assert history.of(issued[1]).get().on == date(2018, 9, 3)


def test_instalments_are_issued_each_on_its_own(db, finance_officer):
    fee = FeeFactory(in_three_instalments=True)
    second = fee.invoices.get(instalment=2)

    issued = invoices.issue(second.pk, by=finance_officer, on=date(2018, 10, 3))

    assert (issued.number, issued.due_on) == ("INV-0001", date(2018, 11, 2))
    drafts = fee.invoices.filter(state="draft").order_by("pk")
    assert [draft.instalment for draft in drafts] == [1, 3]


@pytest.mark.parametrize("trait", ["issued", "paid", "void"])
def test_only_a_draft_is_issued(finance_officer, trait):
    issued = InvoiceFactory(**{trait: True})

    with pytest.raises(invoices.NotADraft) as refusal:
        invoices.issue(issued.pk, by=finance_officer, on=START)

    assert refusal.value.code == "not_a_draft"
    assert str(refusal.value) == "Invoice INV-0001 was already issued on 3 September 2018."


# Voiding


def test_a_void_invoice_keeps_its_number_and_its_instalment_is_drafted_again(db, finance_officer):
    issued = InvoiceFactory(issued=True)

    void = invoices.void(
        issued.pk, by=finance_officer, on=date(2018, 9, 4), reason="Wrong purchase order"
    )

    assert (void.state, void.number, void.outstanding_pence) == ("void", "INV-0001", 0)
    assert list(Invoice.objects.documents()) == []
    draft = Invoice.objects.get(state="draft")
    assert (draft.fee, draft.number, draft.net_pence) == (void.fee, "", 4_800_00)
    assert draft.lines.get().description == void.lines.get().description
    assert draft.lines.get().pk != void.lines.get().pk
    entry = history.of(void).last()
    assert (entry.verb, entry.from_state, entry.to_state) == ("voided", "issued", "void")
    assert entry.detail == {"reason": "Wrong purchase order"}
    again = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 5))
    assert again.number == "INV-0002"


@pytest.mark.parametrize(
    "situation",
    [
        InvoiceFactory,
        lambda: InvoiceFactory(paid=True),
        lambda: InvoiceFactory(part_paid=True),
        lambda: InvoiceFactory(void=True),
        lambda: InvoiceFactory(from_the_register=True),
        lambda: CreditNoteFactory().invoice,
    ],
    ids=["draft", "paid", "part-paid", "void", "from the register", "credited"],
)
def test_only_an_unpaid_invoice_of_ours_is_made_void(finance_officer, situation):
    invoice = situation()
    before = Invoice.objects.count()

    with pytest.raises(invoices.CannotVoid) as refusal:
        invoices.void(invoice.pk, by=finance_officer, on=START)

    assert refusal.value.code == "cannot_void"
    assert Invoice.objects.count() == before


# Brought over


def test_an_old_invoice_keeps_its_number_and_takes_none_of_ours(draft, finance_officer):
    old = invoices.OldInvoice("FAC-0117", date(2018, 9, 6), date(2018, 9, 20))

    brought = invoices.bring_over(draft.pk, old, by=finance_officer, on=date(2026, 1, 5))

    assert (brought.series, brought.sequence, brought.number) == ("OLD", None, "FAC-0117")
    assert (brought.issued_on, brought.due_on) == (date(2018, 9, 6), date(2018, 9, 20))
    assert brought.state == "issued"
    assert InvoiceFactory(issued=True).number == "INV-0001"
    assert history.of(draft).get().verb == "brought over"


def test_an_old_invoice_without_a_due_date_falls_due_by_its_terms(draft, finance_officer):
    old = invoices.OldInvoice("FAC-0117", date(2018, 9, 6))

    brought = invoices.bring_over(draft.pk, old, by=finance_officer, on=START)

    assert brought.due_on == date(2018, 10, 3)


def test_an_old_invoice_may_have_been_due_at_once(draft, finance_officer):
    old = invoices.OldInvoice("FAC-0117", START, START)

    brought = invoices.bring_over(draft.pk, old, by=finance_officer, on=START)

    assert (brought.issued_on, brought.due_on) == (START, START)


def test_two_invoices_never_carry_one_number(draft, finance_officer):
    taken = InvoiceFactory(from_the_register=True)

    with pytest.raises(invoices.NumberTaken) as refusal:
        invoices.bring_over(
            draft.pk, invoices.OldInvoice(taken.number, START), by=finance_officer, on=START
        )

    assert refusal.value.code == "number_taken"


@pytest.mark.parametrize(
    ("old", "field"),
    [
        (invoices.OldInvoice("INV-0009", START), "number"),
        (invoices.OldInvoice("inv-9", START), "number"),
        (invoices.OldInvoice(" ", START), "number"),
        (invoices.OldInvoice("9" * 41, START), "number"),
        (invoices.OldInvoice("FAC-1", date(1969, 12, 31)), "issued_on"),
        (invoices.OldInvoice("FAC-1", START, date(2018, 9, 2)), "due_on"),
    ],
)
def test_an_old_invoice_that_cannot_be_is_refused_by_name(draft, finance_officer, old, field):
    with pytest.raises(BadValue) as fault:
        invoices.bring_over(draft.pk, old, by=finance_officer, on=START)

    assert fault.value.field == field
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_an_old_invoice_is_paid_like_any_other(finance_officer):
    brought = InvoiceFactory(from_the_register=True)

    payments.record(
        brought.pk,
        amount_pence=5_760_00,
        received_on=date(2018, 9, 28),
        method="cheque",
        by=finance_officer,
        on=date(2018, 9, 28),
    )

    brought.refresh_from_db()
    assert (brought.state, brought.outstanding_pence) == ("paid", 0)
