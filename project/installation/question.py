"""What a check of an installation is asked, and what it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Question:
    """The moment, and to which address a letter is sent to try the mail; empty for none."""

    now: datetime
    letter_to: str = ""


# It yields a sentence for each fault, with the way to mend it; nothing where all is well.
Check = Callable[[Question], Iterator[str]]
