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
        """Begin with nobody looked up."""
        super().__init__()
        self.employers = KnownEmployers()
        self.graduates = KnownGraduates()

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Look up the graduates at once."""
        self.graduates.look_up(entry["graduate"] for entry in entries)
        return entries

    def pair(self, entry: Entry) -> tuple[Graduate, Employer]:
        """Return whom a row is about. Raises BadValue for somebody who is not known."""
        return self.graduates.must(entry["graduate"]), self.employers.must(entry["employer"])

    def lasts(self, record: Model) -> str:
        """Return why it stays: what was sent and who was hired is the ground of our claims."""
        if isinstance(record, Introduction) and record.sent_on:
            return "it tells of introductions that were sent, and those are never deleted"
        if isinstance(record, Hire):
            return "it tells of hires, which end or fall through and are never deleted"
        return super().lasts(record)
