"""Two daily rounds at once: each reminder goes once, each introduction lapses once."""

from datetime import date

import pytest

from billing.management.daily_round import go_round
from billing.models import Reminder
from placements.models import Introduction
from project.foundation.models import HistoryEntry, OutboxRow
from tests.factories.billing import InvoiceFactory
from tests.factories.placements import IntroductionFactory

from .crowd import at_once

pytestmark = pytest.mark.postgres
DAY = date(2018, 12, 3)


def test_4_rounds_at_once_send_each_of_20_reminders_once():
    for _ in range(20):
        InvoiceFactory(overdue=True)
    for _ in range(5):
        IntroductionFactory(sent=True)

    told = at_once([lambda: go_round(on=DAY)] * 4)

    assert [one.failed for one in told] == [[], [], [], []]
    assert Reminder.objects.count() == OutboxRow.objects.filter(kind="email").count() == 20
    lapsed = Introduction.objects.filter(state="lapsed").count()
    assert HistoryEntry.objects.filter(verb="lapsed").count() == lapsed == 5
    assert sum("reminder of" in what.lower() for one in told for what in one.done) == 20
