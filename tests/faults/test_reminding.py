"""Daily rounds at once, and killed in the middle: each reminder goes once, and none is missing."""

import signal
import time
from datetime import date

import pytest

from billing.models import Reminder
from foundation.models import HistoryEntry, OutboxRow
from placements.models import Introduction
from project.management.daily_jobs import run
from tests.factories.billing import InvoiceFactory
from tests.factories.placements import IntroductionFactory

from .clerks import at, clerks, database_of_this_test
from .crowd import at_once

pytestmark = pytest.mark.postgres
DAY = date(2018, 12, 3)


def test_4_rounds_at_once_send_each_of_20_reminders_once():
    for _ in range(20):
        InvoiceFactory(overdue=True)
    for _ in range(5):
        IntroductionFactory(sent=True)

    told = at_once([lambda: run(on=DAY)] * 4)

    assert [one.failed for one in told] == [[], [], [], []]
    assert Reminder.objects.count() == OutboxRow.objects.filter(kind="email").count() == 20
    lapsed = Introduction.objects.filter(state="lapsed").count()
    assert HistoryEntry.objects.filter(verb="lapsed").count() == lapsed == 5
    assert sum("reminder of" in what.lower() for one in told for what in one.done) == 20


def round_of_the_day() -> None:
    run(on=DAY)


def test_a_round_killed_again_and_again_sends_each_of_60_reminders_once():
    for _ in range(60):
        InvoiceFactory(overdue=True)

    killed = 0
    for wanted in (3, 10, 20):
        clerk = clerks.Process(target=at, args=(database_of_this_test(), round_of_the_day))
        clerk.start()
        until = time.monotonic() + 60
        while Reminder.objects.count() < wanted and time.monotonic() < until:
            time.sleep(0.002)
        clerk.kill()
        clerk.join()
        killed += clerk.exitcode == -signal.SIGKILL
    assert killed == 3

    left = 60 - Reminder.objects.count()
    assert len(run(on=DAY).done) == left > 0
    assert Reminder.objects.values("invoice").distinct().count() == 60
    keys = set(OutboxRow.objects.filter(kind="email").values_list("key", flat=True))
    assert keys == {f"reminder-{one.pk}" for one in Reminder.objects.all()}
    assert len(keys) == 60
