"""Days as banks write them: in the usual ways, and also 20250403 and 03/04/25."""

import re
from datetime import date
from functools import lru_cache

from foundation.imports.engine import dates
from foundation.values import WrongCell

_RUN_TOGETHER = re.compile(r"(20\d{2})(\d{2})(\d{2})\Z")
# Only for banks, whose days are all recent, so that the century is certain.
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/. ])(\d{1,2}|[A-Za-z]{3,9})\2(\d{2})\Z")


# A statement says each of its days many times.
@lru_cache(maxsize=4096)
def day_of(value: object) -> date:
    """Return the day that a cell names, the day of the month first. Raises WrongCell."""
    if isinstance(value, str):
        text = value.strip()
        if match := _RUN_TOGETHER.match(text):
            text = "-".join(match.groups())
        elif match := _SHORT_YEAR.match(text):
            day, mark, month, year = match.groups()
            text = f"{day}{mark}{month}{mark}20{year}"
        return dates.day(text)
    return dates.day(value)  # type: ignore[arg-type]


def is_day(value: object) -> bool:
    """Return whether a cell names a day."""
    try:
        day_of(value)
    except WrongCell:
        return False
    return True
