"""The two kinds of refusal: the business refuses, or a value is wrong."""

from collections.abc import Callable
from typing import ClassVar


class DomainError(Exception):
    """A refusal of the business: ``code`` is for programs, ``str(error)`` a sentence for a person.

    Each refusal is a subclass with its own ``code``, beside the function that raises it.
    The API answers 409 with both; a page shows the sentence.
    """

    code: ClassVar[str] = "refused"
    # The field of a form beside which a page shows it, such as the one that confirms.
    field: ClassVar[str] = ""
    # Whether the API answers 409; what may be asked again later is answered otherwise.
    is_conflict: ClassVar[bool] = True
    # What is still done after the refusal has undone its transaction: the doors' shared code does.
    afterwards: Callable[[], None] | None = None


class BadValue(ValueError):
    """A wrong value, detected by code that knows neither forms nor serializers.

    ``field`` names the value, with dots into nested ones ("rebate.steps.1.through", counted
    from 0); ``str(error)`` says what is wrong and the way out. The API answers 400.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["BadValue"], tuple[str, str]]:
        """Return what rebuilds the error in another process, for parallel tests."""
        return type(self), (self.field, self.sentence)

    def under(self, prefix: str) -> "BadValue":
        """Return the same error as seen from one level up, for example under "terms"."""
        return BadValue(f"{prefix}.{self.field}", self.sentence)


def require(field: str, text: str, sentence: str) -> None:
    """Raise BadValue naming the field if the text is blank."""
    if not text.strip():
        raise BadValue(field, sentence)
