"""Which steps of chasing an employer gets: all of them, unless finance spares it some."""

from datetime import date

from billing.models import ReminderLadder
from employers.models import Employer
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.transactions import atomic


def of(employer: Employer) -> ReminderLadder:
    """Return an employer's ladder; one with every step on, and not stored, if it has none."""
    found = ReminderLadder.objects.filter(employer=employer).first()
    return found or ReminderLadder(employer=employer)


@atomic
def change(employer_id: int, *, by: User, on: date, **steps: bool) -> ReminderLadder:
    """Return the ladder with some steps switched on or off, by their names."""
    employer = Employer.objects.select_for_update(of=("self",), no_key=True).get(pk=employer_id)
    ladder = of(employer)
    changes = {
        step: [getattr(ladder, step), wanted]
        for step, wanted in steps.items()
        if getattr(ladder, step) != wanted
    }
    for step, wanted in steps.items():
        setattr(ladder, step, wanted)
    if changes:
        ladder.save()
        history.record(Verb.CHANGED_THE_REMINDERS, employer, by=by, on=on, changes=changes)
    return ladder
