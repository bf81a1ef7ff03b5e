"""The limits of figures, the same in forms, the API, imports and the domain."""

from decimal import Decimal
from typing import Final

# Of any sum. More is a typo, or pence taken for pounds.
MOST_POUNDS: Final = 100_000_000
MOST_PENCE: Final = 100 * MOST_POUNDS
# Of a fixed-term contract.
MOST_MONTHS: Final = 120
FTE_PLACES: Final = 4


def is_salary(pence: int) -> bool:
    """Return whether it is plausible as a first year's pay in pence: up to £100 million."""
    return 0 < pence <= MOST_PENCE


def is_fte(part: Decimal) -> bool:
    """Return whether it is a part of full time: above 0, and at most 1."""
    return Decimal(part).is_finite() and 0 < part <= 1
