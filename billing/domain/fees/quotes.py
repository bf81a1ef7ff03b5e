"""A quote: the fee of a possible hire, its instalments, VAT and rebate.

The sums are those of a real fee; nothing is stored.
"""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from billing.domain.ledger.instalments import PlannedInstalment, instalment_plan
from billing.domain.ledger.vat_rules import VatTreatment
from employers.choices import EndReason
from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_rules import Debt, RebateAssessment, assess
from foundation.errors import BadValue
from foundation.money import percent, pounds
from foundation.periods import format_date, plausible_date
from placements.domain.hires.engagement import Engagement
from placements.models import Hire


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a fee is made from, whether the hire is logged or only typed.

    ``salary_pence`` is the first year's, for the hours worked; ``months`` those of a fixed term.
    """

    salary_pence: int
    fte: Decimal
    contract: str
    months: int | None
    start_on: date

    @classmethod
    def of(cls, hire: Hire | Engagement) -> Self:
        """Return the job of a hire, or of an engagement that may become one."""
        return cls(
            salary_pence=hire.salary_pence,
            fte=Decimal(hire.fte),
            contract=hire.contract,
            months=hire.months,
            start_on=hire.start_on,
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """A fee in pence with its working. ``rebate`` is None unless a last day was given."""

    net_pence: int
    vat_pence: int
    gross_pence: int
    working: list[str]
    instalments: list[PlannedInstalment]
    rebate: RebateAssessment | None


def check_days(*, start_on: date, last_day: date | None) -> None:
    """Raise BadValue, naming the field, unless an engagement can begin and end on these days."""
    plausible_date("start_on", start_on)
    if last_day is not None and plausible_date("last_day", last_day) < start_on:
        raise BadValue("last_day", f"The last day is before the start on {format_date(start_on)}.")


def quote(
    terms: FeeTerms,
    *,
    salary_pence: int,
    start_on: date,
    vat: VatTreatment,
    fte: Decimal = Decimal(1),
    contract: str = "permanent",
    months: int | None = None,
    last_day: date | None = None,
    reason: str = "",
    notified_on: date | None = None,
    paid_on: date | None = None,
) -> Quote:
    """Return what a hire would cost, and what leaving on ``last_day`` would give back.

    ``paid_on`` is compared with the instalment that fell due last; None leaves payment out.
    Raises BadValue naming the impossible input.
    """
    check_days(start_on=start_on, last_day=last_day)
    fee = compute_fee(terms, salary_pence=salary_pence, fte=fte, contract=contract, months=months)
    plan = instalment_plan(terms, net_pence=fee.net_pence, start_on=start_on, vat=vat)
    rebate = None
    if last_day is not None and terms.rebate is not None:
        judged_on = max(last_day, notified_on or last_day)
        rebate = assess(
            terms.rebate,
            fee_net_pence=fee.net_pence,
            start_on=start_on,
            last_day=last_day,
            # A word that a leaver cannot have is stored as "other": the quote judges it so, too.
            reason=EndReason.of(reason) if reason else "",
            notified_on=notified_on,
            debts=_last_debt(plan, judged_on, paid_on),
        )
    tax = sum(part.vat_pence for part in plan)
    words = [*fee.working, *_in_words(plan, vat), *(rebate.working if rebate else ())]
    return Quote(fee.net_pence, tax, fee.net_pence + tax, words, plan, rebate)


def quote_for(job: Job, terms: FeeTerms, vat: VatTreatment) -> Quote:
    """Return the quote of a job under the terms of its introduction."""
    return quote(terms, **asdict(job), vat=vat)


def _last_debt(
    plan: list[PlannedInstalment], judged_on: date, paid_on: date | None
) -> list[Debt] | None:
    """Return the instalment that fell due last, as paid on a day; None if no day was given."""
    if paid_on is None:
        return None
    fallen_due = [part.due_on for part in plan if part.due_on < judged_on]
    return [Debt(max(fallen_due), paid_on)] if fallen_due else []


def _in_words(plan: list[PlannedInstalment], vat: VatTreatment) -> list[str]:
    """Return a line for each instalment, if there are several, and for its VAT."""
    lines = []
    for place, part in enumerate(plan, start=1):
        line = f"{pounds(part.net_pence)}, due {format_date(part.due_on)}"
        if len(plan) > 1:
            lines.append(f"Instalment {place} of {len(plan)}: {line}")
        if vat.kind == "standard":
            rate = percent(vat.rate)
            tax = f"VAT at {rate} of {pounds(part.net_pence)} = {pounds(part.vat_pence)}"
            lines.append(tax)
    return [*lines, vat.words] if vat.words else lines
