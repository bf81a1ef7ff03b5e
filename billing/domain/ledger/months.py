"""Which day a row counts on: never one in a month that is closed."""

from datetime import date


def first_open_day() -> date:
    """Return the first day that lies in no closed month."""
    return date.min


def counts_on(day: date) -> date:
    """Return the day on which something of a day counts: that day, or the first open one.

    Source: the project's domain rules, section 6, *Days* and *Months close*.
    """
    return max(day, first_open_day())
