"""What finance may do about a debt, and about who owes it: each deed and its questions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from billing.choices import LADDER
from billing.domain.chasing import disputes, promises, reminder_ladders, reminders
from billing.domain.chasing.chasing import Chase
from billing.domain.chasing.reminders import Letter
from billing.models import Invoice
from billing.reports.chasing_tasks import why_stop
from billing.web.offers import Deed
from employers.domain import employers as stops
from employers.models import Employer
from foundation.accounts.models import User
from foundation.periods import written
from foundation.web.forms import DayField


@dataclass(frozen=True)
class Case:
    """A debt with where it stands, and the letter that comes next; None once nothing is owed."""

    invoice: Invoice
    chase: Chase | None
    letter: Letter | None


@dataclass(frozen=True)
class Owing:
    """An employer with its debts, the oldest first, as they stand on a day."""

    employer: Employer
    chases: list[Chase]
    on: date


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
        for step in LADDER:
            self.fields[step.value] = forms.BooleanField(label=step.label, required=False)


def _dispute(case: Case, asked: dict[str, Any], by: User, on: date) -> str:
    disputes.open_on(case.invoice.pk, by=by, on=on, **asked)
    return f"{case.invoice} is disputed: nobody is reminded of it until that is settled."


def _settle(case: Case, asked: dict[str, Any], by: User, on: date) -> str:
    disputes.settle(case.invoice.pk, by=by, on=on, **asked)
    return "Settled. Reminders go on where they stopped."


def _promise(case: Case, asked: dict[str, Any], by: User, on: date) -> str:
    made = promises.record(case.invoice.pk, by=by, on=on, **asked)
    return f"Written down: nobody is reminded up to {written(made.promised_on)}."


def _remind(case: Case, asked: dict[str, Any], by: User, on: date) -> str:
    sent = reminders.send(case.invoice.pk, by=by, on=on, ahead=True)
    return f"{sent.get_step_display()} is on its way to {sent.to}."


def _stop(owing: Owing, asked: dict[str, Any], by: User, on: date) -> str:
    stops.put_on_stop(owing.employer.pk, by=by, on=on, **asked)
    return f"{owing.employer} is on stop: nobody is introduced there until it is released."


def _release(owing: Owing, asked: dict[str, Any], by: User, on: date) -> str:
    stops.release(owing.employer.pk, by=by, on=on, **asked)
    return f"{owing.employer} is open to introductions again."


def _change_ladder(owing: Owing, asked: dict[str, Any], by: User, on: date) -> str:
    reminder_ladders.change(owing.employer.pk, by=by, on=on, **asked)
    return f"Kept. {owing.employer} gets what is ticked."


def _why_stop(owing: Owing) -> dict[str, Any]:
    """Return the reason, ready to be read, of the oldest debt."""
    if not owing.chases:
        return {}
    return {"reason": f"{why_stop(owing.chases[0], on=owing.on)}."}


def _ladder(owing: Owing) -> dict[str, Any]:
    ladder = reminder_ladders.of(owing.employer)
    return {step.value: getattr(ladder, step.value) for step in LADDER}


DEBT_DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "remind",
            "Send this reminder now",
            "It leaves as it reads here, also before its day. Once sent it is kept, word for word.",
            forms.Form,
            lambda case: case.letter is not None and not case.letter.quiet,
            _remind,
        ),
        Deed(
            "settle",
            "Settle the dispute",
            "Reminders go on from then, keeping their distance.",
            SettleForm,
            lambda case: case.chase is not None and case.chase.dispute is not None,
            _settle,
        ),
        Deed(
            "promise",
            "Write down a promise",
            "Nobody is reminded up to that day. When it has passed unpaid, it is a task.",
            PromiseForm,
            lambda case: case.chase is not None,
            _promise,
        ),
        Deed(
            "dispute",
            "They dispute it",
            "Nobody is reminded of it until it is settled.",
            DisputeForm,
            lambda case: case.chase is not None and case.chase.dispute is None,
            _dispute,
        ),
    )
}
EMPLOYER_DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "stop",
            "Put on stop",
            "Nobody is introduced to them until they are released. Staff reads why.",
            StopForm,
            lambda owing: not owing.employer.on_stop,
            _stop,
            _why_stop,
        ),
        Deed(
            "release",
            "Release",
            "They are open to introductions again.",
            ReleaseForm,
            lambda owing: owing.employer.on_stop,
            _release,
        ),
        Deed(
            "ladder",
            "Which reminders they get",
            "Untick what they are to be spared.",
            LadderForm,
            lambda owing: True,
            _change_ladder,
            _ladder,
        ),
    )
}
