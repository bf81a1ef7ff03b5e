"""The schedule of reminders: which step comes next for a debt, and on which day. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from billing.choices import REMINDER_STEPS, ReminderStep


@dataclass(frozen=True, slots=True)
class ScheduledReminder:
    """A step, and the day from which it is due."""

    step: ReminderStep
    on: date


def next_reminder(
    *,
    issued_on: date,
    due_on: date,
    on: date,
    days: Mapping[ReminderStep, int],
    steps: Collection[ReminderStep],
    sent: Mapping[ReminderStep, date],
) -> ScheduledReminder | None:
    """Return the step that comes next for an unpaid debt; None when all were taken.

    ``days`` says how many days after the due date each step is (negative before it), ``steps``
    which of them are on, ``sent`` when a step was taken. One step is taken at a time, and the
    next keeps its distance: what was missed while nothing ran, or during a dispute, goes out
    once, and the next step follows after the usual number of days.
    The notice before the due date is skipped once that day has come, and where the terms are so
    short that it would come with the invoice itself.
    """
    taken = [step for step in REMINDER_STEPS if step in sent]
    last = taken[-1] if taken else None
    for step in REMINDER_STEPS[REMINDER_STEPS.index(last) + 1 if last else 0 :]:
        day = due_on + timedelta(days=days[step])
        if step not in steps or (days[step] < 0 and (on >= due_on or day <= issued_on)):
            continue
        if last:
            day = max(day, sent[last] + timedelta(days=days[step] - days[last]))
        return ScheduledReminder(step, day)
    return None
