"""What finance may do about a debt or its employer: each action and its form."""

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
    """A debt with its chase, and the letter that comes next or why there is none."""

    invoice: Invoice
    chase: Chase | None
    letter: ReminderEmail | None
    why_no_letter: str = ""

    @property
    def pk(self) -> int:
        """The invoice's key."""
        return self.invoice.pk


@dataclass(frozen=True)
class Owing:
    """An employer with its debts on a day, the oldest first."""

    employer: Employer
    chases: list[Chase]
    on: date

    @property
    def pk(self) -> int:
        """The employer's key."""
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
    by_whom = forms.CharField(label="Who promised it", max_length=200)


class StopForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=500, widget=forms.Textarea({"rows": 3}))


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=500, required=False)


class StepsForm(forms.Form):
    """A tick for each step."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for step in REMINDER_STEPS:
            self.fields[step.value] = forms.BooleanField(label=step.label, required=False)


def _steps_of(owing: Owing) -> dict[str, Any]:
    schedule = reminder_schedules.of(owing.employer)
    return {step.value: getattr(schedule, step.value) for step in REMINDER_STEPS}


def _why_stop(owing: Owing) -> dict[str, Any]:
    """Return a suggested reason: the oldest debt."""
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
        hint="It is sent as it reads here, even before its due day. We keep a copy word for word.",
    ),
    Action(
        "settle",
        "Settle the dispute",
        disputes.settle,
        "Dispute settled. Reminders continue where they stopped.",
        form=SettleForm,
        offered=lambda case: disputes.why_not_settle(case.invoice) is None,
        hint="Reminders then continue at their usual intervals.",
    ),
    Action(
        "promise",
        "Record a promise",
        promises.record,
        lambda _case, promise: (
            f"Promise recorded. We send no reminders up to {format_date(promise.promised_on)}."
        ),
        form=PromiseForm,
        offered=lambda case: disputes.why_not_owed(case.invoice) is None,
        hint="We send no reminders up to that day. If it passes unpaid, it becomes a task.",
    ),
    Action(
        "dispute",
        "Record a dispute",
        disputes.open_on,
        lambda case, _dispute: (
            f"{case.invoice} is disputed. We send no reminders until the dispute is settled."
        ),
        form=DisputeForm,
        offered=lambda case: disputes.why_not_open(case.invoice) is None,
        hint="We send no reminders until it is settled.",
    ),
)
EMPLOYER_ACTIONS = by_name(
    Action(
        "stop",
        "Put on stop",
        stops.put_on_stop,
        lambda owing, _stopped: (
            f"{owing.employer} is on stop. We introduce nobody to them until you release them."
        ),
        form=StopForm,
        initial=_why_stop,
        offered=lambda owing: not owing.employer.on_stop,
        hint="We introduce nobody to them until you release them. Our staff will see your reason.",
    ),
    Action(
        "release",
        "Release",
        stops.release,
        lambda owing, _released: f"{owing.employer} can have introductions again.",
        form=ReleaseForm,
        offered=lambda owing: owing.employer.on_stop,
        hint="They can have introductions again.",
    ),
    Action(
        "ladder",
        "Choose their reminders",
        reminder_schedules.change,
        lambda owing, _ladder: f"Saved. {owing.employer} gets the reminders you ticked.",
        form=StepsForm,
        initial=_steps_of,
        hint="Untick the reminders you do not want to send them.",
    ),
)
