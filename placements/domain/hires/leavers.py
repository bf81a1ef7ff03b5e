"""Corrections to the end of a hire: another last day, or the person comes back."""

from datetime import date

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic
from placements.choices import HireMove, HireState
from placements.models import Hire
from placements.signals import hire_ended, hire_started

from .hires import locked


@atomic
def change_last_day(
    hire_id: int,
    *,
    last_day: date,
    by: User,
    on: date,
    notified_on: date | None = None,
    reason: str = "",
) -> Hire:
    """Return the ended hire with another last day; its rebate is worked out again.

    The day of notice stays unless another is given; ``reason`` says why the day changed.
    Raises HireCannotMove unless it has ended, BadValue for a day before the start.
    """
    hire = locked(hire_id, HireMove.CHANGE_LAST_DAY)
    if plausible_date("last_day", last_day) < hire.start_on:
        raise BadValue(
            "last_day", f"The last day cannot be before the start, {format_date(hire.start_on)}."
        )
    before, hire.last_day = hire.last_day, last_day
    hire.notified_on = notified_on or hire.notified_on
    hire.save(update_fields=["last_day", "notified_on"])
    history.record(
        Verb.LAST_DAY_CHANGED,
        hire,
        by=by,
        on=on,
        before=hire.state,
        after=hire.state,
        was=str(before),
        last_day=str(last_day),
        reason=reason,
    )
    hire_ended.send(sender=Hire, hire=hire, by=by, on=on)
    return hire


@atomic
def re_engage(hire_id: int, *, back_on: date, by: User, on: date) -> Hire:
    """Return the hire, started again: the employer took the person back.

    A proposed rebate is dropped, and a rebate already given is charged again.
    Raises HireCannotMove unless it has ended, BadValue for a return before the last day.
    """
    hire = locked(hire_id, HireMove.RE_ENGAGE)
    assert hire.last_day is not None
    if plausible_date("back_on", back_on) <= hire.last_day:
        raise BadValue(
            "back_on", f"The return must be after the last day, {format_date(hire.last_day)}."
        )
    left_on, hire.last_day = hire.last_day, None
    hire.state, hire.end_reason, hire.notified_on = HireState.STARTED, "", None
    hire.save(update_fields=["state", "last_day", "end_reason", "notified_on"])
    history.record(
        Verb.RE_ENGAGED,
        hire,
        by=by,
        on=on,
        before=HireState.ENDED,
        after=hire.state,
        left_on=str(left_on),
        back_on=str(back_on),
    )
    hire_started.send(sender=Hire, hire=hire, by=by, on=on)
    return hire
