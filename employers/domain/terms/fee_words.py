"""Fee terms as a person reads them: one line for each thing that was agreed."""

from decimal import Decimal

from foundation.money import percent, pounds

from .fee_terms import FeeTerms
from .rebate_terms import Rebate

ONE = {"days": "day", "weeks": "week", "months": "month"}


def in_words(terms: FeeTerms) -> list[str]:
    """Return what was agreed, a sentence each: the fee, how it is paid, the rebate, the period."""
    lines = [_basis(terms)]
    if terms.discount_rate:
        lines.append(f"Less a discount of {percent(terms.discount_rate)}: {terms.discount_reason}.")
    lines += _limits(terms)
    if short := terms.fixed_term:
        share = percent(short.short_share)
        lines.append(f"A contract of up to {short.short_months} months pays {share} of it.")
    lines += [_payment(terms), *_rebate(terms.rebate)]
    months = counted(terms.introduction_months, "months")
    lines.append(f"Owed for a start within {months} of the introduction.")
    return lines


def counted(number: int, unit: str) -> str:
    """Return a number with its unit: "1 week", "12 weeks"."""
    return f"{number} {ONE[unit] if number == 1 else unit}"


def _basis(terms: FeeTerms) -> str:
    if terms.fixed_pence is not None:
        return f"The fee is {_round(terms.fixed_pence)}, whatever the salary."
    if terms.rate is not None:
        return f"The fee is {percent(terms.rate)} of the first year's salary."
    parts = [f"{percent(band.rate)} from {_round(band.from_pence)}" for band in terms.bands]
    whole = terms.fee_basis == "bands_whole"
    of_what = "of the whole salary" if whole else "of each slice of the salary"
    return f"The fee is a share {of_what}: {', '.join(parts)}."


def _limits(terms: FeeTerms) -> list[str]:
    lines = []
    if terms.minimum_pence is not None:
        lines.append(f"At least {_round(terms.minimum_pence)}.")
    if terms.maximum_pence is not None:
        lines.append(f"At most {_round(terms.maximum_pence)}.")
    return lines


def _payment(terms: FeeTerms) -> str:
    since = "the start" if terms.payment_from == "start" else "the invoice"
    paid = f"within {counted(terms.payment_days, 'days')} of {since}"
    if len(terms.instalments) == 1:
        return f"Paid in one sum, {paid}."
    total = sum(part.weight for part in terms.instalments)
    parts = [
        f"{percent(Decimal(part.weight) / total)} after {counted(part.days_after, 'days')}"
        if part.days_after
        else f"{percent(Decimal(part.weight) / total)} at the start"
        for part in terms.instalments
    ]
    each = paid.replace("the start", "the day it is billed")
    return f"Paid in {len(parts)} parts: {', '.join(parts)}; each {each}."


def _rebate(rebate: Rebate | None) -> list[str]:
    if rebate is None:
        return ["Nothing is given back when somebody leaves early."]
    if rebate.mode == "linear":
        full = f", all of it within {counted(rebate.full_until, 'weeks')}" * bool(rebate.full_until)
        length = counted(rebate.length or 0, "weeks")
        lines = [f"Leaving early gives back less each week, nothing after {length}{full}."]
    else:
        steps = [
            f"{percent(step.share)} up to {ONE[rebate.unit]} {step.through}"
            for step in rebate.steps
        ]
        lines = [f"Leaving early gives back {', '.join(steps)}."]
    if rebate.requires_payment_by_due:
        lines.append("Only if the invoices were paid by their due dates.")
    if rebate.notify_within_days is not None:
        days = counted(rebate.notify_within_days, "days")
        lines.append(f"Only if we are told within {days} of the last day.")
    if rebate.excluded_reasons:
        reasons = ", ".join(word.replace("_", " ") for word in rebate.excluded_reasons)
        lines.append(f"Not after: {reasons}.")
    if rebate.replacement:
        days = counted(rebate.replacement_days, "days")
        lines.append(f"A replacement found within {days} may take its place.")
    if rebate.replacement_difference:
        lines.append("A replacement owes what its fee comes to above the fee of the first.")
    return lines


def _round(pence: int) -> str:
    return pounds(pence).removesuffix(".00")
