"""Which reminder comes next, and on which day."""

from datetime import date, timedelta

import pytest

from billing.choices import REMINDER_STEPS, ReminderStep
from billing.domain.chasing.reminder_rules import ScheduledReminder, next_reminder

S = ReminderStep
DAYS = dict(zip(REMINDER_STEPS, [-3, 3, 14, 30, 45], strict=True))
ISSUED, DUE = date(2018, 9, 3), date(2018, 10, 3)


def after(
    *, on: date, sent=None, steps=REMINDER_STEPS, issued_on=ISSUED, due_on=DUE
) -> ScheduledReminder | None:
    return next_reminder(
        issued_on=issued_on, due_on=due_on, on=on, days=DAYS, steps=steps, sent=sent or {}
    )


def test_the_word_ahead_comes_three_days_before_the_due_date():
    assert after(on=ISSUED) == ScheduledReminder(S.BEFORE_DUE, date(2018, 9, 30))


def test_the_word_ahead_is_passed_over_once_the_due_date_has_come():
    assert after(on=date(2018, 10, 2)) == ScheduledReminder(S.BEFORE_DUE, date(2018, 9, 30))
    assert after(on=DUE) == ScheduledReminder(S.FIRST, date(2018, 10, 6))


@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_word_ahead_is_passed_over_where_it_would_come_with_the_invoice(days):
    due = ISSUED + timedelta(days=days)

    assert after(on=ISSUED, due_on=due).step == S.FIRST


def test_reminders_come_3_14_and_30_days_after_the_due_date_and_the_stop_after_45():
    sent, days = {}, []
    while reminder := after(on=DUE, sent=sent):
        days.append((reminder.step, (reminder.on - DUE).days))
        sent[reminder.step] = reminder.on

    assert days == [(S.FIRST, 3), (S.SECOND, 14), (S.FINAL, 30), (S.ON_STOP, 45)]


def test_what_was_missed_is_sent_once_and_the_next_keeps_its_distance():
    late = DUE + timedelta(days=40)

    assert after(on=late) == ScheduledReminder(S.FIRST, DUE + timedelta(days=3))
    second = after(on=late, sent={S.FIRST: late})
    assert second == ScheduledReminder(S.SECOND, late + timedelta(days=11))
    third = after(on=late, sent={S.FIRST: late, S.SECOND: second.on})
    assert third == ScheduledReminder(S.FINAL, late + timedelta(days=11 + 16))


def test_a_step_that_is_off_is_passed_over():
    steps = [S.SECOND, S.ON_STOP]

    assert after(on=ISSUED, steps=steps) == ScheduledReminder(S.SECOND, date(2018, 10, 17))
    taken = {S.SECOND: date(2018, 10, 17)}
    assert after(on=ISSUED, steps=steps, sent=taken).step == S.ON_STOP
    assert after(on=ISSUED, steps=[S.SECOND], sent=taken) is None


def test_a_step_switched_on_later_than_its_turn_is_not_sent_after_a_harder_one():
    sent = {S.SECOND: date(2018, 10, 17)}

    assert after(on=date(2018, 10, 20), sent=sent).step == S.FINAL


def test_without_any_step_nothing_comes():
    assert after(on=DUE, steps=[]) is None
