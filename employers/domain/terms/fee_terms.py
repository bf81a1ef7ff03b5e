"""The fee terms of one agreement as a value: parsed strictly, stored as JSON, computed with.

A value of this type is always sound: what contradicts itself is refused when it is parsed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Self

from foundation.money import plain
from foundation.periods import add_months

from .fee_parts import (
    IN_ONE_SUM,
    Band,
    FixedTerm,
    Instalment,
    read_bands,
    read_fixed_term,
    read_instalments,
)
from .rebate_terms import KNOWN as REBATE_FIELDS
from .rebate_terms import Rebate, RebateStep
from .strict_fields import Fields

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

BASES: Final = ("percentage", "fixed", "bands_whole", "bands_marginal")
PAYMENT_FROM: Final = ("start", "invoice")
BASIS_FIELD: Final = {
    "percentage": "rate",
    "fixed": "fixed_pence",
    "bands_whole": "bands",
    "bands_marginal": "bands",
}
KNOWN: Final = (
    "fee_basis",
    "rate",
    "fixed_pence",
    "bands",
    "discount_rate",
    "discount_reason",
    "minimum_pence",
    "maximum_pence",
    "fixed_term",
    "payment_days",
    "payment_from",
    "instalments",
    "rebate",
    "introduction_months",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms:
    """What an employer agreed to pay for a hire. Money in pence, rates as fractions of 1."""

    fee_basis: str
    rate: Decimal | None = None
    fixed_pence: int | None = None
    bands: tuple[Band, ...] = ()
    discount_rate: Decimal = Decimal(0)
    discount_reason: str = ""
    minimum_pence: int | None = None
    maximum_pence: int | None = None
    fixed_term: FixedTerm | None = None
    payment_days: int = 30
    payment_from: str = "start"
    instalments: tuple[Instalment, ...] = IN_ONE_SUM
    rebate: Rebate | None = None
    introduction_months: int = 12

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the terms a mapping describes.

        Raises BadValue for the first fault, naming its field ("rebate.steps.1.through").
        """
        fields = Fields(given, known=KNOWN)
        basis = fields.one_of("fee_basis", BASES)
        _only_what_the_basis_needs(fields, basis)
        minimum, maximum = _limits(fields)
        rebate = fields.part("rebate", known=REBATE_FIELDS)
        payment_from = "start"
        if fields.has("payment_from"):
            payment_from = fields.one_of("payment_from", PAYMENT_FROM)
        discount_rate, discount_reason = _discount(fields)
        return cls(
            fee_basis=basis,
            rate=fields.fraction("rate") if basis == "percentage" else None,
            fixed_pence=fields.pence("fixed_pence") if basis == "fixed" else None,
            bands=read_bands(fields),
            discount_rate=discount_rate,
            discount_reason=discount_reason,
            minimum_pence=minimum,
            maximum_pence=maximum,
            fixed_term=read_fixed_term(fields),
            payment_days=fields.whole_or("payment_days", 30, 0, 365),
            payment_from=payment_from,
            instalments=read_instalments(fields),
            rebate=Rebate.read(rebate) if rebate else None,
            introduction_months=fields.whole_or("introduction_months", 12, 1, 120),
        )

    def as_json(self) -> dict[str, object]:
        """Return plain values, rates as text, that ``parse`` makes the same terms of."""
        short = self.fixed_term
        return {
            "fee_basis": self.fee_basis,
            "rate": None if self.rate is None else plain(self.rate),
            "fixed_pence": self.fixed_pence,
            "bands": [{"from_pence": b.from_pence, "rate": plain(b.rate)} for b in self.bands],
            "discount_rate": plain(self.discount_rate),
            "discount_reason": self.discount_reason,
            "minimum_pence": self.minimum_pence,
            "maximum_pence": self.maximum_pence,
            "fixed_term": short
            and {"short_months": short.short_months, "short_share": plain(short.short_share)},
            "payment_days": self.payment_days,
            "payment_from": self.payment_from,
            "instalments": [
                {"weight": part.weight, "days_after": part.days_after} for part in self.instalments
            ],
            "rebate": self.rebate and self.rebate.as_json(),
            "introduction_months": self.introduction_months,
        }

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


def _only_what_the_basis_needs(fields: Fields, basis: str) -> None:
    """Raise BadValue unless exactly the field that this basis computes with is given."""
    needed = BASIS_FIELD[basis]
    fields.need(needed, f"when the fee basis is {basis}")
    for field in sorted({"rate", "fixed_pence", "bands"} - {needed}):
        fields.refuse(field, f"when the fee basis is {basis}")


def _limits(fields: Fields) -> tuple[int | None, int | None]:
    """Return the least and the most a fee can be; None where there is no limit."""
    minimum = fields.pence("minimum_pence") if fields.has("minimum_pence") else None
    maximum = fields.pence("maximum_pence") if fields.has("maximum_pence") else None
    if minimum is not None and maximum is not None and minimum > maximum:
        raise fields.bad("minimum_pence", "The minimum is above the maximum; swap or lower it.")
    return minimum, maximum


def _discount(fields: Fields) -> tuple[Decimal, str]:
    """Return the discount and its reason, which a discount cannot be without."""
    rate = fields.fraction("discount_rate") if fields.has("discount_rate") else Decimal(0)
    reason = fields.line("discount_reason")
    if rate and not reason:
        raise fields.bad("discount_reason", 'Say why there is a discount, such as "nonprofit".')
    return rate, reason
