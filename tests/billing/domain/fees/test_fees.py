"""The fee of a started hire: raised with its working and drafts, changed only by two people."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from billing.domain.fees import fees
from billing.domain.ledger import invoices
from billing.domain.ledger.snapshots import SellerUnknown
from billing.models import Fee, Invoice, Seller, VatRate
from foundation import approvals, history
from foundation.errors import BadValue
from tests.factories.billing import FeeFactory, InvoiceFactory, RebateFactory
from tests.factories.placements import HireFactory

START, LATER = date(2018, 9, 3), date(2018, 9, 10)


@pytest.fixture
def fee(db) -> Fee:
    """15 % of £32,000.00, nothing issued yet."""
    return FeeFactory()


def drafts_of(fee: Fee) -> list[tuple[int, int, str]]:
    """Return net, VAT and day to be billed of each instalment."""
    return [
        (draft.net_pence, draft.vat_pence, str(draft.bill_on))
        for draft in fee.invoices.order_by("instalment")
    ]


# Raising


def test_a_fee_keeps_what_it_was_worked_out_from(fee):
    assert (fee.state, fee.computed_net_pence) == ("live", 4_800_00)
    assert (fee.net_pence, fee.vat_pence, fee.gross_pence) == (4_800_00, 960_00, 5_760_00)
    assert fee.working == ["15 % of £32,000.00 = £4,800.00", "VAT at 20 % of £4,800.00 = £960.00"]
    assert (fee.terms, fee.earned_on, fee.protected_until) == (fee.hire.terms, START, None)
    assert fee.terms_snapshot["rate"] == "0.15"
    entry = history.of(fee).get()
    assert (entry.verb, entry.to_state, entry.on) == ("raised", "live", START)
    assert entry.detail == {"net_pence": 4_800_00, "hire": fee.hire_id}


def test_each_instalment_is_drafted_for_its_day(db):
    fee = FeeFactory(in_three_instalments=True)

    assert drafts_of(fee) == [
        (2_400_00, 480_00, "2018-09-03"),
        (1_440_00, 288_00, "2018-10-03"),
        (960_00, 192_00, "2018-11-02"),
    ]
    assert [draft.lines.get().description for draft in fee.invoices.order_by("instalment")] == [
        f"Placement fee: {fee.hire.graduate}, started 3 September 2018 (instalment {n} of 3)"
        for n in (1, 2, 3)
    ]


def test_instalments_of_an_odd_fee_add_up_to_it(db):
    fee = FeeFactory(
        in_three_instalments=True,
        hire__introduction__terms__fixed=True,
        hire__introduction__terms__fixed_pence=4_999_99,
    )

    assert [net for net, _, _ in drafts_of(fee)] == [2_499_99, 1_500_00, 1_000_00]
    assert fee.vat_pence == 500_00 + 300_00 + 200_00


def test_a_fee_with_a_rebate_knows_its_last_protected_day(db):
    assert FeeFactory(protected=True).protected_until == date(2018, 11, 25)  # 12 weeks


def test_a_business_abroad_accounts_for_the_vat_itself(db):
    fee = FeeFactory(hire__introduction__employer__abroad=True)

    draft = fee.invoices.get()
    assert (fee.vat_pence, fee.gross_pence) == (0, 4_800_00)
    assert (draft.vat_kind, draft.vat_rate) == ("reverse_charge", 0)
    assert draft.vat_note.startswith("Reverse charge")


def test_a_customer_abroad_without_evidence_of_business_pays_vat(db):
    assert FeeFactory(hire__introduction__employer__abroad_unproven=True).vat_pence == 960_00


def test_no_vat_is_charged_while_we_are_not_registered(db):
    Seller.objects.create(
        effective_from=date(2018, 1, 1), name="Founders and Coders CIC", vat_registered=False
    )

    fee = FeeFactory()

    assert (fee.vat_pence, fee.invoices.get().vat_kind) == (0, "not_registered")
    assert fee.working == ["15 % of £32,000.00 = £4,800.00"]


@pytest.mark.parametrize(
    ("first_day", "vat"),
    [(date(2011, 1, 3), 840_00), (date(2011, 1, 4), 960_00), (date(2009, 12, 31), 720_00)],
)
def test_the_rate_of_vat_is_that_of_the_first_day(db, first_day, vat):
    hire = HireFactory(
        started=True,
        start_on=first_day,
        agreed_on=first_day,
        introduction__sent_on=date(2009, 12, 1),
        introduction__moved_on=date(2009, 12, 1),
        introduction__willing_on=date(2009, 12, 1),
        introduction__graduate__identity_seen_on=date(2009, 12, 1),
        introduction__terms__effective_from=date(2009, 1, 1),
        introduction__terms__introduction_months=24,
    )

    assert hire.fees.get().vat_pence == vat


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [(VatRate, fees.VatRateUnknown), (Seller, SellerUnknown)],
)
def test_what_is_not_written_down_of_a_day_is_never_guessed(employer, missing, refusal):
    missing.objects.all().delete()

    with pytest.raises(refusal, match="for 3 September 2018"):
        fees.vat_for(employer, on=START)


def test_no_fee_is_raised_where_none_is_due(staff):
    hire = HireFactory(without_introduction=True, started=True)

    assert fees.raise_for(hire, by=staff, on=START) is None
    assert not Fee.objects.exists()


# Setting it by hand


@pytest.fixture
def override(fee, finance_officer):
    return fees.ask_override(
        fee.pk, net_pence=4_000_00, reason="Agreed by phone", by=finance_officer, on=LATER
    )


def test_asking_changes_nothing_yet(fee, override):
    assert (override.kind, override.state, override.subject_id) == ("fee_override", "asked", fee.pk)
    fee.refresh_from_db()
    assert fee.net_pence == 4_800_00


def test_a_second_person_sets_the_fee_by_hand(fee, override, admin, finance_officer):
    approvals.approve(override.pk, by=admin, on=LATER)

    fee.refresh_from_db()
    assert (fee.net_pence, fee.vat_pence, fee.gross_pence) == (4_000_00, 800_00, 4_800_00)
    assert (fee.computed_net_pence, fee.override_reason) == (4_800_00, "Agreed by phone")
    assert fee.working[-1] == (
        "Set by hand from £4,800.00 to £4,000.00: Agreed by phone"
        f" (asked by {finance_officer}, approved by {admin})"
    )
    assert drafts_of(fee) == [(4_000_00, 800_00, "2018-09-03")]
    entry = history.of(fee).last()
    assert (entry.verb, entry.by) == ("overridden", admin)
    assert entry.detail == {"was_net_pence": 4_800_00, "net_pence": 4_000_00}


def test_who_asked_cannot_approve_their_own_figure(fee, override, finance_officer):
    with pytest.raises(approvals.SamePerson):
        approvals.approve(override.pk, by=finance_officer, on=LATER)

    fee.refresh_from_db()
    assert fee.net_pence == 4_800_00


def test_a_refused_figure_changes_nothing(fee, override, admin):
    approvals.refuse(override.pk, by=admin, on=LATER, reason="Not agreed with me")

    fee.refresh_from_db()
    assert (fee.net_pence, fee.override_reason) == (4_800_00, "")
    assert drafts_of(fee) == [(4_800_00, 960_00, "2018-09-03")]


def test_a_fee_set_by_hand_is_shared_out_again(db):
    fee = FeeFactory(in_three_instalments=True, override_net_pence=4_999_99)

    assert [net for net, _, _ in drafts_of(fee)] == [2_499_99, 1_500_00, 1_000_00]


def test_a_fee_set_to_nothing_leaves_nothing_to_invoice(db):
    fee = FeeFactory(override_net_pence=0)

    assert (fee.state, fee.net_pence, fee.gross_pence) == ("live", 0, 0)
    assert not fee.invoices.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"net_pence": -1, "reason": "Agreed by phone"}, "net_pence"),
        ({"net_pence": 1, "reason": " "}, "reason"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_name(fee, finance_officer, given, field):
    with pytest.raises(BadValue) as fault:
        fees.ask_override(fee.pk, by=finance_officer, on=LATER, **given)

    assert fault.value.field == field


# Waiving it


def test_a_second_person_waives_the_fee(fee, finance_officer, admin):
    override = fees.ask_waiver(fee.pk, reason="They closed down", by=finance_officer, on=LATER)
    approvals.approve(override.pk, by=admin, on=LATER)

    fee.refresh_from_db()
    assert (fee.state, fee.waive_reason, fee.net_pence) == ("waived", "They closed down", 4_800_00)
    assert not fee.invoices.exists()
    assert not Fee.objects.live().exists()
    entry = history.of(fee).last()
    assert (entry.verb, entry.to_state, entry.by) == ("waived", "waived", admin)


def test_a_waiver_says_why(fee, finance_officer):
    with pytest.raises(BadValue) as fault:
        fees.ask_waiver(fee.pk, reason="", by=finance_officer, on=LATER)

    assert fault.value.field == "reason"


def ask_override(fee, by):
    return fees.ask_override(fee.pk, net_pence=1, reason="Agreed by phone", by=by, on=LATER)


def ask_waiver(fee, by):
    return fees.ask_waiver(fee.pk, reason="They closed down", by=by, on=LATER)


@pytest.mark.parametrize("ask", [ask_override, ask_waiver])
@pytest.mark.parametrize(
    ("situation", "code"),
    [
        (lambda: FeeFactory(waived=True), "fee_not_live"),
        (lambda: InvoiceFactory(issued=True).fee, "fee_already_invoiced"),
        (lambda: InvoiceFactory(paid=True).fee, "fee_already_invoiced"),
        (lambda: InvoiceFactory(from_the_register=True).fee, "fee_already_invoiced"),
        (lambda: RebateFactory().fee, "rebate_waits"),
    ],
)
def test_a_fee_is_not_changed_any_more(finance_officer, ask, situation, code):
    fee = situation()

    with pytest.raises(fees.DomainError) as refusal:
        ask(fee, finance_officer)

    assert refusal.value.code == code


@pytest.mark.parametrize("ask", [ask_override, ask_waiver])
def test_what_was_issued_while_the_second_person_thought_stays(fee, finance_officer, admin, ask):
    override = ask(fee, finance_officer)
    invoices.issue(fee.invoices.get().pk, by=finance_officer, on=LATER)

    with pytest.raises(fees.FeeInvoiced):
        approvals.approve(override.pk, by=admin, on=LATER)

    fee.refresh_from_db()
    override.refresh_from_db()
    assert (fee.state, fee.net_pence, override.state) == ("live", 4_800_00, "asked")


def test_a_fee_whose_only_invoice_is_void_may_be_waived(finance_officer, admin):
    void = InvoiceFactory(void=True)

    override = ask_waiver(void.fee, finance_officer)
    approvals.approve(override.pk, by=admin, on=LATER)

    assert [invoice.state for invoice in Invoice.objects.filter(fee=void.fee)] == ["void"]


def test_a_hire_has_one_live_fee(fee, staff):
    once = "fee_one_live_a_hire|UNIQUE constraint failed: billing_fee.hire_id"

    with pytest.raises(IntegrityError, match=once), transaction.atomic():
        fees.raise_for(fee.hire, by=staff, on=LATER)


def test_a_waived_fee_makes_room_for_another(staff):
    waived = FeeFactory(waived=True)

    assert fees.raise_for(waived.hire, by=staff, on=LATER).net_pence == 4_800_00
