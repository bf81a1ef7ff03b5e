"""How long a hire stays inside its rebate period, read off the schedule alone."""

from datetime import date, timedelta

from foundation.periods import add_months

from .rebate_terms import Rebate


def protected_until(rebate: Rebate | None, start_on: date) -> date | None:
    """Return the last day on which leaving would give anything back; None if no day would."""
    if rebate is None:
        return None
    if rebate.mode == "linear":
        return start_on + timedelta(days=7 * (rebate.length or 0) - 2)
    through = max((step.through for step in rebate.steps if step.share), default=0)
    if not through:
        return None
    if rebate.unit == "months":
        return add_months(start_on, through) - timedelta(days=1)
    days = 7 * through if rebate.unit == "weeks" else through
    return start_on + timedelta(days=days - 1)
