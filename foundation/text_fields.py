"""Columns for text that people write: they hold only text that a person can read.

Forms and the API refuse earlier and beside the field; anything else is refused on saving.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import models

from .characters import LINE_ENDS, MISLEADING, fault_in, is_invisible
from .errors import BadValue

if TYPE_CHECKING:  # what may be assigned, and what is read: only the checker's fields say so
    from django.db.models.expressions import Combinable

    CharField = models.CharField[str | int | Combinable, str]
    TextField = models.TextField[str | Combinable, str]
    EmailField = models.EmailField[str | Combinable, str]
    URLField = models.URLField[str | Combinable, str]
else:
    from django.db.models import CharField, EmailField, TextField, URLField


def unreadable(text: str, *, one_line: bool) -> str | None:
    """Return a sentence on why a person could not read the text, or None if it is readable."""
    if fault := fault_in(text):
        return fault
    if MISLEADING.search(text):
        return "This contains control characters or marks that reverse the text."
    if one_line and LINE_ENDS.search(text):
        return "Write this on one line, without line breaks and tabs."
    if text and is_invisible(text):
        return "This text is invisible. Use at least one visible character."
    return None


class OneLine:
    """The validator of one line of text, for forms and ``full_clean``."""

    one_line = True

    def __call__(self, value: Any) -> None:
        """Raise ValidationError for text that a person could not read."""
        if sentence := unreadable(str(value), one_line=self.one_line):
            raise ValidationError(sentence, code="characters")


class ManyLines(OneLine):
    """The validator of text with many lines."""

    one_line = False


# "www.", "https://", or a word with a dot and an ending of the net: mail programs make each a link,
# and a name stands in the letters that we send.
ENDINGS: Final = (
    "com|net|org|edu|gov|info|biz|io|ai|app|dev|me|tv|cc|co|uk|eu|de|fr|nl|es|it|ie|pl|ru|cn|in|us|"
    "ca|au|xyz|top|site|online|shop|store|club|link|click|live|page|web|cloud|tech|example|test"
)
LINKING: Final = re.compile(
    rf"://|\bwww\.|(?<![\w.])(?:[\w-]{{2,}}(?:\.[\w-]+)*\.(?:{ENDINGS})|\w\.(?:com|co|org|net|io))"
    r"(?![\w.-]*\w)",
    re.IGNORECASE,
)


def linking(text: str) -> str | None:
    """Return a sentence on why a name could be read as a link, or None if it could not."""
    if LINKING.search(text):
        return "Write a name without a web address."
    return None


class NoLink:
    """The validator of a name, for forms and ``full_clean``."""

    def __call__(self, value: Any) -> None:
        """Raise ValidationError for a name that mail programs turn into a link."""
        if sentence := linking(str(value)):
            raise ValidationError(sentence, code="link")


LINE: list[Any] = [OneLine()]
NAME: list[Any] = [OneLine(), NoLink()]
LINES: list[Any] = [ManyLines()]
MAIL: list[Any] = [*models.EmailField.default_validators, *LINE]
LINK: list[Any] = [*models.URLField.default_validators, *LINE]


class _Readable:
    """A column that refuses on saving what its validator refuses."""

    default_validators = LINE

    def get_db_prep_save(self: Any, value: Any, connection: Any) -> Any:
        """Return the value for the database. Raises BadValue that names the column."""
        one_line = self.get_internal_type() != "TextField"
        if isinstance(value, str) and (sentence := unreadable(value, one_line=one_line)):
            raise BadValue(self.name, sentence)
        return super().get_db_prep_save(value, connection)  # type: ignore[misc]

    def deconstruct(self: Any) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return Django's column for migrations: our rule changes no table."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        plain = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("django."))
        return name, f"django.db.models.{plain.__name__}", args, kwargs


class LineField(_Readable, CharField):
    """One line."""


class NameField(LineField):
    """The name of a person or a firm: one line, without a link, since it stands in letters."""

    default_validators = NAME

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the value for the database. Raises BadValue that names the column."""
        if isinstance(value, str) and (sentence := linking(value)):
            raise BadValue(self.name, sentence)
        return super().get_db_prep_save(value, connection)


class LinesField(_Readable, TextField):
    """Text of many lines."""

    default_validators = LINES


class MailField(_Readable, EmailField):
    """An email address."""

    default_validators = MAIL


class LinkField(_Readable, URLField):
    """A web address."""

    default_validators = LINK
