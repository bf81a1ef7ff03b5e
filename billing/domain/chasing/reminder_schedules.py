"""Which steps of chasing an employer gets: all of them, unless finance switches some off."""

from datetime import date

from billing.models import ReminderSchedule
from employers.models import Employer
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.transactions import atomic


def of(employer: Employer) -> ReminderSchedule:
    """Return an employer's schedule; an unsaved one with every step on if it has none."""
    stored = ReminderSchedule.objects.filter(employer=employer).first()
    return stored or ReminderSchedule(employer=employer)


@atomic
def change(employer_id: int, *, by: User, on: date, **steps: bool) -> ReminderSchedule:
    """Return the schedule with some steps switched on or off, by their names."""
    employer = Employer.objects.select_for_update(of=("self",), no_key=True).get(pk=employer_id)
    schedule = of(employer)
    changes = {
        step: [getattr(schedule, step), wanted]
        for step, wanted in steps.items()
        if getattr(schedule, step) != wanted
    }
    for step, wanted in steps.items():
        setattr(schedule, step, wanted)
    if changes:
        schedule.save()
        history.record(Verb.CHANGED_THE_REMINDERS, employer, by=by, on=on, changes=changes)
    return schedule
