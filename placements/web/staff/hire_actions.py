"""What the office may do with a hire: one action a move of its table of states."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.accounts.models import User
from foundation.web.actions import Action, by_name
from foundation.web.forms import DayField
from placements.choices import EndReason
from placements.choices import HireMove as Move
from placements.domain.hires import hires, leavers, undo
from placements.domain.introductions import reminding
from placements.models import Hire


class StartForm(forms.Form):
    on = DayField(label="Real first day", help_text="The fee is raised, its invoices drafted.")


class EndForm(forms.Form):
    last_day = DayField(label="Last day", help_text="Of employment, worked or not.")
    reason = forms.ChoiceField(label="Why", choices=EndReason.choices)
    notified_on = DayField(label="We were told on", required=False, help_text="Today unless given.")


class FallThroughForm(forms.Form):
    reason = forms.CharField(label="Why it will not start", max_length=2000)


class LastDayForm(forms.Form):
    last_day = DayField(label="The real last day")
    reason = forms.CharField(label="Why it changed", max_length=2000, required=False)


class ReturnForm(forms.Form):
    back_on = DayField(label="First day back")


def _start_now(hire_id: int, *, by: User, **_today: date) -> Hire:
    """Start it on the day that was agreed."""
    return hires.start(hire_id, by=by, on=Hire.objects.get(pk=hire_id).start_on)


def _ends_today(_hire: Hire) -> dict[str, Any]:
    return {"last_day": localdate(), "notified_on": localdate()}


def _log_again(hire: Hire) -> str:
    """Return the way to log it as it should be; for a hire without introduction, its page."""
    if hire.introduction_id:
        return f"{reverse('new-hire')}?introduction={hire.introduction_id}"
    return reverse("placements:hire", args=[hire.pk])


ACTIONS = by_name(
    Action.of(
        Move.START,
        "Start",
        hires.start,
        "Started. The fee is raised and its invoices are drafted.",
        form=StartForm,
        initial=lambda hire: {"on": hire.start_on},
        unfolded=True,
    ),
    Action.of(
        Move.FALL_THROUGH,
        "It fell through",
        hires.fall_through,
        "It fell through: no fee is earned.",
        form=FallThroughForm,
        title="It falls through",
    ),
    Action.of(
        Move.TAKE_BACK,
        "Logged by mistake: take it back",
        undo.take_back_hire,
        "Taken back: the introductions stand as before.",
        then=_log_again,
        style="btn-sm btn-outline-secondary",
    ),
    Action.of(
        Move.END,
        "End the hire",
        hires.end,
        "Ended. If a rebate is due, it waits for finance.",
        form=EndForm,
        initial=_ends_today,
        title="It ends",
        preview="placements/rebate_preview.html",
    ),
    Action.of(
        Move.CHANGE_LAST_DAY,
        "Change the last day",
        leavers.change_last_day,
        "The last day is changed, and the rebate worked out anew.",
        form=LastDayForm,
        initial=lambda hire: {"last_day": hire.last_day},
        title="The last day was another",
        preview="placements/rebate_preview.html",
    ),
    Action.of(
        Move.RE_ENGAGE,
        "Re-engage",
        leavers.re_engage,
        "The person is back: what was given back is charged again.",
        form=ReturnForm,
        initial=lambda _hire: {"back_on": localdate()},
        title="The person came back",
    ),
    Action(
        "start-now",
        "Start",
        _start_now,
        lambda hire, _started: f"{hire} has started. The fee is raised, its invoices are drafted.",
        elsewhere=True,
    ),
    Action(
        "spoke",
        "Spoke to them",
        reminding.spoke,
        lambda hire, _noted: f"Noted: {hire.employer} was asked how it goes.",
        undo="did-not-speak",
        elsewhere=True,
    ),
    Action(
        "did-not-speak",
        "Undo",
        reminding.did_not_speak,
        "Taken back: nobody was asked.",
        then=lambda _hire: reverse("home"),
        elsewhere=True,
    ),
)
