"""The hires and the open roles of the story: how a hire is paid, how it ends, and its turns."""

from dataclasses import dataclass
from enum import StrEnum

from employers.choices import EndReason
from placements.choices import IntroductionState

from .days import Day
from .entries import entries

# Parts of an invoice's payment: how many days after it falls due, and which share of it.
Parts = tuple[tuple[int, str], ...]


class Pays(StrEnum):
    """How an employer pays an invoice."""

    AT_ONCE = "at once"
    EARLY = "three weeks early"
    IN_TIME = "in time"
    LAST_DAY = "on the last day"
    TWELVE_DAYS_LATE = "twelve days late"
    LATE = "late"
    VERY_LATE = "very late"
    IN_TWO = "in two parts"
    HALF = "half of it"
    NEVER = "never"


PARTS: dict[Pays, Parts] = {
    Pays.AT_ONCE: ((-24, "1"),),
    Pays.EARLY: ((-20, "1"),),
    Pays.IN_TIME: ((-4, "1"),),
    Pays.LAST_DAY: ((0, "1"),),
    Pays.TWELVE_DAYS_LATE: ((12, "1"),),
    Pays.LATE: ((19, "1"),),
    Pays.VERY_LATE: ((74, "1"),),
    Pays.IN_TWO: ((-1, "0.5"), (31, "1")),
    Pays.HALF: ((3, "0.5"),),
    Pays.NEVER: (),
}


@dataclass(frozen=True, slots=True)
class Leaves:
    """A graduate leaves: on a day, or on that day of the employment; days until what follows.

    Without a remedy the rebate still waits for finance.
    """

    when: Day | int
    reason: EndReason = EndReason.RESIGNED
    remedy: str = ""
    reported_after: int = 1
    settled_after: int = 9
    # Back with the employer on that day: the rebate is charged again.
    back_on: Day | None = None


@dataclass(frozen=True, slots=True)
class NoIntroduction:
    """A hire we heard of; ``introduced_to`` is the employer of the group we had introduced to."""

    reason: str
    introduced_to: str = ""


@dataclass(frozen=True, slots=True)
class FallsThrough:
    """An agreed hire that never starts."""

    on: Day
    reason: str


@dataclass(frozen=True, slots=True)
class Override:
    """A fee set by hand, in pounds net; not decided yet if it ``waits``."""

    net: int
    reason: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A request to waive the fee; ``refused`` says why not."""

    reason: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Voided:
    """The first invoice is issued wrongly, made void, and issued again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Goodwill:
    """A credit without a leaver, in pounds net."""

    net: int
    reason: str


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """An unpaid invoice that two people agree to write off."""

    on: Day
    reason: str


@dataclass(frozen=True, slots=True)
class Replaces:
    """A hire in the place of a leaver, as agreed instead of a rebate."""

    leaver: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """The introduction was overtaken by another hire, which came to nothing."""

    on: Day


Turn = (
    NoIntroduction
    | FallsThrough
    | Override
    | Waiver
    | Voided
    | Goodwill
    | WrittenOff
    | Replaces
    | Reopened
)


@dataclass(frozen=True, slots=True)
class Placed:
    """One hire: who, where, from when, for how many pounds a year.

    The days of its introduction and agreement are drawn by lot where none are given.
    """

    graduate: str
    employer: str
    start: Day
    salary: int
    title: str = "Junior developer"
    fte: str = "1"
    months: int | None = None
    sent: Day | None = None
    agreed: Day | None = None
    pays: Pays | None = None
    leaves: Leaves | None = None
    turn: Turn | None = None
    # The invoice is not issued yet when the story ends.
    unissued: bool = False


@dataclass(frozen=True, slots=True)
class OpenRole:
    """A role that is not filled: its introductions are in the states of ``introduced``.

    Without ``opened`` it is a draft; with ``closes`` the employer gave it up.
    """

    employer: str
    title: str
    salary: tuple[int, int]
    opened: Day | None = None
    introduced: tuple[IntroductionState, ...] = ()
    closes: Day | None = None
    openings: int = 1


HIRES = [
    hire for part in ("early", "recent", "newest") for hire in entries(Placed, "hires.toml", part)
]
OPEN_ROLES = entries(OpenRole, "open_roles.toml", "roles")
