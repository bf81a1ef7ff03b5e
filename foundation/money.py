"""Money is whole pence. It is never a float, here or anywhere else."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def pounds(pence: int) -> str:
    """Return an amount as people write it: 123450 is "£1,234.50", -5 is "-£0.05"."""
    sign = "-" if pence < 0 else ""
    whole, part = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{part:02d}"


def half_up(amount: Fraction | Decimal | int) -> int:
    """Return the nearest whole number; a half goes away from zero, so 0.5 is 1 and -0.5 is -1.

    Symmetric on purpose: a credit is rounded exactly as the charge was.
    """
    exact = Fraction(amount)
    size = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -size if exact < 0 else size


def share_of(pence: int, rate: Fraction | Decimal) -> int:
    """Return a share of an amount in whole pence, rounded half up. ``rate`` 0.2 is 20 %."""
    return half_up(pence * Fraction(rate))


def split_by_weight(pence: int, weights: Sequence[int]) -> list[int]:
    """Return ``pence`` shared in proportion to ``weights``; the parts sum to it exactly.

    Each part is first rounded down; the pennies left over go to the parts that lost most,
    the earlier first where two lost the same (the largest-remainder method).
    Raises ValueError without weights, or when one is not above 0.
    """
    if not weights or min(weights) <= 0:
        raise ValueError("Every weight must be a whole number above 0, and one is needed.")
    total = sum(weights)
    size, sign = abs(pence), -1 if pence < 0 else 1
    parts = [size * weight // total for weight in weights]
    lost = [size * weight % total for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda place: -lost[place])
    for place in by_loss[: size - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]


def format_rate(rate: Decimal) -> str:
    """Return a rate as it is stored and sent: "0.2" for 0.20, never with an exponent."""
    return format(rate.normalize(), "f") if rate else "0"


def amount(pence: Fraction) -> str:
    """Return an amount that need not be whole pence: "£4,249.9995", or "£1,333.3333…" if cut short.

    For workings, which round only once, at their end.
    """
    if pence.denominator == 1:
        return pounds(pence.numerator)
    hundredths = abs(pence) * 100
    whole = hundredths.numerator // hundredths.denominator
    sign, ending = "-" if pence < 0 else "", "" if hundredths.denominator == 1 else "…"
    return f"{sign}£{whole // 10_000:,}.{whole % 10_000:04d}{ending}"


def percent(rate: Fraction | Decimal) -> str:
    """Return a rate as a percentage: 0.225 is "22.5 %"; an endless one, "33.3333… %"."""
    per_million = Fraction(rate) * 1_000_000
    whole = per_million.numerator // per_million.denominator
    ending = "" if per_million.denominator == 1 else "…"
    digits = f"{whole // 10_000}.{whole % 10_000:04d}"
    return f"{digits if ending else digits.rstrip('0').rstrip('.')}{ending} %"
