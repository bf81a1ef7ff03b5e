"""Interviews: arranged, moved, called off, and when a date counts no longer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from foundation import history
from foundation.errors import BadValue
from placements.choices import IntroductionState
from placements.domain.hires import undo
from placements.domain.introductions import interviews, introductions
from placements.domain.introductions.interviews import NoInterview
from placements.domain.introductions.introductions import CannotMove
from placements.models import Introduction
from tests.factories.placements import IntroductionFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LATER = date(2018, 7, 12)
AT_TWO = datetime(2018, 7, 16, 14, tzinfo=LONDON)
AT_NINE = datetime(2018, 7, 17, 9, 30, tzinfo=LONDON)
INTERVIEWING = IntroductionState.INTERVIEWING


def moves_of(introduction: Introduction) -> list[tuple[str, str, str]]:
    return [(row.verb, row.from_state, row.to_state) for row in history.of(introduction)]


def test_who_was_just_introduced_is_interviewing_once_a_date_is_arranged(staff):
    sent = IntroductionFactory(sent=True)

    introduction = interviews.arrange(sent.pk, at=AT_TWO, by=staff, on=LATER)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.interview_at, introduction.moved_on) == (
        INTERVIEWING,
        AT_TWO,
        LATER,
    )
    assert moves_of(introduction)[-2:] == [
        ("interviewing", "sent", "interviewing"),
        ("interview arranged", "interviewing", "interviewing"),
    ]
    assert history.of(introduction).last().detail == {
        "words": "16 July 2018, 14:00",
        "was": None,
        "now": "2018-07-16T14:00:00+01:00",
    }


def test_an_interview_moves_to_another_time_and_the_history_keeps_both(staff):
    talking = IntroductionFactory(interviewing=True)
    interviews.arrange(talking.pk, at=AT_TWO, by=staff, on=LATER)

    introduction = interviews.arrange(talking.pk, at=AT_NINE, by=staff, on=date(2018, 7, 13))

    introduction.refresh_from_db()
    assert introduction.interview_at == AT_NINE
    detail = history.of(introduction).last().detail
    assert datetime.fromisoformat(detail["was"]) == AT_TWO
    assert detail["words"] == "17 July 2018, 09:30"


def test_one_called_off_leaves_them_interviewing_without_a_date(staff):
    talking = IntroductionFactory(interviewing=True)
    interviews.arrange(talking.pk, at=AT_TWO, by=staff, on=LATER)

    introduction = interviews.call_off(talking.pk, by=staff, on=LATER)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.interview_at) == (INTERVIEWING, None)
    last = history.of(introduction).last()
    assert (last.verb, last.detail["words"], last.detail["now"]) == (
        "interview called off",
        "16 July 2018, 14:00",
        None,
    )


@pytest.mark.parametrize("state", ["offered", "declined", "withdrawn", "lapsed"])
def test_no_interview_is_arranged_once_it_has_moved_on(staff, state):
    introduction = IntroductionFactory(**{state: True})

    with pytest.raises(CannotMove):
        interviews.arrange(introduction.pk, at=AT_TWO, by=staff, on=LATER)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.interview_at) == (state, None)


def test_no_interview_is_arranged_for_a_draft(staff):
    with pytest.raises(CannotMove):
        interviews.arrange(IntroductionFactory().pk, at=AT_TWO, by=staff, on=LATER)


def test_nobody_is_interviewed_before_they_are_introduced(staff):
    sent = IntroductionFactory(sent=True)

    with pytest.raises(BadValue) as refused:
        interviews.arrange(sent.pk, at=datetime(2018, 7, 1, 23, tzinfo=LONDON), by=staff, on=LATER)

    assert refused.value.field == "at"
    sent.refresh_from_db()
    assert (sent.state, sent.interview_at) == ("sent", None)


def test_an_unbelievable_year_is_refused(staff):
    talking = IntroductionFactory(interviewing=True)

    with pytest.raises(BadValue):
        interviews.arrange(talking.pk, at=AT_TWO.replace(year=2818), by=staff, on=LATER)


def test_what_was_never_arranged_cannot_be_called_off(staff):
    with pytest.raises(NoInterview):
        interviews.call_off(IntroductionFactory(interviewing=True).pk, by=staff, on=LATER)


def test_what_has_moved_on_cannot_be_called_off(staff):
    talking = IntroductionFactory(interviewing=True)
    interviews.arrange(talking.pk, at=AT_TWO, by=staff, on=LATER)
    introductions.offer(talking.pk, by=staff, on=LATER)

    with pytest.raises(NoInterview):
        interviews.call_off(talking.pk, by=staff, on=LATER)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (datetime(2018, 7, 15, 23, 59, tzinfo=LONDON), False),
        # Half an hour into Monday by our clocks, Sunday still by UTC.
        (datetime(2018, 7, 16, 0, 30, tzinfo=LONDON), True),
        (datetime(2018, 7, 22, 23, 59, tzinfo=LONDON), True),
        (datetime(2018, 7, 23, 0, 0, tzinfo=LONDON), False),
    ],
)
def test_the_interviews_of_a_week_are_those_of_its_days_by_our_clocks(staff, at, counts):
    talking = IntroductionFactory(interviewing=True)
    interviews.arrange(talking.pk, at=at, by=staff, on=LATER)

    week = Introduction.objects.interviewing_between(date(2018, 7, 16), date(2018, 7, 22))

    assert list(week) == ([talking] if counts else [])


@pytest.mark.parametrize(
    "end",
    [
        lambda pk, **options: introductions.decline(pk, reason="Too far", **options),
        introductions.withdraw,
        introductions.make_obsolete,
        introductions.offer,
    ],
)
def test_a_date_no_longer_counts_once_it_has_moved_on(staff, end):
    talking = IntroductionFactory(interviewing=True)
    interviews.arrange(talking.pk, at=AT_TWO, by=staff, on=LATER)

    end(talking.pk, by=staff, on=LATER)

    assert not Introduction.objects.interviewing_between(AT_TWO.date(), AT_TWO.date()).exists()


def test_an_old_date_does_not_come_back_when_it_is_taken_up_again(staff):
    talking = IntroductionFactory(interviewing=True)
    interviews.arrange(talking.pk, at=AT_TWO, by=staff, on=LATER)
    introductions.withdraw(talking.pk, by=staff, on=LATER)

    introductions.reopen(talking.pk, by=staff, on=LATER)
    again = introductions.interview(talking.pk, by=staff, on=LATER)

    assert again.interview_at is None


def test_the_undo_of_a_decline_brings_the_date_back(staff):
    talking = IntroductionFactory(sent=True)
    interviews.arrange(talking.pk, at=AT_TWO, by=staff, on=LATER)
    introductions.decline(talking.pk, reason="Too far", by=staff, on=LATER)

    undone = undo.take_back_move(talking.pk, by=staff, on=LATER)
    assert (undone.state, undone.interview_at) == (INTERVIEWING, AT_TWO)


def test_the_undo_of_the_interviewing_takes_its_date_along(staff):
    sent = IntroductionFactory(sent=True)
    interviews.arrange(sent.pk, at=AT_TWO, by=staff, on=LATER)

    undone = undo.take_back_move(sent.pk, by=staff, on=LATER)

    undone.refresh_from_db()
    assert (undone.state, undone.interview_at) == ("sent", None)
