"""Event: an entry of the history at its place in the feed."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from foundation import nouns
from foundation.accounts.models import AnyUser, User
from foundation.accounts.rules import is_office
from foundation.nouns import Noun

from .history import HistoryEntry


class EventQuerySet(models.QuerySet["Event"]):
    """Which events there are, for whom, and of which types."""

    def placed(self) -> Self:
        """Return the events that have their place in the feed."""
        return self.filter(position__isnull=False)

    def visible_to(self, user: AnyUser) -> Self:
        """Return the events of the records that this person may see now."""
        if not isinstance(user, User):
            return self.none()
        seen = Q(pk__in=[])
        for noun in nouns.by_label().values():
            seen |= _seen(noun, user)
        return self.placed().filter(seen)

    def of_types(self, types: Iterable[str]) -> Self:
        """Return the events of some types; "invoice.*" stands for all of a noun."""
        wanted = Q(pk__in=[])
        for label, verbs in nouns.verbs_of(types).items():
            of_noun = Q(subject_type=label)
            wanted |= of_noun if verbs is None else of_noun & Q(verb__in=verbs)
        return self.filter(wanted)


def _seen(noun: Noun, user: User) -> Q:
    """Return the condition of being an event of this noun that the user may see."""
    rows = noun.rows(user)
    if rows is None:
        return Q(pk__in=[])
    seen = Q(subject_type=noun.label)
    if rows.query.where:  # else they see every record, also those that are gone
        seen &= Q(subject_id__in=rows.order_by().values("pk"))
    if not is_office(user):
        seen &= ~Q(verb__in=[verb.value for verb in noun.inner])
    return seen


class Event(HistoryEntry):
    """What happened, in the order of the feed: ``position`` only ever grows."""

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"{self.position}: {self.type}"

    @property
    def type(self) -> str:
        """Its noun and verb: "invoice.issued"."""
        return nouns.type_of(self.subject_type, self.verb)
