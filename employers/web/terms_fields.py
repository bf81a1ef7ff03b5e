"""The boxes of terms of business, one for each kind of field: shares, sums, rows of two things."""

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from employers.domain.terms import field_kinds as kinds
from employers.domain.terms.fee_parts import LONGEST
from employers.domain.terms.typed_fields import Rows, TermsField, TermsPart, fields_of
from foundation import values
from foundation.money import format_rate, pounds
from foundation.values import WrongCell
from foundation.web.forms import PoundsField

PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%?\Z")


def fraction(text: str) -> str:
    """Return 15 % as "0.15". Raises ValidationError for what is no share."""
    match = PERCENT.match(text.strip())
    if not match or not 0 <= Decimal(match[1]) <= 100:
        raise ValidationError(
            f"“{text.strip()}” is not a percentage. Enter it like 15 % or 12.5 %."
        )
    return format_rate(Decimal(match[1]) / 100)


def as_percent(rate: str | Decimal) -> str:
    """Return "0.15" as one types it: "15 %"."""
    return f"{format_rate(Decimal(rate) * 100)} %"


class PercentField(forms.CharField):
    """A share typed as 15 %, as a fraction ("0.15") for the program; None if empty."""

    def to_python(self, value: Any) -> str | None:
        """Return the fraction as text."""
        text = super().to_python(value)
        return fraction(text) if text else None


class LinesField(forms.CharField):
    """Several rows of two things each, one a line, as a list of mappings."""

    def __init__(self, row: type[TermsPart], **options: Any) -> None:
        """Take what a row is: its two fields stand first and second on each line."""
        self.first, self.second = fields_of(row).values()
        widget = forms.Textarea({"rows": 3, "spellcheck": "false"})
        super().__init__(max_length=1000, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """Return a list of mappings, empty if nothing was typed."""
        lines = [line for line in (value or "").splitlines() if line.strip()]
        return [
            {self.first.name: left, self.second.name: right}
            for left, right in (self._parts(line) for line in lines)
        ]

    def _parts(self, line: str) -> tuple[Any, Any]:
        left, _, right = line.partition(":")
        if not right.strip():
            raise ValidationError(f"“{line.strip()}” has no colon. Write it like the example.")
        return self._read(self.first, left.strip()), self._read(self.second, right.strip())

    def _read(self, each: TermsField, text: str) -> Any:
        if isinstance(each.kind, kinds.Share):
            return fraction(text)
        if isinstance(each.kind, kinds.Pence):
            try:
                return values.pence(text)
            except WrongCell as wrong:
                raise ValidationError(str(wrong)) from None
        if each.name == "weight":
            text = text.removesuffix("%").strip()
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(f"“{text}” is not a whole number.")
        return int(text)


def box_field(each: TermsField) -> forms.Field:
    """Return the box of a field of the terms."""
    box, kind = each.box, each.kind
    assert box is not None, f"{each.name} has no box on the page"
    options: dict[str, Any] = {
        "label": box.label,
        "help_text": box.help_text,
        "required": box.required,
    }
    match kind:
        case Rows():
            return LinesField(kind.of, **options)
        case kinds.Choice():
            return forms.ChoiceField(choices=box.choices or kind.choices, **options)
        case kinds.Reasons():
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=box.choices, widget=widget, **options)
        case kinds.Line():
            return forms.CharField(max_length=kind.longest, **options)
        case kinds.Whole():
            most = kind.high if kind.high < LONGEST else None
            begun = each.default if box.required else None
            return forms.IntegerField(min_value=kind.low, max_value=most, initial=begun, **options)
    return PLAIN[type(kind)](**options)


PLAIN: Final[dict[type[kinds.Kind], type[forms.Field]]] = {
    kinds.Pence: PoundsField,
    kinds.Share: PercentField,
    kinds.YesNo: forms.BooleanField,
}


def typed_value(each: TermsField, stored: Any) -> Any:
    """Return a stored value as one types it into the box of its field; rows, one a line."""
    match each.kind:
        case kinds.Share():
            return "" if stored in (None, each.default) else as_percent(stored)
        case Rows(of=row):
            first, second = fields_of(row).values()
            lines = [f"{in_row(first, one)}: {in_row(second, one)}" for one in stored or []]
            return "\n".join(lines)
    return stored


def in_row(each: TermsField, row: dict[str, Any]) -> str:
    """Return one value of a row as one types it."""
    match each.kind:
        case kinds.Pence():
            return pounds(row[each.name]).removesuffix(".00")
        case kinds.Share():
            return as_percent(row[each.name])
    return str(row[each.name])
