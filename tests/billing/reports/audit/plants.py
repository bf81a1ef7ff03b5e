"""Losses and overcharges, each planted once: what the audit has to find, and what it is worth.

Where a verb or the database refuses such a thing today, it is put there by force: older books, or
a mistake to come, may hold it all the same.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import F

from billing.choices import FeeState, RebateState, Remedy
from billing.domain.bank import bank_lines
from billing.domain.fees import rebates
from billing.domain.ledger import credit_notes, invoices
from billing.domain.ledger.drafts import draft_like
from billing.domain.ledger.vat_rules import vat_of
from billing.models import Fee, Invoice, InvoiceLine, Rebate
from foundation.accounts.choices import Role
from placements.domain.hires import feedback, hires
from placements.models import Graduate, Hire, Introduction
from tests.by_force import guards_down
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory, CustomerCreditFactory
from tests.factories.billing import (
    FeeFactory,
    InvoiceFactory,
    PaymentFactory,
    RebateFactory,
    second_yes,
)
from tests.factories.chasing import DisputeFactory, ReminderFactory
from tests.factories.employers import EmployerFactory, HiringRequestFactory, TermsFactory
from tests.factories.outcomes import JobReportFactory, OutcomeFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory
from tests.factories.portal import StartReportFactory

# The day on which the audit looks.
ON: Final = date(2018, 12, 3)
STARTED, DUE = date(2018, 9, 3), date(2018, 10, 3)
A_DAY: Final = timedelta(days=1)
WITH_REPLACEMENT: Final = {
    "unit": "weeks",
    "mode": "steps",
    "steps": [{"through": 12, "share": "0.5"}],
    "replacement": True,
    "replacement_days": 60,
}


def finance() -> Any:
    return UserFactory(role=Role.FINANCE)


def settled(fee: Fee) -> Fee:
    """Issue what is drafted for a fee on its day, and pay it in time."""
    by = finance()
    for draft in fee.invoices.filter(state="draft").order_by("instalment"):
        invoice = invoices.issue(draft.pk, by=by, on=draft.bill_on)
        PaymentFactory(invoice=invoice, received_on=invoice.due_on - A_DAY)
    return Fee.objects.get(pk=fee.pk)


def placed(**facts: Any) -> Fee:
    """Return the fee of a started hire, invoiced and paid."""
    return settled(FeeFactory(**facts))


def set_to(fee: Fee, net_pence: int, **columns: Any) -> Fee:
    """Put another sum on a fee and its one draft, as if it had been worked out so."""
    vat_pence = vat_of(net_pence, Decimal("0.2"))
    sums = {"net_pence": net_pence, "vat_pence": vat_pence, "gross_pence": net_pence + vat_pence}
    with guards_down():
        Fee.objects.filter(pk=fee.pk).update(**{"computed_net_pence": net_pence, **sums, **columns})
        Invoice.objects.filter(fee=fee).update(**sums)
        InvoiceLine.objects.filter(invoice__fee=fee).update(
            net_pence=net_pence, vat_pence=vat_pence
        )
    return settled(Fee.objects.get(pk=fee.pk))


def uncharged(graduate: Graduate, employer: Any, **facts: Any) -> Hire:
    """Return a started hire without a fee, as if nobody had looked for the introduction."""
    hire = HireFactory(without_introduction=True, graduate=graduate, employer=employer, **facts)
    with guards_down():
        Hire.objects.filter(pk=hire.pk).update(
            fee_due=False, terms=None, late_conversion_of=None, fee_note="No introduction."
        )
    return hires.start(hire.pk, by=finance(), on=hire.start_on)


def sent(**facts: Any) -> Introduction:
    return IntroductionFactory(sent=True, **facts)


def left_with_a_rebate(**facts: Any) -> Rebate:
    """Return a rebate of £1,200.00, a quarter of the fee, that was paid back."""
    return RebateFactory(refunded=True, **facts)


# Hires and introductions


def hire_without_fee() -> int:
    one = sent()
    uncharged(one.graduate, one.employer)
    return 4_800_00


def hire_by_group() -> int:
    one = sent(employer__in_group=True)
    uncharged(one.graduate, EmployerFactory(group=one.employer.group))
    return 4_800_00


def rehired_after_rebate() -> int:
    hire = left_with_a_rebate().hire
    uncharged(hire.graduate, hire.employer, start_on=date(2018, 11, 26))
    return 1_200_00


def engaged_again() -> int:
    fee = placed(hire__contract="fixed_term", hire__months=3, hire__salary_pence=30_000_00)
    last_day = date(2018, 12, 2)
    hires.end(fee.hire_id, last_day=last_day, reason="contract_ended", by=finance(), on=last_day)
    uncharged(fee.hire.graduate, fee.hire.employer, start_on=ON, agreed_on=date(2018, 11, 20))
    return 3_675_00


def name_alike() -> int:
    one = sent(graduate__full_name="Zoë Ní Bhriain")
    uncharged(GraduateFactory(full_name="Zoe ni Bhriain"), one.employer)
    return 4_800_00


def firm_twice() -> int:
    one = sent(employer__name="Ember Analytics Ltd")
    uncharged(one.graduate, EmployerFactory(name="Ember Analytics Limited"))
    return 4_800_00


def started_without_fee() -> int:
    hire = HireFactory()
    with guards_down():
        Hire.objects.filter(pk=hire.pk).update(state="started")
    return 4_800_00


def start_overdue() -> int:
    HireFactory()
    return 4_800_00


def hired_twice() -> int:
    fee = placed()
    introduction, terms = fee.hire.introduction, fee.terms
    hire = HireFactory(
        without_introduction=True,
        graduate=fee.hire.graduate,
        employer=fee.hire.employer,
        start_on=date(2018, 10, 1),
    )
    with guards_down():
        Hire.objects.filter(pk=hire.pk).update(
            fee_due=True, terms=terms, late_conversion_of=introduction
        )
    hires.start(hire.pk, by=finance(), on=hire.start_on)
    settled(hire.fees.get())
    return 4_800_00


def request_over_filled() -> int:
    role = HiringRequestFactory()
    terms = TermsFactory(employer=role.employer)
    made = [
        IntroductionFactory(offered=True, employer=role.employer, hiring_request=role, terms=terms)
        for _ in range(2)
    ]
    for introduction in made:
        placed(hire__introduction=introduction)
    return 4_800_00


# What was reported


def start_not_logged() -> int:
    StartReportFactory()
    return 4_800_00


def job_not_logged() -> int:
    one = sent()
    JobReportFactory(graduate=one.graduate, employer=one.employer, salary_pence=30_000_00)
    return 4_500_00


def job_after_a_no() -> int:
    one = IntroductionFactory(declined=True, employer__name="Ember Analytics Ltd")
    JobReportFactory(
        graduate=one.graduate, employer_name="ember analytics limited", salary_pence=30_000_00
    )
    return 4_500_00


def outcome_not_logged() -> int:
    one = IntroductionFactory(lapsed=True, employer__name="Ember Analytics Ltd")
    OutcomeFactory(
        graduate=one.graduate,
        evidence="LinkedIn: developer at Ember Analytics since September",
        salary_pence=30_000_00,
    )
    return 4_500_00


def feedback_of_work() -> int:
    """Nobody said what they are paid: the role begins at £27,000.00."""
    one = IntroductionFactory(offered=True)
    text = "Thank you again. She has joined us this month and does very well."
    feedback.give(one.pk, text=text, by=finance(), on=date(2018, 9, 24))
    return 4_050_00


def pay_higher() -> int:
    fee = placed()
    StartReportFactory(introduction=fee.hire.introduction, salary_pence=36_000_00)
    return 600_00


def pay_raised() -> int:
    """A rise of £4,000.00 on the 92nd day of 365 is £3,002.74 of the first year's pay."""
    hire = placed().hire
    JobReportFactory(
        graduate=hire.graduate,
        employer=hire.employer,
        start_on=ON,
        reported_on=ON,
        salary_pence=36_000_00,
    )
    return 450_41


def pay_lower() -> int:
    fee = placed()
    StartReportFactory(introduction=fee.hire.introduction, salary_pence=28_000_00)
    return 600_00


def contract_extended() -> int:
    fee = placed(hire__contract="fixed_term", hire__months=1)
    last_day = date(2018, 11, 20)
    hires.end(fee.hire_id, last_day=last_day, reason="contract_ended", by=finance(), on=last_day)
    return 800_00


def fixed_term_not_ended() -> int:
    placed(hire__contract="fixed_term", hire__months=1)
    return 1_200_00


# Fees and terms


def wrong_band() -> int:
    """£19,200.00 for 0.6 of full time is £32,000.00 full-time: 20 %, and not 15 %."""
    fee = FeeFactory(hire__part_time=True, hire__introduction__terms__bands_whole=True)
    set_to(fee, 2_880_00)
    return 960_00


def old_discount() -> int:
    fee = FeeFactory()
    snapshot = fee.terms_snapshot | {"discount_rate": "0.5", "discount_reason": "Nonprofit"}
    set_to(fee, 2_400_00, terms_snapshot=snapshot)
    return 2_400_00


def fee_under_terms() -> int:
    set_to(FeeFactory(), 4_000_00)
    return 800_00


def fee_over_terms() -> int:
    set_to(FeeFactory(), 5_000_00)
    return 200_00


def set_by_one() -> int:
    set_to(FeeFactory(), 4_000_00, computed_net_pence=4_800_00, override_reason="A friend")
    return 800_00


def raised_by_one() -> int:
    set_to(FeeFactory(), 5_000_00, computed_net_pence=4_800_00, override_reason="They can")
    return 200_00


def waived_by_one() -> int:
    fee = FeeFactory()
    with guards_down():
        fee.invoices.all().delete()
        Fee.objects.filter(pk=fee.pk).update(state=FeeState.WAIVED, waive_reason="A friend")
    return 4_800_00


def terms_under_standard() -> int:
    placed(hire__introduction__terms__rate="0.10")
    return 1_600_00


# Invoices


def instalment_missing() -> int:
    fee = FeeFactory(in_three_instalments=True)
    fee.invoices.get(instalment=3).delete()
    settled(fee)
    return 960_00


def invoiced_too_much() -> int:
    fee = placed()
    [invoice] = fee.invoices.all()
    draft_like(invoice, invoice.lines.all(), instalment=2, instalments=2, bill_on=ON)
    return 4_800_00


def draft_overdue() -> int:
    FeeFactory()
    return 4_800_00


def wrong_debtor() -> int:
    fee = FeeFactory()
    fee.invoices.update(employer=EmployerFactory())
    settled(fee)
    return 4_800_00


def vat_too_low() -> int:
    fee = FeeFactory()
    nothing = {"vat_pence": 0, "vat_rate": 0}
    fee.invoices.update(
        **nothing, gross_pence=F("net_pence"), vat_kind="reverse_charge", vat_note="Reverse charge"
    )
    InvoiceLine.objects.filter(invoice__fee=fee).update(**nothing)
    settled(fee)
    return 960_00


def vat_too_high() -> int:
    fee = FeeFactory(hire__introduction__employer__abroad=True)
    charged = {"vat_pence": 960_00, "vat_rate": "0.2"}
    fee.invoices.update(
        **charged, gross_pence=F("net_pence") + 960_00, vat_kind="standard", vat_note=""
    )
    InvoiceLine.objects.filter(invoice__fee=fee).update(**charged)
    settled(fee)
    return 960_00


# Rebates


def rebate_though_barred() -> int:
    rebate = left_with_a_rebate(fee__hire__introduction__terms__rebate_bars_redundancy=True)
    with guards_down():
        Hire.objects.filter(pk=rebate.hire_id).update(end_reason="redundancy")
    return 2_400_00


def rebate_too_high() -> int:
    """The last day turns out to lie in week 13: the terms give nothing any more."""
    rebate = left_with_a_rebate()
    with guards_down():
        Hire.objects.filter(pk=rebate.hire_id).update(last_day=date(2018, 11, 30))
    return 1_200_00


def unpaid_yet_rebated() -> int:
    """£1,200.00 of the first part is kept as credit, while the second, £1,440.00, is overdue."""
    fee = FeeFactory(
        hire__introduction__terms__rebate_in_steps=True,
        hire__introduction__terms__in_three_instalments=True,
    )
    for part in (1, 2, 3):
        invoice = InvoiceFactory(
            fee=fee, instalment=part, issued_on=fee.invoices.get(instalment=part).bill_on
        )
        if part == 2:
            ReminderFactory(invoice=invoice, sent_on=date(2018, 11, 28))
        else:
            PaymentFactory(invoice=invoice, received_on=date(2018, 11, 5))
    last_day, by = date(2018, 11, 16), finance()
    hires.end(fee.hire_id, last_day=last_day, reason="resigned", by=by, on=last_day)
    rebate = Rebate.objects.get(fee=fee)
    wanted = credit_notes.Credit(1_200_00, "Rebate", Remedy.CREDIT, rebate, second_yes())
    first = fee.invoices.get(instalment=1)
    credit_notes.credit(first.pk, wanted, by=by, on=last_day)
    with guards_down():
        Rebate.objects.filter(pk=rebate.pk).update(
            state=RebateState.CONFIRMED, remedy=Remedy.CREDIT
        )
        # The credit went back to them at once, so that none of it is idle.
        by_line = rebate.credit_notes.get()
        by_line.customer_credit.delete()
    return 1_200_00


def replacing() -> Rebate:
    rebate = RebateFactory(
        fee_is_paid=True, fee__hire__introduction__terms__rebate=WITH_REPLACEMENT
    )
    return rebates.confirm(
        rebate.pk, remedy=Remedy.REPLACEMENT, by=finance(), on=date(2018, 11, 19)
    )


def in_place_of(leaver: Hire) -> Hire:
    """Return a hire agreed in the place of a leaver, to start in a fortnight."""
    introduction = IntroductionFactory(offered=True, employer=leaver.employer)
    return HireFactory(
        introduction=introduction,
        replaces=leaver,
        agreed_on=date(2018, 11, 26),
        start_on=date(2018, 12, 17),
    )


def replaced_twice() -> int:
    leaver = replacing().hire
    in_place_of(leaver)
    in_place_of(leaver)
    return 4_800_00


def replaced_and_rebated() -> int:
    in_place_of(left_with_a_rebate().hire)
    return 4_800_00


def rebate_not_proposed() -> int:
    rebate = RebateFactory(fee_is_paid=True)
    with guards_down():
        Rebate.objects.filter(pk=rebate.pk).delete()
    return 1_200_00


def rebate_too_low() -> int:
    rebate = RebateFactory(fee_is_paid=True)
    with guards_down():
        Rebate.objects.filter(pk=rebate.pk).update(net_pence=600_00)
    return 600_00


def rebate_not_settled() -> int:
    RebateFactory(fee_is_paid=True, last_day=date(2018, 10, 26))
    return 2_400_00


# Cash


def reminder_silent() -> int:
    InvoiceFactory(overdue=True)
    return 4_800_00


def dispute_forgotten() -> int:
    DisputeFactory(opened_on=date(2018, 10, 1))
    return 4_800_00


def payment_twice() -> int:
    """£2,880.00 by hand, and the same from the statement two days on: the debt is half unpaid."""
    invoice = InvoiceFactory(issued=True)
    PaymentFactory(invoice=invoice, amount_pence=2_880_00, received_on=date(2018, 9, 26))
    BankLineFactory(pays=invoice, amount_pence=2_880_00)
    return 2_400_00


def payment_of_another() -> int:
    EmployerFactory(name="Ember Analytics Ltd")
    BankLineFactory(pays=InvoiceFactory(issued=True), payer="EMBER ANALYTICS LTD")
    return 4_800_00


def money_unmatched() -> int:
    invoice = InvoiceFactory(issued=True)
    ReminderFactory(invoice=invoice, sent_on=date(2018, 11, 28))
    BankLineFactory(reference=invoice.number)
    return 4_800_00


def paid_again() -> int:
    fee = FeeFactory()
    invoice = InvoiceFactory(fee=fee, issued=True)
    BankLineFactory(pays=invoice)
    second = BankLineFactory(booked_on=date(2018, 10, 10))
    bank_lines.match(
        second.pk,
        [],
        keep_rest=True,
        employer_id=invoice.employer_id,
        by=finance(),
        on=second.booked_on,
    )
    return 4_800_00


def credit_idle() -> int:
    credit = CustomerCreditFactory()
    invoice = InvoiceFactory(
        fee__hire__introduction__employer=credit.employer, issued_on=date(2018, 9, 29)
    )
    ReminderFactory(invoice=invoice, sent_on=date(2018, 11, 28))
    return 200_00


PLANTS: Final[dict[str, Callable[[], int]]] = {
    plant.__name__: plant
    for plant in (
        *(hire_without_fee, hire_by_group, rehired_after_rebate, engaged_again, name_alike),
        *(firm_twice, started_without_fee, start_overdue, hired_twice, request_over_filled),
        *(start_not_logged, job_not_logged, job_after_a_no, outcome_not_logged),
        *(feedback_of_work, pay_higher, pay_lower),
        *(contract_extended, fixed_term_not_ended, wrong_band, old_discount, fee_under_terms),
        *(fee_over_terms, set_by_one, raised_by_one, waived_by_one, terms_under_standard),
        *(instalment_missing, invoiced_too_much, draft_overdue, wrong_debtor, vat_too_low),
        *(vat_too_high, rebate_though_barred, rebate_too_high, unpaid_yet_rebated),
        *(replaced_twice, replaced_and_rebated, rebate_not_proposed, rebate_too_low),
        *(rebate_not_settled, reminder_silent, dispute_forgotten, payment_twice),
        *(payment_of_another, money_unmatched, paid_again, credit_idle),
    )
}
