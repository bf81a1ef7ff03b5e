"""Silent means the same wherever it is read: on the board, on Today, and in the model."""

from datetime import date, timedelta

import pytest

from placements.models import Introduction
from placements.models.introduction import LAPSES_AFTER, SILENT_AFTER
from tests.factories.placements import IntroductionFactory

pytestmark = pytest.mark.django_db
SENT_ON = date(2018, 7, 2)


@pytest.mark.parametrize(("days", "silent"), [(28, 0), (29, 0), (30, 0), (31, 1), (32, 1)])
def test_a_card_is_marked_on_the_days_on_which_today_lists_it(client, staff, on_day, days, silent):
    introduction = IntroductionFactory(sent=True, sent_on=SENT_ON)
    on = SENT_ON + timedelta(days=days)
    on_day(on)
    client.force_login(staff)

    today = [row.key for row in client.get("/").context["sections"]]
    board = client.get("/pipeline/").text

    assert ("silent" in today, "silent since" in board) == (silent, silent)
    assert Introduction.objects.silent(on=on).count() == introduction.is_silent(on=on) == silent


@pytest.mark.parametrize(("days", "may"), [(59, 0), (60, 1), (61, 1)])
def test_what_may_lapse_is_what_the_day_s_round_lets_lapse(days, may):
    introduction = IntroductionFactory(sent=True, sent_on=SENT_ON)
    on = SENT_ON + timedelta(days=days)

    assert Introduction.objects.to_lapse(on=on).count() == introduction.may_lapse(on=on) == may


def test_it_is_silent_long_before_it_may_lapse():
    assert SILENT_AFTER < LAPSES_AFTER
