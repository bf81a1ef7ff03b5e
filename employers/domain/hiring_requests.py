"""Posting, opening, filling and closing a role."""

from collections.abc import Iterable
from datetime import date

from employers import notices
from employers.choices import RequestMove, RequestState
from employers.models import HiringRequest, Skill
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.transactions import atomic


class RequestCannotMove(DomainError):
    """The role is in that state already."""

    code = "request_cannot_move"


@atomic
def post(role: HiringRequest, *, skills: Iterable[Skill], by: User, on: date) -> HiringRequest:
    """Return the new role, saved with its skills; when an employer posts it, the office is told."""
    role.save()
    role.skills.set(skills)
    history.record(Verb.CREATED, role, by=by, on=on, after=role.state)
    notices.posted(role, by=by)
    return role


def open_(request_id: int, *, by: User, on: date) -> HiringRequest:
    """Return the role, now open. Raises RequestCannotMove if it already is."""
    return _move(request_id, RequestMove.OPEN, by=by, on=on)


def close(request_id: int, *, by: User, on: date) -> HiringRequest:
    """Return the role, now closed. Raises RequestCannotMove if it already is."""
    return _move(request_id, RequestMove.CLOSE, by=by, on=on)


def fill(request_id: int, *, by: User, on: date) -> HiringRequest:
    """Return the role, now filled. Raises RequestCannotMove if it already is."""
    return _move(request_id, RequestMove.FILL, by=by, on=on)


@atomic
def _move(request_id: int, move: RequestMove, *, by: User, on: date) -> HiringRequest:
    role = HiringRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request_id)
    before, to = role.state, RequestState(move.target)
    if not move.is_open_to(role):
        raise RequestCannotMove(f"{role.title} is already {to.label.lower()}.")
    role.state = to
    role.save(update_fields=["state"])
    history.record(Verb(to), role, by=by, on=on, before=before, after=to)
    return role
