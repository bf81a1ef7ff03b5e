"""Actions that take two people: one asks, another approves, and only then it is done."""

from collections.abc import Callable, Set
from datetime import date, timedelta
from typing import Final

from django.db.models import Model

from foundation.choices import Verb

from . import history
from .accounts.models import User
from .errors import DomainError, require
from .models import Approval, ApprovalState, HistoryEntry
from .periods import format_date
from .transactions import atomic

# For so long somebody whom the asker let in is not a second person: else one makes oneself two.
STRANGER_FOR: Final = timedelta(days=30)

Action = Callable[[Approval], None]
_actions: dict[str, Action] = {}


class SamePerson(DomainError):
    """The person who asked cannot decide."""

    code = "asked_by_same_person"


class LetInByAsker(DomainError):
    """The second person's account was opened by who asked, a short while ago."""

    code = "let_in_by_asker"


class AlreadyDecided(DomainError):
    """It has been approved or refused already."""

    code = "already_decided"


class NeedsTwoPeople(DomainError):
    """One person tried an action that takes two."""

    code = "needs_two_people"


class AlreadyWaiting(DomainError):
    """The same request is waiting for a decision."""

    code = "already_asked"


def on_approval(kind: str) -> Callable[[Action], Action]:
    """Return a decorator that names the function to run when this kind is approved."""

    def register(function: Action) -> Action:
        _actions[kind] = function
        return function

    return register


def why_not_ask(kind: str, subject: Model) -> AlreadyWaiting | None:
    """Return why `ask` would refuse: the same request waits for a decision; else None."""
    waiting = Approval.objects.filter(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        state=ApprovalState.ASKED,
    )
    if waiting.exists():
        return AlreadyWaiting("This has already been asked for and is waiting for a decision.")
    return None


@atomic
def ask(
    kind: str, subject: Model, *, by: User, on: date, reason: str, **detail: object
) -> Approval:
    """Return the request, which waits for a second person.

    Raises AlreadyWaiting while the same request is waiting, and BadValue without a reason.
    """
    require("reason", reason, "Give a reason. The second person needs it to decide.")
    if refusal := why_not_ask(kind, subject):
        raise refusal
    approval = Approval.objects.create(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        reason=reason,
        detail=detail,
        asked_by=by,
        asked_on=on,
    )
    history.record(Verb.ASKED, approval, by=by, on=on, after=approval.state, kind=kind)
    return approval


def approve(approval_id: int, *, by: User, on: date) -> Approval:
    """Return the approval, its action done in the same transaction.

    Raises SamePerson for the asker, LetInByAsker for whom the asker gave access within 30 days,
    and AlreadyDecided the second time. If the action itself
    refuses, its error is raised and the approval goes on waiting.
    """
    return _decide(approval_id, ApprovalState.APPROVED, by=by, on=on)


def refuse(approval_id: int, *, by: User, on: date, reason: str) -> Approval:
    """Return the refused approval; nothing else changes. Raises as ``approve`` does."""
    return _decide(approval_id, ApprovalState.REFUSED, by=by, on=on, reason=reason)


def second_person(approval: Approval) -> tuple[User, date]:
    """Return who approved, and on which day, for the action that follows."""
    assert approval.decided_by is not None
    assert approval.decided_on is not None
    return approval.decided_by, approval.decided_on


def openers_of(user_id: int, *, on: date) -> set[int]:
    """Return the ids of who let a user in during the last 30 days.

    Added or let in again, and also who let these in: a second account may open a third.
    """
    recent = HistoryEntry.objects.filter(
        verb=Verb.LET_IN,
        subject_type=User._meta.label_lower,
        on__gt=on - STRANGER_FOR,
        by__isnull=False,
    )
    openers: set[int] = set()
    opened = {user_id}
    while opened:
        rows = recent.filter(subject_id__in=opened).values_list("by", flat=True)
        opened = set(rows) - openers
        openers |= opened
    return openers


def why_not_decide(approval: Approval, *, by: User) -> DomainError | None:
    """Return why ``approve`` and ``refuse`` would refuse, None if they would not."""
    if approval.state != ApprovalState.ASKED:
        assert approval.decided_on is not None
        return AlreadyDecided(f"This was {approval.state} on {format_date(approval.decided_on)}.")
    if approval.asked_by_id == by.pk:
        return SamePerson("You asked for this yourself. Somebody else has to decide.")
    return None


def why_not_approve(approval: Approval, *, by: User, openers: Set[int]) -> DomainError | None:
    """Return why ``approve`` would refuse, None if it would not; ``openers`` let ``by`` in."""
    if refusal := why_not_decide(approval, by=by):
        return refusal
    if approval.asked_by_id in openers:
        return LetInByAsker(
            f"{approval.asked_by} gave you access less than {STRANGER_FOR.days} days ago, and "
            "asked for this. Somebody else has to approve it."
        )
    return None


@atomic
def _decide(
    approval_id: int, state: ApprovalState, *, by: User, on: date, reason: str = ""
) -> Approval:
    approval = Approval.objects.select_for_update(of=("self",), no_key=True).get(pk=approval_id)
    refusal = why_not_decide(approval, by=by)
    if state == ApprovalState.APPROVED:
        refusal = why_not_approve(approval, by=by, openers=openers_of(by.pk, on=on))
    if refusal:
        raise refusal
    approval.state = state
    approval.decided_by, approval.decided_on, approval.refusal_reason = by, on, reason
    approval.save()
    if state == ApprovalState.APPROVED:
        _actions[approval.kind](approval)
    history.record(
        Verb(state), approval, by=by, on=on, before=ApprovalState.ASKED, after=str(state)
    )
    return approval
