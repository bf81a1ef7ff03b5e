"""What a hire earns us: the fee from the terms, step by step, with every step in words.

Exact until the last step, which rounds once. The order is fixed, since it changes the sum: basis,
discount, fixed term, minimum and maximum.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from foundation.errors import BadValue
from foundation.limits import FTE_PLACES, MOST_MONTHS, is_fte, is_salary
from foundation.money import amount, format_rate, half_up, percent, pounds

from .fee_terms import Band, FeeTerms

CONTRACTS: Final = ("permanent", "fixed_term")


@dataclass(frozen=True, slots=True)
class ComputedFee:
    """A fee in whole pence, net of VAT, and one line of plain words for each step to it."""

    net_pence: int
    working: list[str]


def compute_fee(
    terms: FeeTerms,
    *,
    salary_pence: int,
    fte: Decimal = Decimal(1),
    contract: str = "permanent",
    months: int | None = None,
) -> ComputedFee:
    """Return the fee of a hire.

    ``salary_pence`` is the first year's gross pay for the hours worked, ``fte`` these hours as a
    part of full time (above 0, to 1), ``months`` the length of a fixed-term contract.
    Raises BadValue naming whichever of them cannot be.
    """
    check_hire(salary_pence=salary_pence, fte=fte, contract=contract, months=months)
    working: list[str] = []
    fee = _basis(terms, salary_pence, fte, working)
    fee = _discounted(terms, fee, working)
    if months is not None:
        fee = _for_fixed_term(terms, fee, months, working)
    fee = _within_limits(terms, fee, working)
    net_pence = half_up(fee)
    if net_pence != fee:
        working.append(f"Rounded half up to {pounds(net_pence)}")
    return ComputedFee(net_pence, working)


def check_hire(*, salary_pence: int, fte: Decimal, contract: str, months: int | None) -> None:
    """Raise BadValue, naming the field, unless a fee can be computed from these facts of a hire."""
    if isinstance(salary_pence, bool) or not isinstance(salary_pence, int):
        raise BadValue("salary_pence", "Give the salary as a whole number of pence.")
    if not is_salary(salary_pence):
        raise BadValue("salary_pence", "Give a first-year salary above £0 and up to £100 million.")
    if not isinstance(fte, Decimal) or not is_fte(fte):
        raise BadValue("fte", "Give the part of full time above 0 and up to 1, such as 0.6.")
    if fte != round(fte, FTE_PLACES):
        raise BadValue("fte", f"Give the part of full time with at most {FTE_PLACES} decimals.")
    if contract not in CONTRACTS:
        raise BadValue("contract", f"Choose one of: {', '.join(CONTRACTS)}.")
    if contract == "permanent" and months is not None:
        raise BadValue("months", "A permanent contract has no months; leave them out.")
    if contract == "fixed_term" and (
        isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= MOST_MONTHS
    ):
        raise BadValue("months", f"Give the months of a fixed term, from 1 to {MOST_MONTHS}.")


def _basis(terms: FeeTerms, salary: int, fte: Decimal, working: list[str]) -> Fraction:
    """Return the fee before anything is taken off it."""
    if terms.fee_basis == "fixed" and terms.fixed_pence is not None:
        working.append(f"Fixed fee of {pounds(terms.fixed_pence)}, whatever the pay and hours")
        return Fraction(terms.fixed_pence)
    if terms.fee_basis == "percentage" and terms.rate is not None:
        return _part(terms.rate, Fraction(salary), working)
    full_time = salary / Fraction(fte)
    if fte != 1:
        hours = f"{format_rate(fte)} of full time"
        working.append(f"{pounds(salary)} for {hours} is {amount(full_time)} full-time")
    if terms.fee_basis == "bands_whole":
        return _part(_band_of(terms.bands, full_time, working).rate, Fraction(salary), working)
    return _slices(terms.bands, full_time, fte, working)


def _part(rate: Decimal, of: Fraction, working: list[str]) -> Fraction:
    """Return a rate of an amount, and say so."""
    fee = Fraction(rate) * of
    working.append(f"{percent(rate)} of {amount(of)} = {amount(fee)}")
    return fee


def _band_of(bands: tuple[Band, ...], full_time: Fraction, working: list[str]) -> Band:
    """Return the band that holds a full-time salary; a salary at an edge is in the upper one."""
    place = max(place for place, band in enumerate(bands) if band.from_pence <= full_time)
    band = bands[place]
    above = bands[place + 1 : place + 2]
    upto = f"to below {pounds(above[0].from_pence)}" if above else "up"
    working.append(
        f"{amount(full_time)} is in the band from {pounds(band.from_pence)} {upto}: "
        f"{percent(band.rate)}"
    )
    return band


def _slices(
    bands: tuple[Band, ...], full_time: Fraction, fte: Decimal, working: list[str]
) -> Fraction:
    """Return the sum of each slice of the full-time salary at its own rate, times the hours."""
    fee = Fraction(0)
    ends: list[Fraction] = [Fraction(band.from_pence) for band in bands[1:]] + [full_time]
    reached = [band for band in bands if band.from_pence < full_time]
    for band, end in zip(reached, ends, strict=False):
        part = min(end, full_time) - band.from_pence
        which = "the next" if band.from_pence else "the first"
        fee += Fraction(band.rate) * part
        worth = amount(Fraction(band.rate) * part)
        working.append(f"{percent(band.rate)} of {which} {amount(part)} = {worth}")
    if len(reached) > 1:
        working.append(f"Together {amount(fee)}")
    if fte != 1:
        fee *= Fraction(fte)
        working.append(f"Times {format_rate(fte)} of full time = {amount(fee)}")
    return fee


def _discounted(terms: FeeTerms, fee: Fraction, working: list[str]) -> Fraction:
    """Return the fee less the discount."""
    if not terms.discount_rate:
        return fee
    fee *= 1 - Fraction(terms.discount_rate)
    discount = f"Discount of {percent(terms.discount_rate)} ({terms.discount_reason})"
    working.append(f"{discount} leaves {amount(fee)}")
    return fee


def _for_fixed_term(terms: FeeTerms, fee: Fraction, months: int, working: list[str]) -> Fraction:
    """Return the part of the fee that a contract of this many months owes."""
    length = "1 month" if months == 1 else f"{months} months"
    short = terms.fixed_term
    if months >= 12:
        working.append(f"A fixed term of {length} owes the whole fee")
        return fee
    if short and months <= short.short_months:
        fee *= Fraction(short.short_share)
        part = f"{percent(short.short_share)} of it, being {short.short_months} months or less"
    else:
        fee *= Fraction(months, 12)
        part = f"{months}/12 of it"
    working.append(f"A fixed term of {length} owes {part}: {amount(fee)}")
    return fee


def _within_limits(terms: FeeTerms, fee: Fraction, working: list[str]) -> Fraction:
    """Return the fee, raised to the minimum and then lowered to the maximum."""
    if terms.minimum_pence is not None and fee < terms.minimum_pence:
        fee = Fraction(terms.minimum_pence)
        working.append(f"Raised to the minimum of {pounds(terms.minimum_pence)}")
    if terms.maximum_pence is not None and fee > terms.maximum_pence:
        fee = Fraction(terms.maximum_pence)
        working.append(f"Lowered to the maximum of {pounds(terms.maximum_pence)}")
    return fee
