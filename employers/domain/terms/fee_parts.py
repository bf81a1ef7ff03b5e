"""The parts of fee terms that come in lists or small objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

from .field_kinds import Pence, Share, Whole
from .typed_fields import Box, Heading, TermsPart

LONGEST: Final = 3650


@dataclass(frozen=True, slots=True)
class Band(TermsPart):
    """From this full-time salary on, up to the next band, this rate holds."""

    from_pence: Annotated[int, Pence()]
    rate: Annotated[Decimal, Share()]

    def faults(self, before: "Band | None") -> Iterator[tuple[str, str]]:
        """Yield what is wrong unless the bands go from 0 upwards."""
        if before is None and self.from_pence != 0:
            yield "from_pence", "The first band begins at 0, so that no salary has none."
        if before is not None and self.from_pence <= before.from_pence:
            yield "from_pence", "Each band begins above the one before; sort them."


@dataclass(frozen=True, slots=True)
class FixedTerm(TermsPart):
    """A contract of at most this many months pays this share of the fee."""

    short_months: Annotated[
        int,
        Whole(1, 12),
        Box("Short contracts: up to months", "rare"),
        Heading(help_text="The longest contract, in months, that pays the share."),
    ]
    short_share: Annotated[
        Decimal,
        Share(),
        Box("Short contracts: share of the fee", "rare"),
        Heading(help_text="... pay this share of the fee."),
    ]


@dataclass(frozen=True, slots=True)
class Instalment(TermsPart):
    """A part of the fee, in proportion to its weight, billed this many days after the start."""

    weight: Annotated[int, Whole(1, 1_000_000)]
    days_after: Annotated[int, Whole(0, LONGEST)] = 0

    def faults(self, before: "Instalment | None") -> Iterator[tuple[str, str]]:
        """Yield what is wrong unless each instalment is later than the one before."""
        if before is not None and self.days_after <= before.days_after:
            yield "days_after", "Each instalment is later than the one before; sort them."


IN_ONE_SUM: Final = (Instalment(100, 0),)
