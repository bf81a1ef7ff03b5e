"""What terms say about giving part of a fee back. How much it comes to is billing's to compute."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Final

from employers.choices import EndReason

from .fee_parts import LONGEST
from .field_kinds import Choice, Reasons, Share, Whole, YesNo
from .typed_fields import Box, Heading, InApi, OnlyFor, Rows, TermsPart

UNITS: Final = ("days", "weeks", "months")
MODES: Final = ("steps", "linear")
STEPS, LINEAR = OnlyFor(("steps",)), OnlyFor(("linear",))
# Read by the rules alone: a schema that announced these bounds would be another schema.
UNBOUND = InApi(null=True, bounds=False)


@dataclass(frozen=True, slots=True)
class RebateStep(TermsPart):
    """Leaving in the unit of this number, or before, gives back this share."""

    through: Annotated[int, Whole(1, LONGEST)]
    share: Annotated[Decimal, Share()]

    def faults(self, before: "RebateStep | None") -> Iterator[tuple[str, str]]:
        """Yield what is wrong unless steps reach further, and never give back more."""
        if before is not None and self.through <= before.through:
            yield "through", "Each step reaches further than the one before; sort them."
        if before is not None and self.share > before.share:
            yield "share", "A later step cannot give back more than an earlier one."


@dataclass(frozen=True, slots=True)
class Rebate(TermsPart):
    """What is given back when a hire ends early.

    ``steps`` belong to mode "steps"; ``length`` and ``full_until``, in weeks, to "linear".
    ``replacement``: a replacement hire may take the place of the rebate, if it is agreed within
    ``replacement_days``. It owes nothing, or with ``replacement_difference`` what its fee comes to
    above the fee of the person replaced.
    """

    decided_by: ClassVar[str] = "mode"
    schema_name: ClassVar[str] = "RebateSchedule"

    unit: Annotated[
        str,
        Choice(UNITS),
        Box(
            "Counted in",
            "rebate",
            name="rebate_unit",
            choices=(("weeks", "weeks"), ("days", "days"), ("months", "months")),
        ),
    ]
    mode: Annotated[
        str,
        Choice(MODES),
        Box(
            "Who leaves early",
            "rebate",
            name="rebate_mode",
            choices=(
                ("", "Nothing is given back"),
                ("steps", "In steps: so much up to a week or month"),
                ("linear", "Less each week"),
            ),
        ),
    ]
    steps: Annotated[
        tuple[RebateStep, ...],
        Rows(RebateStep),
        STEPS,
        Box(
            "Steps",
            "rebate",
            name="rebate_steps",
            help_text="One a line: up to which week, how much. 4: 75 % and 8: 50 %.",
        ),
        Heading(
            help_text="For steps. Up to which unit: which share is given back.",
            example="4: 75%; 8: 50%; 12: 25%",
        ),
    ] = ()
    length: Annotated[
        int | None,
        Whole(1, LONGEST),
        LINEAR,
        Box("Nothing after weeks", "rebate", name="rebate_length", help_text="If less each week."),
        Heading(help_text="For linear, in weeks."),
        InApi(null=True, bounds=False, help_text="Linear: in weeks."),
    ] = None
    full_until: Annotated[
        int,
        Whole(0, LONGEST),
        LINEAR,
        Box("All of it within weeks", "rebate", name="rebate_full_until"),
        Heading(help_text="For linear, in weeks."),
        UNBOUND,
    ] = 0
    requires_payment_by_due: Annotated[
        bool, YesNo(), Box("Only if invoices were paid by their due dates", "rebate")
    ] = False
    notify_within_days: Annotated[
        int | None, Whole(0, LONGEST), Box("Only if told within days", "rebate"), UNBOUND
    ] = None
    excluded_reasons: Annotated[
        tuple[str, ...],
        Reasons(EndReason),
        Box("Nothing is given back after", "rebate", choices=tuple(EndReason.choices)),
        Heading(help_text=f"Any of: {', '.join(EndReason.values)}.", example="redundancy"),
    ] = ()
    replacement: Annotated[
        bool,
        YesNo(),
        Box("A replacement may take the place of a rebate", "rebate"),
        Heading(help_text="Yes, if a replacement hire may take the place of the rebate."),
    ] = False
    replacement_days: Annotated[
        int,
        Whole(1, 365),
        Box("Replacement found within days", "rebate"),
        Heading(help_text="28 if empty."),
        InApi(bounds=False),
    ] = 28
    replacement_difference: Annotated[
        bool,
        YesNo(),
        Box("A replacement who is paid more owes the difference in fee", "rebate"),
        Heading(help_text="Yes, if a replacement owes what its fee comes to above the first."),
    ] = False

    @classmethod
    def why(cls, decided: str) -> str:
        """Return in words what a mode asks for."""
        return "for a rebate by steps" if decided == "steps" else "for a linear rebate"

    def faults(self, before: None) -> Iterator[tuple[str, str]]:
        """Yield why a rebate cannot shrink: not by weeks, or whole for all its length."""
        if self.mode != "linear" or self.length is None:
            return
        if self.unit != "weeks":
            yield "unit", 'A linear rebate counts complete weeks; say "weeks".'
        if self.full_until >= self.length:
            yield "full_until", f"This must be below the length of {self.length} weeks."
