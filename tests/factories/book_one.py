"""BOOK-1: five placements, with every figure known on 30 June 2026. Made through the verbs."""

from datetime import date

from billing.domain.fees import rebates
from billing.domain.ledger import invoices, payments
from billing.models import Fee
from employers.models import Terms
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import introductions
from placements.models import Hire
from tests.factories.accounts import UserFactory
from tests.factories.employers import TermsFactory
from tests.factories.placements import GraduateFactory

AS_OF = date(2026, 6, 30)
SCALE = {
    "unit": "weeks",
    "mode": "steps",
    "steps": [
        {"through": 2, "share": "1"},
        {"through": 4, "share": "0.75"},
        {"through": 8, "share": "0.5"},
        {"through": 12, "share": "0.25"},
    ],
}
FIGURES = {
    "booked_pence": 20_550_00,
    "earned_pence": 10_950_00,
    "invoiced_pence": 10_950_00,
    "collected_pence": 5_700_00,
    "rebates_pence": 3_600_00,
    "at_risk_pence": 2_625_00,
    "secured_pence": 8_325_00,
    "outstanding_pence": 5_250_00,
}
DEBTORS_PENCE = 6_300_00
BANK_PENCE = 6_840_00
OUTPUT_VAT_PENCE = 2_190_00


def agreed(fee_pence: int, *, accepted: date, start: date, by: User) -> Hire:
    """Return a hire under a fixed fee, brought over from nobody: met and agreed on two days."""
    terms = TermsFactory(fixed=True, fixed_pence=fee_pence, rebate=SCALE)
    return agreed_under(terms, accepted=accepted, start=start, by=by)


def agreed_under(terms: Terms, *, accepted: date, start: date, by: User) -> Hire:
    """Return a hire under given terms, introduced in February 2026."""
    graduate = GraduateFactory(ready=True)
    introduction = introductions.propose(
        graduate, terms.employer, willing_on=date(2026, 2, 2), by=by, on=date(2026, 2, 2)
    )
    introduction = introductions.send(introduction.pk, by=by, on=date(2026, 2, 3))
    told = Engagement(
        graduate=graduate,
        employer=terms.employer,
        introduction=introduction,
        start_on=start,
        agreed_on=accepted,
        salary_pence=30_000_00,
    )
    return hires.agree(told, by=by, on=accepted)


def started(fee_pence: int, *, accepted: date, start: date, by: User) -> Fee:
    """Return the fee of a hire that started and was invoiced on its first day."""
    terms = TermsFactory(fixed=True, fixed_pence=fee_pence, rebate=SCALE)
    return started_under(terms, accepted=accepted, start=start, by=by)


def started_under(terms: Terms, *, accepted: date, start: date, by: User) -> Fee:
    """Return the fee of a hire under given terms that started and was invoiced that day."""
    hire = agreed_under(terms, accepted=accepted, start=start, by=by)
    hires.start(hire.pk, by=by, on=start)
    fee = hire.fees.get()
    invoices.issue(fee.invoices.get().pk, by=by, on=start)
    return fee


def paid(fee: Fee, *, received_on: date, by: User) -> None:
    """Pay the one invoice of a fee in full."""
    invoice = fee.invoices.get()
    payments.record(
        invoice.pk,
        amount_pence=invoice.gross_pence,
        received_on=received_on,
        method="bank_transfer",
        by=by,
        on=received_on,
    )


def make_book_one(*, by: User) -> list[Hire]:
    """Return the five hires P1..P5, with all that became of them by 30 June 2026."""
    p1 = started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=by)
    paid(p1, received_on=date(2026, 4, 28), by=by)

    p4 = started(4_800_00, accepted=date(2026, 5, 1), start=date(2026, 5, 18), by=by)
    p5 = agreed(4_000_00, accepted=date(2026, 5, 1), start=date(2026, 6, 1), by=by)
    hires.fall_through(p5.pk, reason="Took another offer", by=by, on=date(2026, 5, 20))

    p2 = started(5_250_00, accepted=date(2026, 5, 12), start=date(2026, 6, 1), by=by)
    paid(p4, received_on=date(2026, 6, 10), by=by)
    hires.end(
        p4.hire_id, last_day=date(2026, 6, 12), reason="resigned", by=by, on=date(2026, 6, 12)
    )
    asked = rebates.ask_refund(
        p4.rebate.pk, refunded_on=date(2026, 6, 20), by=by, on=date(2026, 6, 19)
    )
    approvals.approve(asked.pk, by=UserFactory(role=Role.FINANCE), on=date(2026, 6, 22))
    p3 = agreed(6_000_00, accepted=date(2026, 6, 20), start=date(2026, 7, 6), by=by)
    return [p1.hire, p2.hire, p3, p4.hire, p5]
