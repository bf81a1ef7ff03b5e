"""Kinds whose rows are about a graduate and an employer."""

from django.db.models import Model

from employers.exchange.known import KnownEmployers
from employers.models import Employer
from foundation.imports.engine.kinds import Entry, Kind
from placements.models import Graduate, Hire, Introduction

from .known import KnownGraduates


class PairKind(Kind):
    """A kind whose form has the columns ``graduate`` and ``employer``."""

    def __init__(self) -> None:
        """Start with empty caches."""
        super().__init__()
        self.employers = KnownEmployers()
        self.graduates = KnownGraduates()

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Look up the graduates of all rows together."""
        self.graduates.look_up(entry["graduate"] for entry in entries)
        return entries

    def pair(self, entry: Entry) -> tuple[Graduate, Employer]:
        """Return the graduate and employer of a row. Raises BadValue if unknown."""
        return self.graduates.must(entry["graduate"]), self.employers.must(entry["employer"])

    def lasts(self, record: Model) -> str:
        """Return why it stays: our fees rest on sent introductions and hires."""
        if isinstance(record, Introduction) and record.sent_on:
            return "it contains introductions that were sent, which are never deleted"
        if isinstance(record, Hire):
            return "it contains hires, which can end or fall through but are never deleted"
        return super().lasts(record)
