"""What the fee audit says: a finding with its worth, and the kinds of loss it looks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse


class Row(NamedTuple):
    """What a search yields: the code of its kind, pence net, a sentence, and the ids by noun.

    Rows with the same ``about`` speak of the same money, whatever their kind: the first counts.
    """

    kind: str
    worth_pence: int
    sentence: str
    subjects: dict[str, int]
    about: str = ""


class Mend(NamedTuple):
    """The action that mends a finding: its words, and the page to do it on.

    ``subject`` is the noun whose id stands in the address; empty for a page of many rows.
    """

    action: str
    page: str
    subject: str = ""


# Looks through the books on a day for one kind of loss, or for a few that one pass tells apart.
Search = Callable[[date], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class AuditKind:
    """One kind of loss or overcharge, and what mends it."""

    code: str
    label: str
    direction: str
    mend: Mend


@dataclass(frozen=True, slots=True)
class Finding:
    """A loss, or an overcharge, of one kind; ``worth_pence`` is net of VAT and never below 0."""

    kind: AuditKind
    worth_pence: int
    sentence: str
    subjects: dict[str, int]

    @property
    def link(self) -> str:
        """The address of the page on which it is mended."""
        mend = self.kind.mend
        return reverse(mend.page, args=[self.subjects[mend.subject]] if mend.subject else [])

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API sends it."""
        return {
            "kind": self.kind.code,
            "label": self.kind.label,
            "direction": self.kind.direction,
            "sentence": self.sentence,
            "worth_pence": self.worth_pence,
            "action": self.kind.mend.action,
            "link": self.link,
            "subjects": self.subjects,
        }
