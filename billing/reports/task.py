"""Task: one thing that somebody in the office has to do."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """``subject`` is the address of its row, under /api/v1/."""

    kind: str
    subject: str
    due_by: date
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API sends it."""
        return {**asdict(self), "due_by": self.due_by.isoformat()}
