"""Situations that look like a loss or an overcharge and are none: the audit has to be silent."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from billing.choices import Remedy
from billing.domain.bank import bank_lines
from billing.domain.ledger import customer_credit
from billing.models import Fee
from placements.domain.hires import feedback, hires, leavers
from placements.domain.outcomes import job_reports
from placements.domain.outcomes.job_reports import Agreed
from tests.factories.bank import BankLineFactory, CustomerCreditFactory, PayerAliasFactory
from tests.factories.billing import (
    FeeFactory,
    InvoiceFactory,
    PaymentFactory,
    RebateFactory,
    WriteOffFactory,
)
from tests.factories.chasing import (
    DisputeFactory,
    PromiseToPayFactory,
    ReminderFactory,
    ReminderScheduleFactory,
)
from tests.factories.employers import EmployerFactory, HiringRequestFactory, TermsFactory
from tests.factories.outcomes import JobReportFactory, OutcomeFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory
from tests.factories.portal import StartReportFactory

from .plants import (
    A_DAY,
    ON,
    STARTED,
    WITH_REPLACEMENT,
    finance,
    in_place_of,
    left_with_a_rebate,
    placed,
    replacing,
    sent,
    settled,
    uncharged,
)

# An introduction of July 2017, valid to 2 July 2018.
LONG_AGO: Final[dict[str, Any]] = {
    "sent_on": date(2017, 7, 2),
    "willing_on": date(2017, 7, 1),
    "moved_on": date(2017, 7, 10),
    "graduate__identity_seen_on": date(2017, 6, 26),
}


# Hires and introductions


def hired_before_the_introduction() -> None:
    one = sent()
    uncharged(one.graduate, one.employer, start_on=date(2018, 7, 1), agreed_on=date(2018, 6, 20))


def hired_after_the_period() -> None:
    """Agreed and started the day after: 2 July 2017 + 12 months is 2 July 2018."""
    one = sent(**LONG_AGO)
    uncharged(one.graduate, one.employer, start_on=date(2018, 7, 3), agreed_on=date(2018, 7, 3))


def hired_by_an_unrelated_firm() -> None:
    one = sent()
    uncharged(one.graduate, EmployerFactory(name="Petticoat Ledgers Ltd"))


def hired_by_a_firm_of_another_group() -> None:
    one = sent(employer__in_group=True)
    uncharged(one.graduate, EmployerFactory(in_group=True))


def hired_by_an_almost_equal_name() -> None:
    one = sent(employer__name="Ember Analytics Ltd")
    uncharged(one.graduate, EmployerFactory(name="Ember Analysts Ltd"))


def equal_names_and_two_company_numbers() -> None:
    one = sent(employer__name="Ember Ltd", employer__company_number="01234567")
    uncharged(one.graduate, EmployerFactory(name="Ember LLP", company_number="OC765432"))


def somebody_else_of_nearly_the_name() -> None:
    one = sent(graduate__full_name="Ana Silva")
    uncharged(GraduateFactory(full_name="Ana Silveira"), one.employer)


def a_namesake_at_an_unrelated_firm() -> None:
    sent(graduate__full_name="Ana Silva")
    uncharged(GraduateFactory(full_name="Ana Silva"), EmployerFactory(name="Petticoat Ledgers"))


def introduced_only_as_a_draft() -> None:
    one = IntroductionFactory()
    uncharged(one.graduate, one.employer)


def a_fallen_through_hire() -> None:
    HireFactory(fell_through=True)


def a_start_that_lies_ahead() -> None:
    HireFactory(start_on=ON + A_DAY)


def a_start_of_last_week() -> None:
    HireFactory(start_on=ON - 5 * A_DAY)


def a_late_conversion_with_its_fee() -> None:
    one = sent(employer__in_group=True)
    sister = EmployerFactory(group=one.employer.group)
    hire = HireFactory(
        without_introduction=True, graduate=one.graduate, employer=sister, started=True
    )
    settled(hire.fees.get())


def engaged_again_at_the_same_pay() -> None:
    """The whole fee was kept: a second engagement at the same pay owes nothing."""
    fee = placed()
    last_day = date(2018, 10, 31)
    hires.end(fee.hire_id, last_day=last_day, reason="resigned", by=finance(), on=last_day)
    uncharged(fee.hire.graduate, fee.hire.employer, start_on=date(2018, 11, 26))


def came_back_and_was_charged_again() -> None:
    rebate = RebateFactory(fee_is_paid=True, refunded=True)
    back_on = date(2018, 11, 26)
    leavers.re_engage(rebate.hire_id, back_on=back_on, by=finance(), on=back_on)
    settled(rebate.fee)


def two_hires_for_two_openings() -> None:
    role = HiringRequestFactory(openings=2)
    terms = TermsFactory(employer=role.employer)
    made = [
        IntroductionFactory(offered=True, employer=role.employer, hiring_request=role, terms=terms)
        for _ in range(2)
    ]
    for introduction in made:
        placed(hire__introduction=introduction)


def a_leavers_place_filled_anew() -> None:
    """The first has left: one opening holds one person still."""
    role = HiringRequestFactory()
    terms = TermsFactory(employer=role.employer)
    whose: dict[str, Any] = {"employer": role.employer, "hiring_request": role, "terms": terms}
    first, second = (IntroductionFactory(offered=True, **whose) for _ in range(2))
    fee = placed(hire__introduction=first)
    last_day = date(2018, 9, 28)
    hires.end(fee.hire_id, last_day=last_day, reason="resigned", by=finance(), on=last_day)
    placed(hire__introduction=second, hire__start_on=date(2018, 10, 8))


# What was reported


def a_job_at_an_unrelated_firm() -> None:
    one = sent()
    JobReportFactory(graduate=one.graduate, employer_name="Petticoat Ledgers Ltd")


def a_job_before_the_introduction() -> None:
    one = sent()
    JobReportFactory(
        graduate=one.graduate, employer=one.employer, start_on=date(2018, 6, 25), salary_pence=1
    )


def a_job_of_their_own() -> None:
    one = sent()
    JobReportFactory(graduate=one.graduate, employer=one.employer, work="venture")


def a_report_that_was_dismissed() -> None:
    one = sent()
    JobReportFactory(graduate=one.graduate, employer=one.employer, dismissed=True)


def a_job_that_was_logged() -> None:
    one = sent()
    report = JobReportFactory(graduate=one.graduate, employer=one.employer, salary_pence=32_000_00)
    agreed = Agreed(employer=one.employer, salary_pence=32_000_00, agreed_on=date(2018, 8, 1))
    hire = job_reports.log_hire(report.pk, agreed, by=finance(), on=date(2018, 9, 10))
    hires.start(hire.pk, by=finance(), on=STARTED)
    settled(hire.fees.get())


def a_start_that_was_logged() -> None:
    report = StartReportFactory()
    placed(hire__introduction=report.introduction)


def a_start_that_fell_through_after_all() -> None:
    report = StartReportFactory()
    hire = HireFactory(introduction=report.introduction)
    on = date(2018, 8, 20)
    hires.fall_through(hire.pk, reason="The budget was cut", by=finance(), on=on)


def a_start_after_the_period() -> None:
    one = IntroductionFactory(offered=True, **LONG_AGO)
    StartReportFactory(introduction=one, reported_on=date(2018, 8, 1))


def an_outcome_that_names_another_firm() -> None:
    one = sent(employer__name="Ember Analytics Ltd")
    OutcomeFactory(graduate=one.graduate, evidence="LinkedIn: developer at Ember Lights Ltd")


def an_outcome_that_was_logged() -> None:
    hire = placed(hire__introduction__employer__name="Ember Analytics Ltd").hire
    OutcomeFactory(graduate=hire.graduate, evidence="Works at Ember Analytics Ltd")


def an_outcome_before_the_introduction() -> None:
    one = sent(employer__name="Ember Analytics Ltd")
    OutcomeFactory(
        graduate=one.graduate, since_on=date(2018, 6, 25), evidence="At Ember Analytics Ltd"
    )


def feedback_of_a_no() -> None:
    one = sent()
    text = "We liked her, but we have hired somebody else. She has not started anywhere yet?"
    feedback.give(one.pk, text=text, by=finance(), on=date(2018, 7, 24))


def feedback_of_a_wish() -> None:
    one = IntroductionFactory(offered=True)
    text = "We would be glad if he joined us. Could he have started in May?"
    feedback.give(one.pk, text=text, by=finance(), on=date(2018, 7, 24))


def feedback_on_somebody_logged() -> None:
    hire = placed().hire
    text = "She has joined us and does very well."
    feedback.give(hire.introduction_id, text=text, by=finance(), on=date(2018, 9, 24))


def the_same_pay_reported() -> None:
    fee = placed()
    StartReportFactory(introduction=fee.hire.introduction)
    JobReportFactory(graduate=fee.hire.graduate, employer=fee.hire.employer, salary_pence=32_000_00)


def other_pay_under_a_fixed_fee() -> None:
    fee = placed(hire__introduction__terms__fixed=True)
    StartReportFactory(introduction=fee.hire.introduction, salary_pence=36_000_00)


def other_pay_that_the_office_settled() -> None:
    fee = placed()
    StartReportFactory(
        introduction=fee.hire.introduction, salary_pence=36_000_00, settled_on=date(2018, 8, 6)
    )


def a_graduate_who_reports_less() -> None:
    hire = placed().hire
    JobReportFactory(graduate=hire.graduate, employer=hire.employer, salary_pence=30_000_00)


def a_rise_after_the_first_year() -> None:
    introduced = {f"hire__introduction__{name}": value for name, value in LONG_AGO.items()}
    fee = placed(hire__start_on=date(2017, 11, 6), hire__agreed_on=date(2017, 10, 2), **introduced)
    JobReportFactory(
        graduate=fee.hire.graduate,
        employer=fee.hire.employer,
        start_on=ON,
        salary_pence=40_000_00,
    )


def a_fixed_term_still_running() -> None:
    placed(hire__contract="fixed_term", hire__months=6)


def a_fixed_term_that_ended_in_time() -> None:
    fee = placed(hire__contract="fixed_term", hire__months=2)
    last_day = date(2018, 11, 2)
    hires.end(fee.hire_id, last_day=last_day, reason="contract_ended", by=finance(), on=last_day)


def a_fixed_term_a_few_days_over() -> None:
    fee = placed(hire__contract="fixed_term", hire__months=2)
    last_day = date(2018, 11, 6)
    hires.end(fee.hire_id, last_day=last_day, reason="contract_ended", by=finance(), on=last_day)


# Fees and terms


def set_by_two() -> None:
    settled(FeeFactory(overridden=True))


def waived_by_two() -> None:
    FeeFactory(waived=True)


def part_time_in_its_band() -> None:
    placed(hire__part_time=True, hire__introduction__terms__bands_whole=True)


def terms_that_changed_since() -> None:
    """Half price until the end of the year of the introduction, and the whole price after."""
    placed(
        hire__introduction__terms__replaced_since=True,
        hire__introduction__terms__rate="0.18",
    )


def terms_under_the_standard_by_two() -> None:
    terms = TermsFactory(
        rate="0.10",
        needs_approval=True,
        approved_on=date(2015, 1, 1),
        under_standard_reason="Hires ten a year",
    )
    placed(hire__introduction__employer=terms.employer)


def terms_under_the_standard_on_offer() -> None:
    TermsFactory(rate="0.10", proposed=True)


# Invoices


def a_draft_of_this_week() -> None:
    FeeFactory(hire__start_on=ON - 7 * A_DAY)


def three_parts_on_their_days() -> None:
    placed(in_three_instalments=True)


def an_invoice_made_void_and_issued_again() -> None:
    settled(InvoiceFactory(void=True).fee)


def a_customer_abroad_without_vat() -> None:
    placed(hire__introduction__employer__abroad=True)


def a_customer_abroad_without_evidence() -> None:
    placed(hire__introduction__employer__abroad_unproven=True)


def evidence_that_came_after_the_invoice() -> None:
    fee = placed(hire__introduction__employer__abroad_unproven=True)
    employer = fee.hire.employer
    employer.vat_number = "DE136695976"
    employer.save()


# Rebates


def left_inside_the_period_and_rebated() -> None:
    left_with_a_rebate()


def left_after_the_last_step() -> None:
    fee = placed(hire__introduction__terms__rebate_in_steps=True)
    last_day = date(2018, 11, 26)
    hires.end(fee.hire_id, last_day=last_day, reason="resigned", by=finance(), on=last_day)


def left_for_a_reason_that_bars() -> None:
    RebateFactory(barred=True, fee_is_paid=True)


def a_rebate_on_a_fee_paid_on_its_due_day() -> None:
    schedule = {**WITH_REPLACEMENT, "requires_payment_by_due": True}
    fee = FeeFactory(hire__introduction__terms__rebate=schedule)
    invoice = InvoiceFactory(fee=fee, issued=True)
    PaymentFactory(invoice=invoice, received_on=invoice.due_on)
    RebateFactory(fee=fee, refunded=False, remedy=Remedy.CREDIT)
    use_up_the_credit(fee)


def use_up_the_credit(fee: Fee) -> None:
    """Apply what was kept to the next invoice of the same employer, and pay the rest."""
    [note] = fee.rebate.credit_notes.all()
    invoice = InvoiceFactory(
        fee__hire__introduction__employer=fee.hire.employer,
        fee__hire__start_on=date(2018, 11, 19),
        issued_on=date(2018, 11, 19),
    )
    customer_credit.apply(note.customer_credit.pk, invoice.pk, by=finance(), on=date(2018, 11, 26))


def a_rebate_of_last_week() -> None:
    RebateFactory(fee_is_paid=True, last_day=date(2018, 11, 23))


def a_replacement_that_is_still_sought() -> None:
    replacing()


def a_replacement() -> None:
    in_place_of(replacing().hire)


def a_replacement_after_one_that_fell_through() -> None:
    leaver = replacing().hire
    first = in_place_of(leaver)
    hires.fall_through(first.pk, reason="Changed plans", by=finance(), on=date(2018, 11, 28))
    in_place_of(leaver)


def a_rebate_taken_off_an_unpaid_invoice() -> None:
    fee = FeeFactory(protected=True)
    invoice = InvoiceFactory(fee=fee, issued=True)
    RebateFactory(fee=fee, remedy=Remedy.OFFSET)
    ReminderFactory(invoice=invoice, sent_on=date(2018, 11, 28))


# Cash


def overdue_and_reminded() -> None:
    ReminderFactory(sent_on=date(2018, 11, 28))


def overdue_since_yesterday() -> None:
    InvoiceFactory(fee__hire__start_on=date(2018, 11, 2), issued_on=date(2018, 11, 2))


def overdue_and_promised() -> None:
    PromiseToPayFactory(promised_on=date(2018, 12, 14))


def overdue_and_disputed_of_late() -> None:
    DisputeFactory(opened_on=date(2018, 11, 19))


def overdue_and_written_off() -> None:
    WriteOffFactory(written_off_on=date(2018, 11, 30))


def overdue_without_letters_by_agreement() -> None:
    employer = EmployerFactory()
    ReminderScheduleFactory(
        employer=employer, first=False, second=False, final=False, on_stop=False
    )
    InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)


def overdue_with_every_letter_sent() -> None:
    invoice = InvoiceFactory(overdue=True)
    for sent_on in (date(2018, 10, 6), date(2018, 10, 17), date(2018, 11, 2)):
        ReminderFactory(invoice=invoice, sent_on=sent_on)


def a_dispute_that_was_settled_and_paid() -> None:
    dispute = DisputeFactory(opened_on=date(2018, 10, 1), settled=True)
    PaymentFactory(invoice=dispute.invoice, received_on=date(2018, 10, 22))


def credit_and_nothing_owed() -> None:
    CustomerCreditFactory()


def credit_kept_from_a_note() -> None:
    CustomerCreditFactory(of_a_note=True)


def credit_and_an_invoice_not_yet_due() -> None:
    credit = CustomerCreditFactory()
    InvoiceFactory(
        fee__hire__introduction__employer=credit.employer,
        fee__hire__start_on=date(2018, 11, 26),
        issued_on=date(2018, 11, 26),
    )


def two_halves_from_the_statement() -> None:
    """The same sum twice within days, and both in the bank: two halves of one invoice."""
    invoice = InvoiceFactory(issued=True)
    for day in (date(2018, 9, 26), date(2018, 9, 28)):
        BankLineFactory(pays=invoice, amount_pence=2_880_00, booked_on=day)


def two_halves_a_fortnight_apart() -> None:
    invoice = InvoiceFactory(issued=True)
    PaymentFactory(invoice=invoice, amount_pence=2_880_00, received_on=date(2018, 9, 12))
    BankLineFactory(pays=invoice, amount_pence=2_880_00)


def a_grant_on_the_statement() -> None:
    BankLineFactory(amount_pence=10_000_00, payer="THE LOTTERY")


def a_grant_that_was_ignored() -> None:
    BankLineFactory(ignored=True)


def money_of_last_week() -> None:
    invoice = InvoiceFactory(fee__hire__start_on=date(2018, 11, 19), issued_on=date(2018, 11, 19))
    BankLineFactory(reference=invoice.number, booked_on=date(2018, 11, 26))


def an_accountant_who_pays() -> None:
    BankLineFactory(pays=InvoiceFactory(issued=True), payer="PETTICOAT LEDGERS LTD")


def a_sister_that_pays() -> None:
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer__in_group=True)
    EmployerFactory(name="Ember Analytics Ltd", group=invoice.employer.group)
    BankLineFactory(pays=invoice, payer="EMBER ANALYTICS LTD")


def a_customer_known_to_pay_for_another() -> None:
    invoice = InvoiceFactory(issued=True)
    EmployerFactory(name="Ember Analytics Ltd")
    PayerAliasFactory(payer="EMBER ANALYTICS", employer=invoice.employer)
    BankLineFactory(pays=invoice, payer="EMBER ANALYTICS LTD")


def a_customer_whose_line_names_the_invoice() -> None:
    invoice = InvoiceFactory(issued=True)
    EmployerFactory(name="Ember Analytics Ltd")
    BankLineFactory(pays=invoice, payer="EMBER ANALYTICS LTD", reference=invoice.number)


def the_employer_itself_under_a_cut_name() -> None:
    invoice = InvoiceFactory(
        issued=True, fee__hire__introduction__employer__name="Ember Analytics Holdings Limited"
    )
    BankLineFactory(pays=invoice, payer="EMBER ANALYTICS HO")


def paid_in_advance_for_the_next() -> None:
    """The same sum again is for the second hire: its invoice is open still."""
    invoice = InvoiceFactory(issued=True)
    BankLineFactory(pays=invoice)
    second = BankLineFactory(booked_on=date(2018, 11, 23))
    InvoiceFactory(
        fee__hire__introduction__employer=invoice.employer,
        fee__hire__start_on=date(2018, 11, 26),
        issued_on=date(2018, 11, 26),
    )
    bank_lines.match(
        second.pk,
        [],
        keep_rest=True,
        employer_id=invoice.employer_id,
        by=finance(),
        on=date(2018, 11, 26),
    )


def late_and_not_charged_for_it() -> None:
    """Interest is charged only when finance says so: that is no loss."""
    invoice = InvoiceFactory(issued=True)
    PaymentFactory(invoice=invoice, received_on=date(2018, 11, 12))


DECOYS: Final[dict[str, Callable[[], None]]] = {
    name: situation
    for name, situation in list(globals().items())
    if getattr(situation, "__module__", "") == __name__ and name != "use_up_the_credit"
}
