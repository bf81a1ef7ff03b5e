"""Columns of an import as form fields: each reads one cell and describes what it accepts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    DecimalValidator,
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    URLValidator,
)

from foundation import values
from foundation.values import Value, WrongCell, normal, quoted

from . import dates


class WrongCellError(ValidationError):
    """A fault of one cell as a form's error, with its way out as an attribute."""

    def __init__(self, sentence: str, way_out: str = "") -> None:
        """Take both; the sentence is never a format string, though it may contain a %."""
        super().__init__(sentence)
        self.way_out = way_out


class Column(forms.Field):
    """One column: how its cells are read, its other names, an example for the template.

    ``also`` are other headings that people use; ``example`` is the value in the template.
    """

    accepts: ClassVar[str] = "Text."
    nothing: Any = None
    default_error_messages = {"required": "This is required, but the cell is empty."}

    def __init__(
        self, *, also: tuple[str, ...] = (), example: Value = None, **options: Any
    ) -> None:
        """Take the other headings and the example besides the options of every form field."""
        self.also = also
        self.example = example
        super().__init__(**options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Column":
        """Return the column itself: it holds no state of a row, and copies would cost time."""
        return self

    def to_python(self, value: Any) -> Any:
        """Return our value of a cell, ``nothing`` if it is empty. Raises ValidationError."""
        if value is None or value == "":
            return self.nothing
        try:
            return self.read_cell(value)
        except WrongCell as wrong:
            raise WrongCellError(wrong.sentence, wrong.way_out) from None

    def read_cell(self, value: Any) -> Any:
        """Return our value of a cell that is not empty: its text. Raises WrongCell."""
        return values.text(value)


class TextColumn(Column):
    """Text up to a maximum length."""

    nothing = ""

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(
            MaxLengthValidator(max_length, f"This is longer than {max_length} characters.")
        )


class EmailColumn(TextColumn):
    """An email address, in small letters."""

    accepts = "An email address."
    default_validators = [EmailValidator("This is not an email address.")]

    def read_cell(self, value: Any) -> str:
        """Return the address in small letters, so that it matches however it was typed."""
        return values.text(value).removeprefix("mailto:").lower()


class LinkColumn(TextColumn):
    """A web address."""

    accepts = "A web address that begins with https://."
    default_validators = [
        URLValidator(
            schemes=["http", "https"], message="This is not a web address beginning with https://."
        )
    ]


class DateColumn(Column):
    """A date, day first."""

    accepts = (
        "A date: 03/07/2017 (day first), 2017-07-03, 3 Jul 2017, or a cell formatted as a date."
    )

    def read_cell(self, value: Any) -> date:
        """Return the date. Raises WrongCell."""
        return dates.day(value)


class MoneyColumn(Column):
    """Pounds in the file, whole pence in ``cleaned_data``."""

    accepts = "Pounds: 27000, £27,000 or £4,050.00. No words, no k."

    def read_cell(self, value: Any) -> int:
        """Return whole pence. Raises WrongCell."""
        return values.pence(value)


class RateColumn(Column):
    """A share from 0 to 1."""

    accepts = "A percentage: 15%, 7.5% or 0.15."

    def read_cell(self, value: Any) -> Decimal:
        """Return the share, as a fraction of 1. Raises WrongCell."""
        return values.rate(value)


class NumberColumn(Column):
    """A whole number within bounds."""

    accepts = "A whole number."

    def __init__(self, *, least: int = 0, most: int = 32_767, **options: Any) -> None:
        super().__init__(**options)
        self.validators += [
            MinValueValidator(least, f"This is below {least}."),
            MaxValueValidator(most, f"This is above {most}."),
        ]

    def read_cell(self, value: Any) -> int:
        """Return the number. Raises WrongCell."""
        return values.whole(value)


class DecimalColumn(Column):
    """A decimal above nought and not above ``most``."""

    accepts = "A number such as 0.6."

    def __init__(self, *, most: Decimal, digits: int, places: int, **options: Any) -> None:
        super().__init__(**options)
        self.validators += [
            MinValueValidator(Decimal(1).scaleb(-places), "This must be above 0."),
            MaxValueValidator(most, f"This is above {most}."),
            DecimalValidator(digits, places),
        ]

    def read_cell(self, value: Any) -> Decimal:
        """Return the number. Raises WrongCell."""
        return values.decimal(value)


class YesNoColumn(Column):
    """Yes or no; an empty cell is ``nothing``."""

    accepts = "Yes or no."

    def read_cell(self, value: Any) -> bool:
        """Return True or False. Raises WrongCell."""
        return values.yes_or_no(value)


class ChoiceColumn(Column):
    """One of our enumeration's values, whatever the capitals and spaces."""

    accepts = "One of: {choices}."
    nothing = ""

    def __init__(
        self, *, choices: type[Any], synonyms: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        """Take a TextChoices; ``synonyms`` map other words ("perm") to its values."""
        super().__init__(**options)
        self.allowed = {str(value): str(label) for value, label in choices.choices}
        self.synonyms = {normal(word): ours for word, ours in (synonyms or {}).items()}

    def read_cell(self, value: Any) -> str:
        """Return the value that the cell names. Raises WrongCell listing the choices."""
        known = self.synonyms.get(normal(str(value)))
        return known or values.choice(value, self.allowed)


class ListColumn(Column):
    """Several values in one cell, each at most ``longest`` characters."""

    accepts = "A list, separated by semicolons or commas."
    nothing: tuple[str, ...] = ()

    def __init__(self, *, longest: int = 200, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def read_cell(self, value: Any) -> list[str]:
        """Return the parts, each once. Raises WrongCell."""
        parts = values.listed(value)
        for part in parts:
            if len(part) > self.longest:
                raise WrongCell(
                    f"{quoted(part)} is longer than {self.longest} characters.",
                    "Separate the values with semicolons or commas.",
                )
        return parts


class PairsColumn(Column):
    """Several pairs in one cell, such as the bands of a fee: "0: 15%; 30000: 20%"."""

    nothing: tuple[tuple[Any, Any], ...] = ()

    def __init__(self, *, left: type[Column], right: type[Column], **options: Any) -> None:
        """Take the columns that read the two sides of each pair."""
        super().__init__(**options)
        self.left, self.right = left(), right()

    def read_cell(self, value: Any) -> list[tuple[Any, Any]]:
        """Return the pairs in order. Raises WrongCell for anything that is not a pair."""
        pairs = []
        for part in values.text(value).split(";"):
            if not part.strip():
                continue
            left, colon, right = (side.strip() for side in part.partition(":"))
            if not (left and colon and right):
                raise WrongCell(
                    f"{quoted(part.strip())} is not a pair.",
                    "Write each pair with a colon and separate pairs with semicolons, as in "
                    f"{self.example}.",
                )
            pairs.append((self.left.read_cell(left), self.right.read_cell(right)))
        return pairs


def label_of(name: str, column: Column) -> str:
    """Return the heading of a column: its label, else its name in words."""
    return str(column.label or name.replace("_", " ").capitalize())


def accepted(column: Column) -> str:
    """Return in words what a column's cells may contain."""
    if isinstance(column, ChoiceColumn):
        words = ", ".join(value.replace("_", " ") for value in column.allowed)
        return column.accepts.format(choices=words)
    return column.accepts
