"""Undo: what may be taken back, and where everything stands then."""

from datetime import date

import pytest

from foundation import history
from placements.choices import HireState, IntroductionState
from placements.domain.hires import hires, taking_back
from placements.domain.hires.hires import HireCannotMove
from placements.domain.hires.taking_back import NothingToTakeBack
from placements.domain.introductions import introductions, reminding
from placements.domain.introductions.introduction_checks import RequestClosed
from tests.factories.placements import HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
LATER = date(2018, 7, 12)


def test_a_move_is_taken_back_with_the_day_it_moved_before(staff):
    introduction = IntroductionFactory(sent=True)
    introductions.interview(introduction.pk, by=staff, on=LATER)

    back = taking_back.take_back_move(introduction.pk, by=staff, on=LATER)

    assert (back.state, back.moved_on) == (IntroductionState.SENT, date(2018, 7, 2))
    last = history.of(back).last()
    assert (last.verb, last.from_state, last.to_state) == ("taken back", "interviewing", "sent")


def test_a_decline_is_taken_back_with_its_reason(staff):
    declined = IntroductionFactory(declined=True)

    back = taking_back.take_back_move(declined.pk, by=staff, on=LATER)

    assert (back.state, back.reason) == (IntroductionState.SENT, "")


def test_a_draft_withdrawn_by_mistake_is_a_draft_again(staff):
    draft = IntroductionFactory()
    introductions.withdraw(draft.pk, by=staff, on=LATER)

    back = taking_back.take_back_move(draft.pk, by=staff, on=LATER)

    assert back.state == IntroductionState.DRAFT


def test_a_note_in_between_does_not_hide_the_move(staff):
    introduction = IntroductionFactory(interviewing=True)
    reminding.ask_again(introduction.pk, by=staff, on=LATER)

    back = taking_back.take_back_move(introduction.pk, by=staff, on=LATER)

    assert back.state == IntroductionState.SENT


def test_a_sending_is_not_taken_back_for_the_employer_has_read_it(staff):
    sent = IntroductionFactory(sent=True)

    with pytest.raises(NothingToTakeBack):
        taking_back.take_back_move(sent.pk, by=staff, on=LATER)


def test_nothing_is_taken_back_twice(staff):
    introduction = IntroductionFactory(interviewing=True)
    taking_back.take_back_move(introduction.pk, by=staff, on=LATER)

    with pytest.raises(NothingToTakeBack):
        taking_back.take_back_move(introduction.pk, by=staff, on=LATER)


def test_a_move_under_a_hire_is_taken_back_with_the_hire_alone(staff):
    hire = HireFactory()

    with pytest.raises(NothingToTakeBack):
        taking_back.take_back_move(hire.introduction_id, by=staff, on=LATER)


def test_a_decline_is_not_taken_back_into_a_closed_role(staff):
    declined = IntroductionFactory(declined=True)
    declined.hiring_request.state = "closed"
    declined.hiring_request.save()

    with pytest.raises(RequestClosed):
        taking_back.take_back_move(declined.pk, by=staff, on=LATER)


def test_a_hire_taken_back_frees_its_introduction_and_those_it_made_obsolete(staff):
    offered = IntroductionFactory(offered=True)
    other = IntroductionFactory(graduate=offered.graduate, sent=True)
    hire = HireFactory(introduction=offered)

    taken = taking_back.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 1))

    offered.refresh_from_db()
    other.refresh_from_db()
    assert (taken.state, taken.reason) == (HireState.FELL_THROUGH, taking_back.BY_MISTAKE)
    assert (offered.state, offered.moved_on) == (IntroductionState.OFFERED, date(2018, 7, 9))
    assert other.state == IntroductionState.SENT


def test_the_introduction_of_a_hire_taken_back_may_lead_to_another(staff):
    hire = HireFactory()
    taking_back.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 1))
    hire.introduction.refresh_from_db()

    again = HireFactory(introduction=hire.introduction)

    assert (again.state, again.fee_due) == (HireState.AGREED, True)


def test_one_obsolete_since_an_earlier_hire_stays_so(staff):
    first = HireFactory()
    other = IntroductionFactory(graduate=first.graduate, sent=True)
    second = HireFactory(
        without_introduction=True, graduate=first.graduate, start_on=date(2018, 9, 10)
    )

    taking_back.take_back_hire(second.pk, by=staff, on=date(2018, 8, 1))

    other.refresh_from_db()
    assert other.state == IntroductionState.OBSOLETE


def test_a_hire_that_has_started_is_not_taken_back(staff):
    hire = HireFactory(started=True)

    with pytest.raises(HireCannotMove):
        taking_back.take_back_hire(hire.pk, by=staff, on=date(2018, 9, 3))


def test_one_that_fell_through_is_not_taken_back(staff):
    hire = HireFactory()
    hires.fall_through(hire.pk, reason="Changed plans", by=staff, on=date(2018, 8, 2))

    with pytest.raises(HireCannotMove):
        taking_back.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 2))


# Asking again


def test_who_was_asked_about_counts_for_a_week(staff):
    introduction = IntroductionFactory(sent=True)
    reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))

    assert reminding.asked_lately(on=date(2018, 8, 12)) == {introduction.pk}
    assert reminding.asked_lately(on=date(2018, 8, 13)) == set()


def test_asking_again_is_taken_back(staff):
    introduction = IntroductionFactory(sent=True)
    reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))
    reminding.not_asked(introduction.pk, by=staff, on=date(2018, 8, 6))

    assert reminding.asked_lately(on=date(2018, 8, 6)) == set()
