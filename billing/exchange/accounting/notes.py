"""Note: what a person who imports one of our files should know."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Note:
    """``kind`` is do (a step of the import) or unconfirmed (not yet tried in the program)."""

    kind: Literal["do", "unconfirmed"]
    sentence: str
