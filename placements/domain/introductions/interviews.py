"""Interviews: arranged, moved to another time, or called off."""

from datetime import date, datetime

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import day_of, format_date, format_moment, plausible_date
from foundation.transactions import atomic
from placements.choices import IntroductionMove, IntroductionState
from placements.models import Introduction

from . import introductions


class NoInterview(DomainError):
    """There is no interview to call off."""

    code = "no_interview"


@atomic
def arrange(introduction_id: int, *, at: datetime, by: User, on: date) -> Introduction:
    """Return the introduction with an interview at a moment, which replaces an earlier one.

    ``at`` is aware and may be in the past. An introduction that was just sent becomes
    interviewing first. Raises CannotMove from any other state, BadValue for a moment
    before it was sent.
    """
    plausible_date("at", day_of(at))
    introduction = _locked(introduction_id)
    if introduction.state != IntroductionState.INTERVIEWING:
        introductions.interview(introduction_id, by=by, on=on)
        introduction.refresh_from_db(fields=["state", "reason"])
    if introduction.sent_on and day_of(at) < introduction.sent_on:
        raise BadValue(
            "at",
            f"They were introduced on {format_date(introduction.sent_on)}. "
            "The interview cannot be before that.",
        )
    was = introduction.interview_at
    # A date is an answer from the employer, so the count of silent days starts again.
    introduction.interview_at, introduction.moved_on = at, on
    introduction.save(update_fields=["interview_at", "moved_on"])
    _record(Verb.INTERVIEW_ARRANGED, introduction, by=by, on=on, was=was)
    return introduction


@atomic
def call_off(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, still interviewing but without a date.

    Raises NoInterview if none is arranged or the introduction has moved on.
    """
    introduction = _locked(introduction_id)
    was = introduction.interview_at
    if not IntroductionMove.CALL_OFF.is_open_to(introduction) or was is None:
        raise NoInterview(f"{introduction} has no interview arranged.")
    introduction.interview_at = None
    introduction.save(update_fields=["interview_at"])
    _record(Verb.INTERVIEW_CALLED_OFF, introduction, by=by, on=on, was=was)
    return introduction


def _locked(introduction_id: int) -> Introduction:
    rows = Introduction.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("graduate", "employer").get(pk=introduction_id)


def _record(
    verb: Verb, introduction: Introduction, *, by: User, on: date, was: datetime | None
) -> None:
    now, state = introduction.interview_at, introduction.state
    moment = now or was
    history.record(
        verb,
        introduction,
        by=by,
        on=on,
        before=state,
        after=state,
        words=format_moment(moment) if moment else "",
        was=was.isoformat() if was else None,
        now=now.isoformat() if now else None,
    )
