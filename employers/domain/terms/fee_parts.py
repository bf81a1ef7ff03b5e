"""The parts of fee terms that come in lists or small objects, each read strictly."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .strict_fields import Fields


@dataclass(frozen=True, slots=True)
class Band:
    """From this full-time salary on, up to the next band, this rate holds."""

    from_pence: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class FixedTerm:
    """A contract of at most ``short_months`` months pays ``short_share`` of the fee."""

    short_months: int
    short_share: Decimal


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the fee, in proportion to ``weight``, billed so many days after the start."""

    weight: int
    days_after: int


IN_ONE_SUM: Final = (Instalment(100, 0),)


def read_bands(fields: Fields) -> tuple[Band, ...]:
    """Return the bands: from 0 upwards, each beginning above the one before."""
    bands: list[Band] = []
    for part in fields.parts("bands", known=("from_pence", "rate")):
        band = Band(part.pence("from_pence"), part.fraction("rate"))
        if not bands and band.from_pence != 0:
            raise part.bad("from_pence", "The first band begins at 0, so that no salary has none.")
        if bands and band.from_pence <= bands[-1].from_pence:
            raise part.bad("from_pence", "Each band begins above the one before; sort them.")
        bands.append(band)
    return tuple(bands)


def read_fixed_term(fields: Fields) -> FixedTerm | None:
    """Return the share a short contract pays; None if the terms have no such rule."""
    part = fields.part("fixed_term", known=("short_months", "short_share"))
    if part is None:
        return None
    return FixedTerm(part.whole("short_months", 1, 12), part.fraction("short_share"))


def read_instalments(fields: Fields) -> tuple[Instalment, ...]:
    """Return the instalments, each later than the one before; one at the start if none is given."""
    instalments: list[Instalment] = []
    for part in fields.parts("instalments", known=("weight", "days_after")):
        instalment = Instalment(
            part.whole("weight", 1, 1_000_000), part.whole_or("days_after", 0, 0, 3650)
        )
        if instalments and instalment.days_after <= instalments[-1].days_after:
            raise part.bad("days_after", "Each instalment is later than the one before; sort them.")
        instalments.append(instalment)
    return tuple(instalments) or IN_ONE_SUM
