"""Arguments of commands, read strictly: a wrong one ends in a sentence."""

import re
from argparse import ArgumentTypeError
from datetime import date
from typing import Final

from foundation.errors import BadValue
from foundation.periods import plausible_date

IN_FULL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Python alone reads 2026-W01-1 too


def day(text: str) -> date:
    """Return the day written as YYYY-MM-DD. Raises ArgumentTypeError, also for an absurd year."""
    try:
        if not IN_FULL.fullmatch(text):
            raise ArgumentTypeError(f"{text} is not a day. Write it as 2026-09-30.")
        return plausible_date("day", date.fromisoformat(text))
    except BadValue as fault:
        raise ArgumentTypeError(fault.sentence) from None
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day of the calendar.") from None
