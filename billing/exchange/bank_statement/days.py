"""Days as banks write them: as everybody does, and also 20250403 and 03/04/25."""

import re
from datetime import date
from functools import lru_cache

from foundation.imports.engine import dates
from foundation.values import WrongCell

_RUN_TOGETHER = re.compile(r"(20\d{2})(\d{2})(\d{2})\Z")
# Only a bank may write so: it states days of its own past, and none of the last century.
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/. ])(\d{1,2}|[A-Za-z]{3,9})\2(\d{2})\Z")


# A statement says each of its days many times.
@lru_cache(maxsize=4096)
def day_of(value: object) -> date:
    """Return the day that a cell names, the day of the month first. Raises WrongCell."""
    if isinstance(value, str):
        written = value.strip()
        if match := _RUN_TOGETHER.match(written):
            written = "-".join(match.groups())
        elif match := _SHORT_YEAR.match(written):
            day, mark, month, year = match.groups()
            written = f"{day}{mark}{month}{mark}20{year}"
        return dates.day(written)
    return dates.day(value)  # type: ignore[arg-type]


def is_day(value: object) -> bool:
    """Return whether a cell names a day."""
    try:
        day_of(value)
    except WrongCell:
        return False
    return True
