"""The strict JSON parser: the values it accepts are safe to compute with and to store."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import IO, Any, Final, NamedTuple

from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    ErrorDetail,
    ParseError,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.parsers import JSONParser

from foundation.characters import fault_in

MOST_BYTES: Final = 1_000_000
MOST_LEVELS: Final = 20
MOST_FAULTS: Final = 20  # named in one response
MOST_DIGITS: Final = 18  # more do not fit the databases' 64 bits
# Strings are matched whole, so that brackets inside them do not count.
STRING_OR_BRACKET: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)


class TooLarge(APIException):
    """A body above the limit: 413."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body may be at most {MOST_BYTES:,} bytes long."
    default_code = "too_large"


class Refused(NamedTuple):
    """Takes the place of a refused value in the parsed body, until its path is known."""

    code: str
    sentence: str


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 with an object on top: no floats, no repeated keys, no excessive nesting.

    Rates are strings and money is whole pence, so no number of this API has a fraction.
    Every fault inside the body is a 400 that names its field, with dots into nested ones.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the body. Raises TooLarge, UnsupportedMediaType, ParseError, ValidationError."""
        refuse_other_encodings(media_type or "")
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise TooLarge
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise ParseError("The body is not UTF-8.") from None
        body = read_object(text)
        if faults := {path: [fault] for path, fault in islice(faults_in(body), MOST_FAULTS)}:
            raise ValidationError(faults)
        return body


def refuse_other_encodings(media_type: str) -> None:
    """Raise UnsupportedMediaType if the content type names an encoding other than UTF-8."""
    charset = re.search(r'charset\s*=\s*"?([^";\s]+)', media_type, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(media_type, "Send JSON as UTF-8.")


def read_object(text: str) -> dict[str, Any]:
    """Return the object, with ``Refused`` in place of refused values."""
    refuse_depth(text)
    try:
        body = json.loads(
            text,
            parse_float=refused_float,
            parse_int=small_int,
            parse_constant=refused_constant,
            object_pairs_hook=unrepeated,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ParseError(f"The body is not JSON: {error.msg} at {where}.") from None
    if not isinstance(body, dict):
        raise ParseError("Send a JSON object: {...}.")
    return body


def refuse_depth(text: str) -> None:
    """Raise ParseError for nesting that could exhaust the stack."""
    level = 0
    for token in STRING_OR_BRACKET.finditer(text):
        if token[0] in "[{":
            level += 1
        elif token[0] in "]}":
            level -= 1
        if level > MOST_LEVELS:
            raise ParseError(f"The body is nested more than {MOST_LEVELS} levels deep.")


def refused_float(text: str) -> Refused:
    """Return the refusal of a number with a fraction or an exponent."""
    return Refused(
        "float",
        'Use whole numbers for money in pence (123450), and text for rates and shares ("0.15").',
    )


def refused_constant(text: str) -> Refused:
    """Return the refusal of NaN, Infinity and -Infinity."""
    return Refused("not_a_number", f"{text} is not a number.")


def small_int(text: str) -> int | Refused:
    """Return the number, or its refusal if no column could hold it."""
    if len(text.lstrip("-")) > MOST_DIGITS:
        return Refused("out_of_range", f"A number may have at most {MOST_DIGITS} digits.")
    return int(text)


def unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; a repeated name gets a refusal, because either value may be meant."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        repeated = Refused("repeated", "This name is given twice.")
        values[name] = repeated if name in values else value
    return values


def faults_in(body: dict[str, Any]) -> Iterator[tuple[str, ErrorDetail]]:
    """Yield the path and error of every refused value in the body."""
    waiting: list[tuple[str, Any]] = [("", body)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Refused):
            yield path, ErrorDetail(value.sentence, value.code)
        elif isinstance(value, str) and (fault := fault_in(value)):
            yield path, ErrorDetail(fault, "characters")
        elif isinstance(value, list):
            waiting.extend((f"{path}.{place}", item) for place, item in enumerate(value))
        elif isinstance(value, dict):
            for name, item in value.items():
                inside = f"{path}.{printable_name(name)}" if path else printable_name(name)
                if fault := fault_in(name):
                    yield inside, ErrorDetail(fault, "characters")
                waiting.append((inside, item))


def printable_name(name: str) -> str:
    """Return a name for a response, with characters that cannot be stored as escapes."""
    printable = name if fault_in(name) is None else ascii(name)[1:-1]
    return printable[:100]
