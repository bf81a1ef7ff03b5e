"""Serializer fields that accept exactly one format and refuse all others."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.characters import LINE_ENDS, MISLEADING, fault_in, is_invisible
from foundation.limits import MOST_PENCE
from foundation.money import format_rate

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST_ID: Final = 2**63 - 1
LONGEST_TEXT: Final = 20_000
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = re.compile(
    DAY.pattern + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)


class StrictCharField(serializers.CharField):
    """One line of text, stripped: visible, storable, and in its stored reading direction."""

    one_line = True

    default_error_messages = {
        "invalid": "Give text.",
        "characters": "This contains control characters or marks that reverse the text.",
        "invisible": "This text is invisible. Use at least one visible character.",
        "lines": "Write this on one line, without line breaks and tabs.",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the stripped text. Raises ValidationError."""
        if isinstance(data, str):
            data = data.strip()
            # Before the library's validators, whose message for NUL gives no way out.
            if fault := fault_in(data):
                raise serializers.ValidationError(fault, code="characters")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """Return the text, if a person can read it as stored."""
        if not isinstance(data, str):
            self.fail("invalid")
        if MISLEADING.search(data):
            self.fail("characters")
        if self.one_line and LINE_ENDS.search(data):
            self.fail("lines")
        if data and is_invisible(data):
            self.fail("invisible")
        return data


class StrictTextField(StrictCharField):
    """Text of many lines."""

    one_line = False


class StrictEmailField(StrictCharField, serializers.EmailField):
    """An email address."""


class StrictURLField(StrictCharField, serializers.URLField):
    """A web address with http or https, so that no page ever links to a script."""

    def to_internal_value(self, data: Any) -> str:
        """Return the address."""
        text = super().to_internal_value(data)
        if text and not text.lower().startswith(("http://", "https://")):
            raise serializers.ValidationError(
                "Enter a web address that begins with https:// or http://.", code="invalid"
            )
        return text


class StrictDateField(serializers.DateField):
    """A day as YYYY-MM-DD, from 2000 to 2100, so that calculations stay in range."""

    default_error_messages = {
        "invalid": "Write the day as YYYY-MM-DD, for example 2026-03-02.",
        "out_of_range": f"The day must be between {EARLIEST} and {LATEST}. Check the year.",
    }

    def to_internal_value(self, value: Any) -> date:
        """Return the day."""
        # Matched first: fromisoformat alone also accepts 20260302 and 2026-W10-1.
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("invalid")
        if not EARLIEST <= day <= LATEST:
            self.fail("out_of_range")
        return day


class UTCDateTimeField(serializers.DateTimeField):
    """A moment, always in UTC, independent of the pages' time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class StrictMomentField(serializers.DateTimeField):
    """A moment as YYYY-MM-DDTHH:MM, from 2000 to 2100; without an offset, in our time zone."""

    default_error_messages = {
        "invalid": "Write the moment as YYYY-MM-DDTHH:MM, for example 2026-03-02T14:00.",
        "make_aware": "The clocks change at this time. Add an offset, for example +01:00.",
        "out_of_range": f"The day must be between {EARLIEST} and {LATEST}. Check the year.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        """Return the moment, aware."""
        match = MOMENT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            self.fail("invalid")
        moment: datetime = super().to_internal_value(value)
        # The library accepts some times in the hours that the clocks skip or repeat.
        if not match["offset"] and moment.utcoffset() != moment.replace(fold=1).utcoffset():
            self.fail("make_aware")
        if not EARLIEST <= moment.date() <= LATEST:
            self.fail("out_of_range")
        return moment


class StrictIntegerField(serializers.IntegerField):
    """A whole number, as a JSON number: no text, no true or false."""

    default_error_messages = {"invalid": "Give a whole number."}

    def __init__(self, **options: Any) -> None:
        if options.get("min_value") is None:
            options["min_value"] = 0
        if options.get("max_value") is None:
            options["max_value"] = 2**31 - 1
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(data)


class PenceField(StrictIntegerField):
    """Money in whole pence, from 0 to £100 million."""

    default_error_messages = {"invalid": "Give whole pence, for example 3200000 for £32,000."}

    def __init__(self, **options: Any) -> None:
        if options.get("max_value") is None:
            options["max_value"] = MOST_PENCE
        super().__init__(**options)


@extend_schema_field({"type": "string", "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})?$"})
class RateField(serializers.Field):
    """A rate or share as decimal text: "0.15" is 15 %. Never a JSON number.

    Bounds and decimals are the options; ASCII digits only, so that "30_000", a minus sign or
    full-width digits, which Decimal would take, are refused.
    """

    default_error_messages = {
        "invalid": 'Give a decimal number as text, for example "0.15".',
        "decimals": "Give at most {places} decimals.",
        "too_small": "This must be at least {least}.",
        "not_above": "This must be above {least}.",
        "too_large": "This may be at most {most}.",
    }
    DECIMAL: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,20})?")

    def __init__(
        self,
        *,
        least: str = "0",
        most: str = "1",
        above_least: bool = False,
        places: int = 6,
        **options: Any,
    ) -> None:
        self.least, self.most = Decimal(least), Decimal(most)
        self.above_least, self.places = above_least, places
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Decimal:
        """Return the exact number."""
        if not isinstance(data, str) or not self.DECIMAL.fullmatch(data):
            self.fail("invalid")
        if len(data.partition(".")[2].rstrip("0")) > self.places:
            self.fail("decimals", places=self.places)
        rate = Decimal(data)
        if self.above_least and rate <= self.least:
            self.fail("not_above", least=self.least)
        if rate < self.least:
            self.fail("too_small", least=self.least)
        if rate > self.most:
            self.fail("too_large", most=self.most)
        return rate

    def to_representation(self, value: Decimal | str) -> str:
        """Return the number as text, without trailing zeros; a JSON column stores it as text."""
        return format_rate(Decimal(value))


class StrictBooleanField(serializers.BooleanField):
    """true or false, and none of the words that the library would also accept."""

    default_error_messages = {"invalid": "Say true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Return the value."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StrictChoiceField(serializers.ChoiceField):
    """One of the values of an enumeration."""

    default_error_messages = {"invalid_choice": "Choose one of: {words}."}

    def to_internal_value(self, data: Any) -> Any:
        """Return the value."""
        if data == "" and self.allow_blank:
            return ""
        if not isinstance(data, str) or data not in self.choices:
            words = ", ".join(str(word) for word in self.choices)
            self.fail("invalid_choice", words=words, value=str(data)[:40])
        return data


@extend_schema_field(OpenApiTypes.OBJECT)
class ObjectField(serializers.Field):
    """A JSON object that other code reads strictly, such as inline terms."""

    default_error_messages = {"invalid": "Give an object: {{...}}."}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the object unchanged."""
        if not isinstance(data, dict):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        """Return the object as it is stored."""
        return value
