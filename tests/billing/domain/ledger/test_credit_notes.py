"""Credit notes: what is unpaid is lowered first, the rest refunded or kept, VAT cumulative."""

from datetime import date

import pytest

from billing.domain.ledger import credit_notes
from billing.domain.ledger.credit_notes import Credit
from billing.models import CreditNote, Invoice
from foundation import history
from foundation.errors import BadValue
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, RefundFactory, agreed

ON = date(2018, 11, 19)
WHY = "Agreed with the employer"


@pytest.fixture
def credit(finance_officer):
    """Return a function that credits an invoice: `credit(invoice, 1_00)`."""

    def note(invoice: Invoice, net_pence: int, remedy: str = "credit", **given) -> CreditNote:
        # As if a second person agreed: what takes two is in test_credit_requests.
        wanted = Credit(net_pence, given.pop("reason", WHY), remedy)
        wanted = agreed(invoice, wanted) if remedy != "refund" else wanted
        return credit_notes.credit(invoice.pk, wanted, by=finance_officer, on=given.pop("on", ON))

    return note


def parts(note: CreditNote) -> tuple[int, int, int]:
    return note.offset_pence, note.refund_pence, note.kept_pence


def of_net(fixed_pence: int, **traits) -> Invoice:
    """An issued invoice of so much, without VAT."""
    terms = "fee__hire__introduction__terms__"
    return InvoiceFactory(
        issued=True, **{f"{terms}fixed": True, f"{terms}fixed_pence": fixed_pence}, **traits
    )


def test_half_of_a_fee_of_4500_is_credited_with_its_vat(db, credit):  # vector CN-1
    invoice = of_net(4_500_00)

    note = credit(invoice, 2_250_00)

    assert (note.net_pence, note.vat_pence, note.gross_pence) == (2_250_00, 450_00, 2_700_00)
    invoice.refresh_from_db()
    assert (invoice.credited_pence, invoice.outstanding_pence) == (2_700_00, 2_700_00)


def test_a_credit_note_is_a_numbered_document_that_names_its_invoice(db, credit, finance_officer):
    invoice = InvoiceFactory(issued=True)

    note = credit(invoice, 1_200_00)

    assert (note.number, note.sequence, note.issued_on) == ("CN-0001", 1, ON)
    assert (note.invoice, note.reason, note.rebate) == (invoice, WHY, None)
    entry = history.of(note).get()
    assert (entry.verb, entry.by, entry.on) == ("issued", finance_officer, ON)
    assert entry.detail == {"invoice": invoice.pk, "gross_pence": 1_440_00}


def test_credit_notes_have_numbers_and_days_of_their_own(db, credit):
    invoice = InvoiceFactory(issued=True)
    days = [date(2018, 11, 19), date(2018, 11, 12), date(2018, 11, 20)]

    notes = [credit(invoice, 1_00, on=day) for day in days]

    assert [(note.number, note.issued_on) for note in notes] == [
        ("CN-0001", date(2018, 11, 19)),
        ("CN-0002", date(2018, 11, 19)),
        ("CN-0003", date(2018, 11, 20)),
    ]


def test_crediting_in_parts_credits_exactly_the_vat_charged(db, credit):
    invoice = of_net(4_958_33)
    assert invoice.vat_pence == 991_67  # 991.666

    vat = [credit(invoice, net).vat_pence for net in (1_652_77, 1_652_78, 1_652_78)]

    assert vat == [330_56, 330_55, 330_56]
    assert sum(vat) == 991_67
    invoice.refresh_from_db()
    assert (invoice.state, invoice.outstanding_pence) == ("paid", 0)


def test_a_credit_on_an_unpaid_invoice_only_lowers_it(db, credit):
    note = credit(InvoiceFactory(issued=True), 1_200_00, "offset")

    assert parts(note) == (1_440_00, 0, 0)


def test_what_was_paid_is_kept_as_credit(db, credit):
    invoice = InvoiceFactory(paid=True)

    note = credit(invoice, 1_200_00, "credit")

    assert parts(note) == (0, 0, 1_440_00)
    invoice.refresh_from_db()
    assert (invoice.paid_pence, invoice.credited_pence) == (4_320_00, 1_440_00)
    assert (invoice.state, invoice.outstanding_pence) == ("paid", 0)


def test_what_was_paid_is_refunded(db):
    refund = RefundFactory()

    note = refund.credit_note
    assert parts(note) == (0, 1_440_00, 0)
    assert (refund.amount_pence, refund.net_pence) == (1_440_00, 1_200_00)
    assert (refund.invoice, refund.refunded_on) == (note.invoice, note.issued_on)
    invoice = Invoice.objects.get(pk=note.invoice_id)
    assert (invoice.paid_pence, invoice.credited_pence) == (4_320_00, 1_440_00)
    assert [entry.verb for entry in history.of(refund)] == ["refunded"]


def test_what_is_unpaid_is_lowered_before_money_is_kept(db, credit):
    invoice = InvoiceFactory(issued=True, paid_pence=5_000_00)  # £760.00 is outstanding

    note = credit(invoice, 1_200_00, "credit")

    assert parts(note) == (760_00, 0, 680_00)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid_pence, invoice.credited_pence) == (
        "paid",
        4_320_00,
        1_440_00,
    )


def test_what_is_unpaid_is_lowered_before_money_goes_back(db):
    invoice = InvoiceFactory(issued=True, paid_pence=5_000_00)

    note = CreditNoteFactory(invoice=invoice, remedy="refund")

    assert parts(note) == (760_00, 680_00, 0)
    refund = note.refunds.get()
    assert (refund.amount_pence, refund.net_pence) == (680_00, 566_67)


def test_offset_alone_never_reaches_what_was_paid(db, credit):
    invoice = InvoiceFactory(issued=True, paid_pence=5_000_00)

    with pytest.raises(credit_notes.MoreThanUnpaid) as refusal:
        credit(invoice, 633_34, "offset")

    assert refusal.value.code == "more_than_unpaid"
    assert parts(credit(invoice, 633_33, "offset")) == (760_00, 0, 0)


def test_no_more_is_credited_than_is_left(db, credit):
    invoice = InvoiceFactory(issued=True)
    credit(invoice, 4_000_00)

    with pytest.raises(credit_notes.MoreThanCreditable) as refusal:
        credit(invoice, 800_01)

    assert refusal.value.code == "more_than_creditable"
    assert str(refusal.value) == "£800.00 net of INV-0001 is left to credit, not £800.01."
    assert CreditNote.objects.count() == 1
    assert credit(invoice, 800_00).gross_pence == 960_00


def test_a_refused_credit_takes_no_number(db, credit):
    invoice = InvoiceFactory(issued=True)
    with pytest.raises(credit_notes.MoreThanCreditable):
        credit(invoice, 4_800_01)

    assert credit(invoice, 1_00).number == "CN-0001"


@pytest.mark.parametrize("situation", [{}, {"void": True}])
def test_only_an_issued_invoice_is_credited(db, credit, situation):
    with pytest.raises(credit_notes.NotCreditable) as refusal:
        credit(InvoiceFactory(**situation), 1_00)

    assert refusal.value.code == "not_creditable"


@pytest.mark.parametrize(
    ("net", "remedy", "reason", "field"),
    [
        (0, "credit", WHY, "net_pence"),
        (-1, "credit", WHY, "net_pence"),
        (1, "credit", " ", "reason"),
        (1, "replacement", WHY, "remedy"),
        (1, "cash", WHY, "remedy"),
    ],
)
def test_a_credit_that_cannot_be_is_refused_by_name(db, credit, net, remedy, reason, field):
    with pytest.raises(BadValue) as fault:
        credit(InvoiceFactory(issued=True), net, remedy, reason=reason)

    assert fault.value.field == field


@pytest.mark.parametrize(
    ("outstanding", "net", "gross"),
    [(5_760_00, 4_800_00, 5_760_00), (760_00, 633_33, 760_00), (1, 1, 1), (0, 0, 0)],
)
def test_the_most_that_lowers_only_what_is_unpaid(db, outstanding, net, gross):
    invoice = InvoiceFactory(issued=True, paid_pence=5_760_00 - outstanding)

    assert credit_notes.unpaid_net(invoice) == net
    if net:
        assert parts(CreditNoteFactory(invoice=invoice, net_pence=net)) == (gross, 0, 0)


def test_a_credit_without_vat_is_all_net(db, credit):
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer__abroad=True)

    note = credit(invoice, 1_200_00)

    assert (note.vat_pence, note.gross_pence) == (0, 1_200_00)
