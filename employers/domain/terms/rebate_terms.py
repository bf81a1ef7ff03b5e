"""What terms say about giving part of a fee back. How much it comes to is billing's to compute."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from foundation.money import plain

from .strict_fields import Fields

UNITS: Final = ("days", "weeks", "months")
MODES: Final = ("steps", "linear")
LONGEST: Final = 3650
REPLACEMENT_DAYS: Final = 28
KNOWN: Final = (
    "unit",
    "mode",
    "steps",
    "length",
    "full_until",
    "requires_payment_by_due",
    "notify_within_days",
    "excluded_reasons",
    "replacement",
    "replacement_days",
)


@dataclass(frozen=True, slots=True)
class RebateStep:
    """Leaving in the unit numbered ``through``, or before, gives back ``share`` of the fee."""

    through: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Rebate:
    """A schedule of what is given back, and its conditions.

    ``steps`` belong to mode "steps"; ``length`` and ``full_until``, in weeks, to "linear".
    ``replacement``: a replacement hire may take the place of the rebate, if it is agreed within
    ``replacement_days``.
    """

    unit: str
    mode: str
    steps: tuple[RebateStep, ...] = ()
    length: int | None = None
    full_until: int = 0
    requires_payment_by_due: bool = False
    notify_within_days: int | None = None
    excluded_reasons: tuple[str, ...] = ()
    replacement: bool = False
    replacement_days: int = REPLACEMENT_DAYS

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the rebate that these fields describe. Raises BadValue naming the wrong one."""
        mode = fields.one_of("mode", MODES)
        unit = fields.one_of("unit", UNITS)
        notify = None
        if fields.has("notify_within_days"):
            notify = fields.whole("notify_within_days", 0, LONGEST)
        length, full_until = _line(fields, unit) if mode == "linear" else (None, 0)
        return cls(
            unit=unit,
            mode=mode,
            steps=_steps(fields) if mode == "steps" else (),
            length=length,
            full_until=full_until,
            requires_payment_by_due=fields.yes_or_no("requires_payment_by_due"),
            notify_within_days=notify,
            excluded_reasons=_reasons(fields),
            replacement=fields.yes_or_no("replacement"),
            replacement_days=fields.whole_or("replacement_days", REPLACEMENT_DAYS, 1, 365),
        )

    def as_json(self) -> dict[str, object]:
        """Return plain values that ``read`` makes the same rebate of."""
        return {
            "unit": self.unit,
            "mode": self.mode,
            "steps": [{"through": step.through, "share": plain(step.share)} for step in self.steps],
            "length": self.length,
            "full_until": self.full_until if self.mode == "linear" else None,
            "requires_payment_by_due": self.requires_payment_by_due,
            "notify_within_days": self.notify_within_days,
            "excluded_reasons": list(self.excluded_reasons),
            "replacement": self.replacement,
            "replacement_days": self.replacement_days,
        }


def _steps(fields: Fields) -> tuple[RebateStep, ...]:
    """Return the steps: later and later, and never giving back more than the one before."""
    for field in ("length", "full_until"):
        fields.refuse(field, "for a rebate by steps")
    fields.need("steps", "for a rebate by steps")
    steps: list[RebateStep] = []
    for part in fields.parts("steps", known=("through", "share")):
        step = RebateStep(part.whole("through", 1, LONGEST), part.fraction("share"))
        if steps and step.through <= steps[-1].through:
            raise part.bad("through", "Each step reaches further than the one before; sort them.")
        if steps and step.share > steps[-1].share:
            raise part.bad("share", "A later step cannot give back more than an earlier one.")
        steps.append(step)
    return tuple(steps)


def _line(fields: Fields, unit: str) -> tuple[int, int]:
    """Return length and full_until of a rebate that shrinks week by week."""
    fields.refuse("steps", "for a linear rebate")
    if unit != "weeks":
        raise fields.bad("unit", 'A linear rebate counts complete weeks; say "weeks".')
    length = fields.whole("length", 1, LONGEST)
    full_until = fields.whole_or("full_until", 0, 0, LONGEST)
    if full_until >= length:
        raise fields.bad("full_until", f"This must be below the length of {length} weeks.")
    return length, full_until


def _reasons(fields: Fields) -> tuple[str, ...]:
    """Return the reasons for leaving that bar the rebate, each once."""
    reasons: list[str] = []
    for place, word in enumerate(fields.items("excluded_reasons")):
        name = f"excluded_reasons.{place}"
        if not isinstance(word, str) or not re.fullmatch(r"[a-z][a-z_]{0,39}", word):
            raise fields.bad(name, 'Give a reason in small letters, such as "redundancy".')
        if word in reasons:
            raise fields.bad(name, f'"{word}" stands here twice.')
        reasons.append(word)
    return tuple(reasons)
