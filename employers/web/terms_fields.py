"""The boxes of terms of business: shares, and rows of two things each."""

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from foundation import values
from foundation.money import plain
from foundation.values import WrongCell

PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%?\Z")


def fraction(text: str) -> str:
    """Return 15 % as "0.15". Raises ValidationError for what is no share."""
    found = PERCENT.match(text.strip())
    if not found or not 0 <= Decimal(found[1]) <= 100:
        raise ValidationError(f"“{text.strip()}” is no share: write 15 %, or 12.5 %.")
    return plain(Decimal(found[1]) / 100)


def as_percent(rate: str | Decimal) -> str:
    """Return "0.15" as one types it: "15 %"."""
    return f"{plain(Decimal(rate) * 100)} %"


class PercentField(forms.CharField):
    """A share typed as 15 %, as a fraction ("0.15") for the program; None if empty."""

    def to_python(self, value: Any) -> str | None:
        """Return the fraction as text."""
        text = super().to_python(value)
        return fraction(text) if text else None


class LinesField(forms.CharField):
    """Several rows of two things each, one a line; ``read`` makes a mapping of each line."""

    def __init__(self, *, first: str, second: str, **kwargs: Any) -> None:
        """Name what stands first and second on each line."""
        self.first, self.second = first, second
        widget = forms.Textarea({"rows": 3, "spellcheck": "false"})
        super().__init__(required=False, max_length=1000, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return a list of mappings, empty if nothing was typed."""
        lines = [line for line in (value or "").splitlines() if line.strip()]
        return [
            {self.first: left, self.second: right}
            for left, right in (self._parts(line) for line in lines)
        ]

    def _parts(self, line: str) -> tuple[Any, Any]:
        left, _, right = line.partition(":")
        if not right.strip():
            raise ValidationError(f"“{line.strip()}” has no colon: write it as the example does.")
        return self._read(self.first, left.strip()), self._read(self.second, right.strip())

    def _read(self, name: str, text: str) -> Any:
        if name in ("rate", "share"):
            return fraction(text)
        if name == "from_pence":
            try:
                return values.pence(text)
            except WrongCell as wrong:
                raise ValidationError(str(wrong)) from None
        if name == "weight":
            text = text.removesuffix("%").strip()
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(f"“{text}” is no whole number.")
        return int(text)
