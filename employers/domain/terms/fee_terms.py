"""The fee terms of one agreement as a value: parsed strictly, stored as JSON, computed with.

A value of this type is always sound: what contradicts itself is refused when it is parsed. Each
field is described here once: the API, the page and the import have the fields that stand here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Self

from employers.choices import FeeBasis, PaymentFrom
from foundation.periods import add_months

from .fee_parts import IN_ONE_SUM, Band, FixedTerm, Instalment
from .field_kinds import Choice, Line, Pence, Share, Whole
from .rebate_terms import Rebate, RebateStep
from .strict_fields import Fields
from .typed_fields import Box, Heading, InApi, OnlyFor, Part, Rows, TermsPart, fields_of

__all__ = [
    "Band",
    "FeeTerms",
    "FixedTerm",
    "Instalment",
    "Rebate",
    "RebateStep",
    "fee_is_due",
    "valid_until",
]

BASES: Final = tuple(FeeBasis.values)
NULL: Final = InApi(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms(TermsPart):
    """What an employer agreed to pay for a hire. Money in pence, rates as fractions of 1."""

    decided_by: ClassVar[str] = "fee_basis"

    fee_basis: Annotated[
        str,
        Choice.of(FeeBasis),
        Box("The fee is", "fee", required=True),
        Heading(also=("basis",), example="percentage"),
    ]
    rate: Annotated[
        Decimal | None,
        Share(),
        OnlyFor(("percentage",)),
        Box("Share of the salary", "fee", help_text="Such as 15 %."),
        Heading(also=("fee %", "fee rate"), help_text="For percentage.", example="15%"),
    ] = None
    fixed_pence: Annotated[
        int | None,
        Pence(),
        OnlyFor(("fixed",)),
        Box("Fixed amount", "fee"),
        Heading(label="Fixed fee", also=("fixed amount",), help_text="For fixed."),
    ] = None
    bands: Annotated[
        tuple[Band, ...],
        Rows(Band),
        OnlyFor(("bands_whole", "bands_marginal")),
        Box(
            "Bands",
            "rare",
            help_text="One a line, the first from £0. £0: 15 % and below it £30,000: 20 %.",
        ),
        Heading(
            help_text="For bands: from which full-time salary on, which rate.",
            example="0: 15%; 30000: 20%",
        ),
        NULL,
    ] = ()
    discount_rate: Annotated[
        Decimal, Share(), Box("Discount", "rare"), Heading(also=("discount",)), NULL
    ] = Decimal(0)
    discount_reason: Annotated[
        str,
        Line(200),
        Box("Why a discount", "rare"),
        Heading(help_text="Needed with a discount."),
        NULL,
    ] = ""
    minimum_pence: Annotated[
        int | None, Pence(), Box("At least", "rare"), Heading(label="Minimum fee")
    ] = None
    maximum_pence: Annotated[
        int | None, Pence(), Box("At most", "rare"), Heading(label="Maximum fee")
    ] = None
    fixed_term: Annotated[FixedTerm | None, Part(FixedTerm)] = None
    payment_days: Annotated[
        int,
        Whole(0, 365),
        Box("Payment within days", "paying", required=True),
        Heading(help_text="30 if empty.", example=30),
    ] = 30
    payment_from: Annotated[
        str,
        Choice.of(PaymentFrom),
        Box("Counted", "paying", required=True),
        Heading(help_text="Start if empty."),
    ] = "start"
    instalments: Annotated[
        tuple[Instalment, ...],
        Rows(Instalment),
        Box(
            "Instalments",
            "paying",
            help_text="One a line: the share, then days after the start. 50 %: 0 and 50 %: 30.",
        ),
        Heading(
            help_text="Weight: days after the start. One sum if empty.",
            example="50: 0; 30: 30; 20: 60",
        ),
        NULL,
    ] = IN_ONE_SUM
    rebate: Annotated[Rebate | None, Part(Rebate)] = None
    introduction_months: Annotated[
        int,
        Whole(1, 120),
        Box("A fee is owed for months after an introduction", "fee", required=True),
        Heading(help_text="12 if empty."),
    ] = 12

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the terms a mapping describes.

        Raises BadValue for the first fault, naming its field ("rebate.steps.1.through").
        """
        return cls.read(Fields(given, known=fields_of(cls)))

    @classmethod
    def stored(cls, given: object) -> Self:
        """Return the terms of a row, or of a fee's own copy: sound by the rules of their day."""
        return cls.read(Fields(given, known=fields_of(cls), is_stored=True))

    def faults(self, before: None) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a discount without a reason, or a minimum above the maximum."""
        if self.discount_rate and not self.discount_reason:
            yield "discount_reason", 'Say why there is a discount, such as "nonprofit".'
        least, most = self.minimum_pence, self.maximum_pence
        if least is not None and most is not None and least > most:
            yield "minimum_pence", "The minimum is above the maximum; swap or lower it."

    def due_on(self, *, bill_on: date, issued_on: date) -> date:
        """Return the day an instalment falls due, billed on one day and issued on another."""
        counted_from = bill_on if self.payment_from == "start" else issued_on
        return counted_from + timedelta(days=self.payment_days)


def valid_until(sent_on: date, months: int) -> date:
    """Return the last day on which a hire that starts still owes the fee of an introduction.

    29 February + 12 months is 28 February.
    """
    return add_months(sent_on, months)


def fee_is_due(*, introduced_on: date, starts_on: date, months: int) -> bool:
    """Return whether a start falls into the introduction period, both its ends included."""
    return introduced_on <= starts_on <= valid_until(introduced_on, months)
