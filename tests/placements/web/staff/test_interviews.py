"""When they meet, on pages: the office arranges it, both who meet read it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from placements.domain.introductions import interviews, introductions
from placements.models import Introduction
from tests.factories.accounts import UserFactory
from tests.factories.placements import IntroductionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 20)
AT_TWO = datetime(2018, 7, 24, 14, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def meeting(**whose) -> Introduction:
    introduction = IntroductionFactory(sent=True, **whose)
    return interviews.arrange(introduction.pk, at=AT_TWO, by=UserFactory(), on=TODAY)


def arrange(desk, introduction: Introduction, day: str = "2018-07-24", time: str = "14:00"):
    path = f"/introductions/{introduction.pk}/arrange/"
    return desk.post(path, {"day": day, "time": time}, follow=True)


def test_the_office_arranges_an_interview_by_our_clocks(desk):
    sent = IntroductionFactory(sent=True)

    page = arrange(desk, sent)

    sent.refresh_from_db()
    assert (sent.state, sent.interview_at) == ("interviewing", AT_TWO)
    assert "The interview is on 24 July 2018, 14:00." in page.text
    assert "Tue 24 Jul 2018, 14:00" in page.text


def test_another_date_starts_from_the_one_there_is(desk):
    form = desk.get(f"/introductions/{meeting().pk}/").context["actions"]["arrange"].form

    assert 'value="2018-07-24"' in str(form["day"])
    assert 'value="14:00"' in str(form["time"])
    assert 'type="time"' in str(form["time"])


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("", "14:00", "day"),
        ("2018-07-24", "", "time"),
        ("2018-07-24", "two", "time"),
        # The clocks go forward over this hour.
        ("2019-03-31", "01:30", "time"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(desk, day, time, field):
    sent = IntroductionFactory(sent=True)

    page = arrange(desk, sent, day, time)

    form = page.context["actions"]["arrange"].form
    assert list(form.errors) == [field]
    assert (form["day"].value(), form["time"].value()) == (day, time)
    sent.refresh_from_db()
    assert (sent.state, sent.interview_at) == ("sent", None)


def test_an_interview_before_the_introduction_is_refused_on_the_page(desk):
    page = arrange(desk, IntroductionFactory(sent=True), day="2018-07-01")

    assert "They were introduced on 2 July 2018. The interview cannot be before that." in page.text


def test_an_interview_is_called_off(desk):
    introduction = meeting()

    page = desk.post(f"/introductions/{introduction.pk}/call-off/", follow=True)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.interview_at) == ("interviewing", None)
    assert "Called off" in page.text
    assert "Interview called off" in page.text
    refused = desk.post(f"/introductions/{introduction.pk}/call-off/", follow=True)
    assert "has no interview arranged" in refused.text


def test_no_interview_is_offered_once_it_has_moved_on(desk):
    page = desk.get(f"/introductions/{IntroductionFactory(offered=True).pk}/")

    assert "Arrange" not in page.text


def test_the_list_finds_who_meets_this_week_the_first_meeting_first(desk, on_day, staff):
    later = meeting()
    sooner = IntroductionFactory(interviewing=True)
    interviews.arrange(sooner.pk, at=AT_TWO.replace(day=23), by=staff, on=TODAY)
    IntroductionFactory(interviewing=True)
    on_day(date(2018, 7, 26))
    desk.force_login(staff)

    page = desk.get("/introductions/", {"state": "interview-this-week"}).context["page"]

    assert page.rows == [sooner, later]


def test_the_employer_reads_when_they_meet(client, employer_contact, employer):
    introduction = meeting(employer=employer)
    client.force_login(employer_contact)

    page = client.get(f"/portal/introductions/{introduction.pk}/").text

    assert "Your interview is on <strong>Tuesday 24 July, 14:00</strong>." in page
    assert "Interview arranged" in page
    assert "<q>24 July 2018, 14:00</q>" in page


def test_the_graduate_reads_when_they_meet_until_it_has_come_to_nothing(
    client, staff, graduate_user, graduate
):
    graduate.identity_seen_on, graduate.job_search = date(2018, 6, 25), "looking"
    graduate.save()
    introduction = meeting(graduate=graduate)
    client.force_login(graduate_user)

    assert "Tue 24 Jul, 14:00" in client.get("/").text
    introductions.decline(introduction.pk, reason="Too far", by=staff, on=TODAY)
    assert "Tue 24 Jul, 14:00" not in client.get("/").text
