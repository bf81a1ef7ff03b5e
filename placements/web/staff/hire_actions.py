"""What the office may do with a hire: one action for each move in its table of states."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

from employers.choices import EndReason
from foundation.accounts.models import User
from foundation.web.actions import Action, by_name
from foundation.web.forms import DayField
from placements.choices import HireMove as Move
from placements.domain.hires import hires, leavers, undo
from placements.domain.introductions import reminding
from placements.models import Hire


class StartForm(forms.Form):
    on = DayField(
        label="Actual first day", help_text="This raises the fee and drafts its invoices."
    )


class EndForm(forms.Form):
    last_day = DayField(label="Last day", help_text="Last day of employment, worked or not.")
    reason = forms.ChoiceField(label="Reason", choices=EndReason.choices)
    notified_on = DayField(
        label="Date we were told", required=False, help_text="Leave empty for today."
    )


class FallThroughForm(forms.Form):
    reason = forms.CharField(label="Why the hire will not start", max_length=2000)


class LastDayForm(forms.Form):
    last_day = DayField(label="Correct last day")
    reason = forms.CharField(label="Why it changed", max_length=2000, required=False)


class ReturnForm(forms.Form):
    back_on = DayField(label="First day back")


def _start_now(hire_id: int, *, by: User, **_today: date) -> Hire:
    """Start it on the agreed day."""
    return hires.start(hire_id, by=by, on=Hire.objects.get(pk=hire_id).start_on)


def _ends_today(_hire: Hire) -> dict[str, Any]:
    return {"last_day": localdate(), "notified_on": localdate()}


def _log_again(hire: Hire) -> str:
    """Return the page to log it again; for a hire without introduction, its own page."""
    if hire.introduction_id:
        return f"{reverse('new-hire')}?introduction={hire.introduction_id}"
    return reverse("placements:hire", args=[hire.pk])


ACTIONS = by_name(
    Action.of(
        Move.START,
        "Start",
        hires.start,
        "Started. We have raised the fee and drafted its invoices.",
        form=StartForm,
        initial=lambda hire: {"on": hire.start_on},
        unfolded=True,
    ),
    Action.of(
        Move.FALL_THROUGH,
        "Mark as fallen through",
        hires.fall_through,
        "Marked as fallen through. No fee is due.",
        form=FallThroughForm,
        title="It fell through",
    ),
    Action.of(
        Move.TAKE_BACK,
        "Undo: logged by mistake",
        undo.take_back_hire,
        "Undone. The introductions are back where they were.",
        then=_log_again,
        style="btn-sm btn-outline-secondary",
    ),
    Action.of(
        Move.END,
        "End the hire",
        hires.end,
        "Ended. If a rebate is due, finance will review it.",
        form=EndForm,
        initial=_ends_today,
        title="It ended",
        preview="placements/rebate_preview.html",
    ),
    Action.of(
        Move.CHANGE_LAST_DAY,
        "Change the last day",
        leavers.change_last_day,
        "Last day changed. The rebate has been worked out again.",
        form=LastDayForm,
        initial=lambda hire: {"last_day": hire.last_day},
        title="The last day was different",
        preview="placements/rebate_preview.html",
    ),
    Action.of(
        Move.RE_ENGAGE,
        "Re-engage",
        leavers.re_engage,
        "Re-engaged. Any rebate already given is charged again.",
        form=ReturnForm,
        initial=lambda _hire: {"back_on": localdate()},
        title="The person came back",
    ),
    Action(
        "start-now",
        "Start",
        _start_now,
        lambda hire, _started: (
            f"{hire} has started. We have raised the fee and drafted its invoices."
        ),
        elsewhere=True,
    ),
    Action(
        "spoke",
        "Spoke to them",
        reminding.spoke,
        lambda hire, _noted: f"Noted: you asked {hire.employer} how it is going.",
        undo="did-not-speak",
        elsewhere=True,
    ),
    Action(
        "did-not-speak",
        "Undo",
        reminding.did_not_speak,
        "Undone: the follow-up is removed.",
        then=lambda _hire: reverse("home"),
        elsewhere=True,
    ),
)
