"""What an early leaver costs: proposed or barred when the hire ends, settled once by finance."""

from datetime import date

import pytest

from billing.domain.fees import rebates
from billing.domain.ledger import credit_notes
from billing.models import CreditNote, Fee, Invoice, Rebate
from foundation import history
from foundation.errors import BadValue
from placements.domain.hires import hires
from tests.factories.billing import (
    FeeFactory,
    InvoiceFactory,
    PaymentFactory,
    RebateFactory,
    second_yes,
)
from tests.factories.placements import HireFactory

ON = date(2018, 11, 19)
QUARTER = 1_200_00  # of £4,800.00, in the eleventh week
TERMS = "hire__introduction__terms__"


@pytest.fixture
def proposed(db) -> Rebate:
    """A quarter of a fee whose invoice is still a draft."""
    return RebateFactory()


@pytest.fixture
def confirm(finance_officer):
    """Return a function that settles a rebate: `confirm(rebate, "offset")`."""
    return lambda rebate, remedy: rebates.confirm(
        rebate.pk, remedy=remedy, by=finance_officer, on=ON
    )


def leaves(fee: Fee, by, last_day=date(2018, 11, 16), reason="resigned", **given) -> Rebate | None:
    hires.end(
        fee.hire_id, last_day=last_day, reason=reason, by=by, on=given.pop("on", last_day), **given
    )
    return Rebate.objects.filter(fee=fee).first()


# Proposing


def test_a_leaver_inside_the_rebate_period_has_a_rebate_proposed(proposed):
    assert (proposed.state, str(proposed.share), proposed.net_pence) == (
        "proposed",
        "0.25000000",
        QUARTER,
    )
    assert (proposed.fell_due_on, proposed.barred, proposed.remedy) == (date(2018, 11, 16), "", "")
    assert proposed.working == [
        "The last day, 16 November 2018, is in week 11 from 3 September 2018: 25 % is given back",
        "25 % of £4,800.00 = £1,200.00",
    ]
    entry = history.of(proposed).get()
    assert (entry.verb, entry.to_state) == ("proposed", "proposed")
    assert entry.detail == {"net_pence": QUARTER}


@pytest.mark.parametrize(
    ("last_day", "net"),
    [
        (date(2018, 9, 3), 3_600_00),
        (date(2018, 9, 30), 3_600_00),  # day 28
        (date(2018, 10, 1), 2_400_00),
        (date(2018, 10, 28), 2_400_00),  # day 56
        (date(2018, 10, 29), 1_200_00),
        (date(2018, 11, 25), 1_200_00),  # day 84
        (date(2018, 11, 26), None),
    ],
)
def test_the_last_day_of_employment_decides_the_step(staff, last_day, net):
    rebate = leaves(FeeFactory(protected=True), staff, last_day)

    assert (rebate and rebate.net_pence) == net


def test_nothing_is_proposed_where_the_terms_give_nothing_back(staff):
    assert leaves(FeeFactory(), staff) is None


def test_nothing_is_proposed_on_a_waived_fee(staff):
    assert leaves(FeeFactory(protected=True, waived=True), staff) is None


def test_nothing_is_proposed_where_no_fee_was_due(staff):
    hire = HireFactory(without_introduction=True, started=True)

    hires.end(hire.pk, last_day=date(2018, 9, 7), reason="resigned", by=staff, on=ON)

    assert not Rebate.objects.exists()


def test_a_fee_set_by_hand_is_what_the_rebate_is_a_share_of(staff):
    rebate = leaves(FeeFactory(protected=True, overridden=True), staff)

    assert rebate.net_pence == 1_000_00  # a quarter of £4,000.00


def test_an_excluded_reason_bars_the_rebate_and_says_so(staff):
    rebate = RebateFactory(barred=True)

    assert (rebate.state, rebate.net_pence) == ("barred", 0)
    assert rebate.barred == "No rebate: the terms exclude leaving for redundancy."


def with_condition(**condition) -> Fee:
    """The fee of terms that give half back for 12 weeks, on a condition."""
    steps = [{"through": 12, "share": "0.5"}]
    schedule = {"unit": "weeks", "mode": "steps", "steps": steps, **condition}
    return FeeFactory(**{f"{TERMS}rebate": schedule})


@pytest.mark.parametrize(
    ("notified_on", "state"), [(date(2018, 11, 23), "proposed"), (date(2018, 11, 24), "barred")]
)
def test_late_notice_bars_the_rebate(staff, notified_on, state):
    fee = with_condition(notify_within_days=7)

    assert leaves(fee, staff, notified_on=notified_on).state == state


def test_without_a_day_of_notice_the_day_it_was_noted_counts(staff):
    fee = with_condition(notify_within_days=7)

    rebate = leaves(fee, staff, on=date(2018, 11, 24))

    assert rebate.barred == "No rebate: notice came on 24 November 2018, after 23 November 2018."


@pytest.mark.parametrize(
    ("paid_on", "state"),
    [(date(2018, 10, 3), "proposed"), (date(2018, 10, 4), "barred"), (None, "barred")],
)
def test_an_invoice_not_paid_by_its_due_date_bars_the_rebate(staff, paid_on, state):
    fee = with_condition(requires_payment_by_due=True)
    invoice = InvoiceFactory(fee=fee, issued=True)  # due on 3 October 2018
    if paid_on:
        PaymentFactory(invoice=invoice, received_on=paid_on)

    assert leaves(fee, staff).state == state


@pytest.mark.parametrize(
    ("rest_on", "state"),
    [(date(2018, 10, 3), "proposed"), (date(2018, 10, 4), "barred"), (None, "barred")],
)
def test_an_invoice_is_paid_on_the_day_of_its_last_payment(staff, rest_on, state):
    fee = with_condition(requires_payment_by_due=True)
    invoice = InvoiceFactory(fee=fee, issued=True)  # due on 3 October 2018
    PaymentFactory(invoice=invoice, amount_pence=1_00, received_on=date(2018, 9, 28))
    if rest_on:
        invoice.refresh_from_db()
        PaymentFactory(invoice=invoice, received_on=rest_on)

    assert leaves(fee, staff).state == state


def test_an_invoice_that_falls_due_after_the_leaving_bars_nothing(staff):
    fee = with_condition(requires_payment_by_due=True)
    InvoiceFactory(fee=fee, issued=True)

    assert leaves(fee, staff, date(2018, 9, 28)).state == "proposed"


# Settling


def test_drafts_are_issued_before_they_are_credited(proposed, confirm, finance_officer):
    settled = confirm(proposed, "offset")

    assert (settled.state, settled.remedy) == ("confirmed", "offset")
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.issued_on, invoice.state) == ("INV-0001", ON, "issued")
    assert (invoice.credited_pence, invoice.outstanding_pence) == (1_440_00, 4_320_00)
    note = CreditNote.objects.get()
    assert (note.rebate, note.net_pence, note.offset_pence) == (proposed, QUARTER, 1_440_00)
    assert note.reason == f"Rebate: {proposed.hire} left early"
    entry = history.of(proposed).last()
    assert (entry.verb, entry.from_state, entry.to_state) == (
        "confirmed",
        "proposed",
        "confirmed",
    )
    assert (entry.by, entry.on, entry.detail) == (finance_officer, ON, {"remedy": "offset"})


def test_money_that_was_paid_is_kept_as_credit(db, confirm):
    rebate = RebateFactory(fee_is_paid=True)

    confirm(rebate, "credit")

    note = CreditNote.objects.get()
    assert (note.offset_pence, note.refund_pence, note.kept_pence) == (0, 0, 1_440_00)


def test_money_that_was_paid_goes_back(db):
    rebate = RebateFactory(refunded=True)

    note = rebate.credit_notes.get()
    assert (rebate.state, rebate.remedy) == ("confirmed", "refund")
    assert (note.offset_pence, note.refund_pence, note.kept_pence) == (0, 1_440_00, 0)
    assert note.refunds.get().amount_pence == 1_440_00


def test_offset_is_refused_once_everything_was_paid_and_nothing_happens(db, confirm):
    rebate = RebateFactory(fee_is_paid=True)

    with pytest.raises(credit_notes.MoreThanUnpaid):
        confirm(rebate, "offset")

    rebate.refresh_from_db()
    assert (rebate.state, CreditNote.objects.exists()) == ("proposed", False)


def test_a_replacement_takes_the_place_of_money_where_the_terms_say_so(db, staff, confirm):
    rebate = leaves(with_condition(replacement=True), staff)

    settled = confirm(rebate, "replacement")

    assert (settled.state, settled.remedy) == ("replacing", "replacement")
    assert not CreditNote.objects.exists()
    assert Invoice.objects.get().state == "draft"
    assert Rebate.objects.counting().exists()  # until somebody is found, the money is owed


def test_no_replacement_where_the_terms_know_none(proposed, confirm):
    with pytest.raises(rebates.NoReplacement) as refusal:
        confirm(proposed, "replacement")

    assert refusal.value.code == "no_replacement_in_terms"


@pytest.mark.parametrize(
    "situation", [lambda: RebateFactory(offset=True), lambda: RebateFactory(barred=True)]
)
def test_a_rebate_is_settled_once_and_a_barred_one_never(db, confirm, situation):
    rebate = situation()
    notes = CreditNote.objects.count()

    with pytest.raises(rebates.RebateSettled) as refusal:
        confirm(rebate, "offset")

    assert refusal.value.code == "rebate_settled"
    assert CreditNote.objects.count() == notes


def test_an_unknown_remedy_is_refused_by_name(proposed, confirm):
    with pytest.raises(BadValue) as fault:
        confirm(proposed, "cash")

    assert fault.value.field == "remedy"


def test_what_is_unpaid_is_lowered_on_every_invoice_before_money_moves(staff, confirm):
    fee = FeeFactory(protected=True, in_three_instalments=True)
    for instalment, paid in ((1, 2_000_00), (2, 500_00)):  # of £2,880.00 and £1,728.00
        InvoiceFactory(fee=fee, instalment=instalment, issued=True, paid_pence=paid)
    rebate = leaves(fee, staff, date(2018, 10, 28))  # half: £2,400.00 net, £2,880.00 with VAT

    confirm(rebate, "offset")

    notes = {note.invoice.instalment: note for note in CreditNote.objects.all()}
    offsets = {instalment: note.offset_pence for instalment, note in notes.items()}
    # £1,152.00 and £1,228.00 are unpaid on the third and the second; the first gives the rest.
    assert offsets == {3: 1_152_00, 2: 1_228_00, 1: 500_00}
    assert all(note.refund_pence + note.kept_pence == 0 for note in notes.values())
    assert sum(note.net_pence for note in notes.values()) == 2_400_00


def test_money_goes_back_only_for_what_was_paid(staff, confirm):
    fee = FeeFactory(protected=True, in_three_instalments=True)
    for instalment in (1, 2):
        InvoiceFactory(fee=fee, instalment=instalment, issued=True)
        PaymentFactory(invoice=fee.invoices.get(instalment=instalment))
    rebate = leaves(fee, staff, date(2018, 10, 28))  # half: £2,400.00

    confirm(rebate, "credit")

    notes = {note.invoice.instalment: note for note in CreditNote.objects.all()}
    split = {n: (note.net_pence, note.offset_pence, note.kept_pence) for n, note in notes.items()}
    assert split == {3: (960_00, 1_152_00, 0), 2: (1_440_00, 0, 1_728_00)}


def test_a_rebate_that_was_credited_before_cannot_be_credited_again(
    proposed, confirm, finance_officer
):
    invoice = InvoiceFactory(fee=proposed.fee, issued=True)
    credit_notes.credit(
        invoice.pk,
        credit_notes.Credit(4_000_00, "Goodwill", approval=second_yes()),
        by=finance_officer,
        on=ON,
    )

    with pytest.raises(credit_notes.MoreThanCreditable):
        confirm(proposed, "offset")

    proposed.refresh_from_db()
    assert (proposed.state, CreditNote.objects.count()) == ("proposed", 1)
