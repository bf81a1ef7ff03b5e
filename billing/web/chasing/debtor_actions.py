"""What finance may do about a debt, and about who owes it: each action and its form."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from billing.choices import REMINDER_STEPS
from billing.domain.chasing import disputes, promises, reminder_schedules, reminders
from billing.domain.chasing.chasing import Chase
from billing.domain.chasing.reminders import ReminderEmail
from billing.models import Invoice, Reminder
from billing.reports.chasing_tasks import why_stop
from employers.domain import employers as stops
from employers.models import Employer
from foundation.periods import format_date
from foundation.web.actions import Action, by_name
from foundation.web.forms import DayField


@dataclass(frozen=True)
class Case:
    """A debt with where it stands, and the letter that comes next or why there is none."""

    invoice: Invoice
    chase: Chase | None
    letter: ReminderEmail | None
    why_no_letter: str = ""

    @property
    def pk(self) -> int:
        """The invoice's: a debt is known by it."""
        return self.invoice.pk

    @property
    def is_disputed(self) -> bool:
        """Whether a dispute about it is open."""
        return self.chase is not None and self.chase.dispute is not None


@dataclass(frozen=True)
class Owing:
    """An employer with its debts, the oldest first, as they stand on a day."""

    employer: Employer
    chases: list[Chase]
    on: date

    @property
    def pk(self) -> int:
        """The employer's."""
        return self.employer.pk


class DisputeForm(forms.Form):
    reason = forms.CharField(
        label="What do they say is wrong?", max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class SettleForm(forms.Form):
    outcome = forms.CharField(
        label="What was agreed?", max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class PromiseForm(forms.Form):
    promised_on = DayField(label="Paid by")
    by_whom = forms.CharField(label="Who said so", max_length=200)


class StopForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=500, widget=forms.Textarea({"rows": 3}))


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=500, required=False)


class LadderForm(forms.Form):
    """A tick for each step."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for step in REMINDER_STEPS:
            self.fields[step.value] = forms.BooleanField(label=step.label, required=False)


def _ladder(owing: Owing) -> dict[str, Any]:
    ladder = reminder_schedules.of(owing.employer)
    return {step.value: getattr(ladder, step.value) for step in REMINDER_STEPS}


def _why_stop(owing: Owing) -> dict[str, Any]:
    """Return the reason, ready to be read, of the oldest debt."""
    if not owing.chases:
        return {}
    return {"reason": f"{why_stop(owing.chases[0], on=owing.on)}."}


def _remind(invoice_id: int, **who: Any) -> Reminder:
    return reminders.send(invoice_id, ahead=True, **who)


DEBT_ACTIONS = by_name(
    Action(
        "remind",
        "Send this reminder now",
        _remind,
        lambda _case, sent: f"{sent.get_step_display()} is on its way to {sent.to}.",
        offered=lambda case: case.letter is not None and not case.letter.quiet,
        hint="It leaves as it reads here, also before its day."
        " Once sent it is kept, word for word.",
    ),
    Action(
        "settle",
        "Settle the dispute",
        disputes.settle,
        "Settled. Reminders go on where they stopped.",
        form=SettleForm,
        offered=lambda case: case.is_disputed,
        hint="Reminders go on from then, keeping their distance.",
    ),
    Action(
        "promise",
        "Write down a promise",
        promises.record,
        lambda _case, promise: (
            f"Written down: nobody is reminded up to {format_date(promise.promised_on)}."
        ),
        form=PromiseForm,
        offered=lambda case: case.chase is not None,
        hint="Nobody is reminded up to that day. When it has passed unpaid, it is a task.",
    ),
    Action(
        "dispute",
        "They dispute it",
        disputes.open_on,
        lambda case, _dispute: (
            f"{case.invoice} is disputed: nobody is reminded of it until that is settled."
        ),
        form=DisputeForm,
        offered=lambda case: case.chase is not None and not case.is_disputed,
        hint="Nobody is reminded of it until it is settled.",
    ),
)
EMPLOYER_ACTIONS = by_name(
    Action(
        "stop",
        "Put on stop",
        stops.put_on_stop,
        lambda owing, _stopped: (
            f"{owing.employer} is on stop: nobody is introduced there until it is released."
        ),
        form=StopForm,
        initial=_why_stop,
        offered=lambda owing: not owing.employer.on_stop,
        hint="Nobody is introduced to them until they are released. Staff reads why.",
    ),
    Action(
        "release",
        "Release",
        stops.release,
        lambda owing, _released: f"{owing.employer} is open to introductions again.",
        form=ReleaseForm,
        offered=lambda owing: owing.employer.on_stop,
        hint="They are open to introductions again.",
    ),
    Action(
        "ladder",
        "Which reminders they get",
        reminder_schedules.change,
        lambda owing, _ladder: f"Kept. {owing.employer} gets what is ticked.",
        form=LadderForm,
        initial=_ladder,
        hint="Untick what they are to be spared.",
    ),
)
