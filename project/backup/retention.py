"""Which backups stay: the newest of each of 7 days, 5 weeks and 12 months."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final

DAYS, WEEKS, MONTHS = 7, 5, 12
PREFIX: Final = "foothold-"
SUFFIX: Final = ".backup"
Period = tuple[int, ...]
RULES: Final[list[tuple[int, Callable[[date], Period]]]] = [
    (DAYS, lambda day: (day.toordinal(),)),
    (WEEKS, lambda day: tuple(day.isocalendar()[:2])),
    (MONTHS, lambda day: (day.year, day.month)),
]


def outdated(stamps: Iterable[str]) -> list[str]:
    """Return which backups go, the oldest first, by their stamps such as "20180903T021500Z".

    Counted are days, weeks (from Monday) and months that have a backup: after a month of failures
    the old ones are still there. The newest of all always stays.
    """
    newest_first = sorted(stamps, reverse=True)
    staying: set[str] = set()
    for most, period_of in RULES:
        newest_of: dict[Period, str] = {}
        for stamp in newest_first:
            newest_of.setdefault(period_of(_day(stamp)), stamp)
        staying |= set(list(newest_of.values())[:most])
    return sorted(set(newest_first) - staying)


def _day(stamp: str) -> date:
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))


def stamp_of(file: Path) -> str | None:
    """Return the stamp in the name of a backup; None for any other file."""
    name = file.name
    stamp = name.removeprefix(PREFIX).removesuffix(SUFFIX)
    if f"{PREFIX}{stamp}{SUFFIX}" != name or len(stamp) != 16:
        return None
    is_stamp = stamp[:8].isdecimal() and stamp[8] == "T" and stamp[9:15].isdecimal()
    return stamp if is_stamp and stamp[15] == "Z" and _is_day(stamp) else None


def _is_day(stamp: str) -> bool:
    try:
        _day(stamp)
    except ValueError:
        return False
    return True


def prune(folder: Path) -> list[Path]:
    """Delete the backups of a folder that the rule lets go, and return them; nothing else."""
    by_stamp = {stamp: file for file in folder.iterdir() if (stamp := stamp_of(file))}
    gone = [by_stamp[stamp] for stamp in outdated(by_stamp)]
    for file in gone:
        file.unlink()
    return gone
