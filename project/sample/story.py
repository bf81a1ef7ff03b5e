"""The words the story is told in: a hire, how it is paid, how it ends, and its turns."""

from dataclasses import dataclass

from placements.choices import EndReason

from .days import Day

# Parts of an invoice's payment: so many days after it falls due, that share of it.
Pays = tuple[tuple[int, str], ...]
IN_TIME: Pays = ((-4, "1"),)
AT_LAST: Pays = ((0, "1"),)
LATE: Pays = ((19, "1"),)
VERY_LATE: Pays = ((74, "1"),)
IN_TWO: Pays = ((-1, "0.5"), (31, "1"))
HALF: Pays = ((3, "0.5"),)
NEVER: Pays = ()


@dataclass(frozen=True, slots=True)
class Leaves:
    """When somebody leaves: on a day, or on that day of the employment; and what follows.

    Without a remedy the rebate still waits for finance.
    """

    when: Day | int
    reason: str = EndReason.RESIGNED
    remedy: str = ""
    told_after: int = 1
    settled_after: int = 9
    # Taken back on that day: what was given back is charged again.
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
    """A fee set by hand, in pounds net; without an answer if it ``waits``."""

    net: int
    reason: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A fee that somebody asks to waive; ``refused`` says why not."""

    reason: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Voided:
    """The first invoice is issued wrongly, made void, and issued anew."""

    reason: str


@dataclass(frozen=True, slots=True)
class Goodwill:
    """A credit without a leaver, in pounds net."""

    net: int
    reason: str


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """An unpaid invoice that two people give up."""

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
class Sought:
    """A role that found nobody yet: its introductions stand where ``introduced`` says.

    Without ``opened`` it is a draft; with ``closes`` the employer gave it up.
    """

    employer: str
    title: str
    salary: tuple[int, int]
    opened: Day | None = None
    introduced: tuple[str, ...] = ()
    closes: Day | None = None
    openings: int = 1
