"""Undo: what may be taken back, and where everything stands then."""

from datetime import date

import pytest

from foundation import history
from foundation.accounts.choices import Role
from placements.choices import HireState, IntroductionState
from placements.domain.hires import hires, undo
from placements.domain.hires.hires import HireCannotMove
from placements.domain.hires.undo import NothingToTakeBack
from placements.domain.introductions import introductions, reminding
from placements.domain.introductions.introduction_checks import RequestClosed
from placements.models import Followup, Introduction
from tests.factories.accounts import UserFactory
from tests.factories.placements import FollowupFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
LATER = date(2018, 7, 12)


def test_a_move_is_taken_back_with_the_day_it_moved_before(staff):
    introduction = IntroductionFactory(sent=True)
    introductions.interview(introduction.pk, by=staff, on=LATER)

    back = undo.take_back_move(introduction.pk, by=staff, on=LATER)

    assert (back.state, back.moved_on) == (IntroductionState.SENT, date(2018, 7, 2))
    last = history.of(back).last()
    assert (last.verb, last.from_state, last.to_state) == ("taken back", "interviewing", "sent")


def test_a_decline_is_taken_back_with_its_reason(staff):
    declined = IntroductionFactory(declined=True)

    back = undo.take_back_move(declined.pk, by=staff, on=LATER)

    assert (back.state, back.reason) == (IntroductionState.SENT, "")


def test_a_draft_withdrawn_by_mistake_is_a_draft_again(staff):
    draft = IntroductionFactory()
    introductions.withdraw(draft.pk, by=staff, on=LATER)

    back = undo.take_back_move(draft.pk, by=staff, on=LATER)

    assert back.state == IntroductionState.DRAFT


def test_a_note_in_between_does_not_hide_the_move(staff):
    introduction = IntroductionFactory(interviewing=True)
    reminding.ask_again(introduction.pk, by=staff, on=LATER)

    back = undo.take_back_move(introduction.pk, by=staff, on=LATER)

    assert back.state == IntroductionState.SENT


def test_a_sending_is_not_taken_back_for_the_employer_has_read_it(staff):
    sent = IntroductionFactory(sent=True)

    with pytest.raises(NothingToTakeBack):
        undo.take_back_move(sent.pk, by=staff, on=LATER)


def test_nothing_is_taken_back_twice(staff):
    introduction = IntroductionFactory(interviewing=True)
    undo.take_back_move(introduction.pk, by=staff, on=LATER)

    with pytest.raises(NothingToTakeBack):
        undo.take_back_move(introduction.pk, by=staff, on=LATER)


def test_a_move_under_a_hire_is_taken_back_with_the_hire_alone(staff):
    hire = HireFactory()

    with pytest.raises(NothingToTakeBack):
        undo.take_back_move(hire.introduction_id, by=staff, on=LATER)


def test_a_decline_is_not_taken_back_into_a_closed_role(staff):
    declined = IntroductionFactory(declined=True)
    declined.hiring_request.state = "closed"
    declined.hiring_request.save()

    with pytest.raises(RequestClosed):
        undo.take_back_move(declined.pk, by=staff, on=LATER)


def test_a_hire_taken_back_frees_its_introduction_and_those_it_made_obsolete(staff):
    offered = IntroductionFactory(offered=True)
    other = IntroductionFactory(graduate=offered.graduate, sent=True)
    hire = HireFactory(introduction=offered)

    taken = undo.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 1))

    offered.refresh_from_db()
    other.refresh_from_db()
    assert (taken.state, taken.reason) == (HireState.FELL_THROUGH, undo.BY_MISTAKE)
    assert (offered.state, offered.moved_on) == (IntroductionState.OFFERED, date(2018, 7, 9))
    assert other.state == IntroductionState.SENT


def test_the_introduction_of_a_hire_taken_back_may_lead_to_another(staff):
    hire = HireFactory()
    undo.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 1))
    hire.introduction.refresh_from_db()

    again = HireFactory(introduction=hire.introduction)

    assert (again.state, again.fee_due) == (HireState.AGREED, True)


def test_one_obsolete_since_an_earlier_hire_stays_so(staff):
    first = HireFactory()
    other = IntroductionFactory(graduate=first.graduate, sent=True)
    second = HireFactory(
        without_introduction=True, graduate=first.graduate, start_on=date(2018, 9, 10)
    )

    undo.take_back_hire(second.pk, by=staff, on=date(2018, 8, 1))

    other.refresh_from_db()
    assert other.state == IntroductionState.OBSOLETE


def test_a_hire_that_has_started_is_not_taken_back(staff):
    hire = HireFactory(started=True)

    with pytest.raises(HireCannotMove):
        undo.take_back_hire(hire.pk, by=staff, on=date(2018, 9, 3))


def test_one_that_fell_through_is_not_taken_back(staff):
    hire = HireFactory()
    hires.fall_through(hire.pk, reason="Changed plans", by=staff, on=date(2018, 8, 2))

    with pytest.raises(HireCannotMove):
        undo.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 2))


def test_what_overtook_an_introduction_is_known_until_it_is_put_back(staff):
    offered = IntroductionFactory(offered=True)
    other = IntroductionFactory(graduate=offered.graduate, sent=True)
    hire = HireFactory(introduction=offered)
    other.refresh_from_db()
    assert other.obsoleted_by == hire

    undo.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 1))

    other.refresh_from_db()
    assert (other.state, other.obsoleted_by) == (IntroductionState.SENT, None)


def test_what_another_deed_of_the_day_made_obsolete_is_left_alone(staff):
    """By the same person on the same day, and earlier: still not by this hire."""
    offered = IntroductionFactory(offered=True)
    other = IntroductionFactory(graduate=offered.graduate, sent=True)
    introductions.make_obsolete(other.pk, by=staff, on=date(2018, 8, 1))
    hire = HireFactory(introduction=offered, by=staff)

    undo.take_back_hire(hire.pk, by=staff, on=date(2018, 8, 1))

    other.refresh_from_db()
    assert other.state == IntroductionState.OBSOLETE


def test_a_second_hire_takes_over_what_the_first_made_obsolete(staff):
    other = IntroductionFactory(sent=True)
    graduate = other.graduate
    earlier = HireFactory(without_introduction=True, graduate=graduate)
    later = HireFactory(without_introduction=True, graduate=graduate)

    undo.take_back_hire(earlier.pk, by=staff, on=date(2018, 8, 1))
    other.refresh_from_db()
    assert (other.state, other.obsoleted_by) == (IntroductionState.OBSOLETE, later)

    undo.take_back_hire(later.pk, by=staff, on=date(2018, 8, 1))
    other.refresh_from_db()
    assert (other.state, other.obsoleted_by) == (IntroductionState.SENT, None)


def test_one_reopened_has_been_overtaken_by_nothing(staff):
    offered = IntroductionFactory(offered=True)
    other = IntroductionFactory(graduate=offered.graduate, sent=True)
    HireFactory(introduction=offered)

    reopened = introductions.reopen(other.pk, by=staff, on=date(2018, 8, 2))

    assert reopened.obsoleted_by is None
    assert Introduction.objects.get(pk=other.pk).obsoleted_by is None


# Asking again


def recent_followups(*, on: date) -> set[int]:
    return set(Followup.objects.of_silence(on=on).values_list("introduction", flat=True))


def test_who_was_asked_about_counts_for_a_week(staff):
    introduction = IntroductionFactory(sent=True)
    reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))

    assert recent_followups(on=date(2018, 8, 12)) == {introduction.pk}
    assert recent_followups(on=date(2018, 8, 13)) == set()


def test_asking_again_is_taken_back(staff):
    introduction = IntroductionFactory(sent=True)
    reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))
    reminding.undo_ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))

    assert recent_followups(on=date(2018, 8, 6)) == set()


def test_asked_twice_on_a_day_it_is_taken_back_whole(staff):
    introduction = IntroductionFactory(sent=True)
    for _ in range(2):
        reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))
    reminding.undo_ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))

    assert recent_followups(on=date(2018, 8, 6)) == set()
    verbs = [entry.verb for entry in history.of(introduction)][-3:]
    assert verbs == ["asked again", "asked again", "not asked after all"]


def test_taking_one_back_leaves_an_earlier_one(staff):
    introduction = IntroductionFactory(sent=True)
    reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 3))
    reminding.ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))
    reminding.undo_ask_again(introduction.pk, by=staff, on=date(2018, 8, 6))

    assert recent_followups(on=date(2018, 8, 9)) == {introduction.pk}
    assert recent_followups(on=date(2018, 8, 10)) == set()


def test_a_hire_that_was_asked_about_counts_for_three_weeks(staff):
    hire = HireFactory(started=True)
    reminding.spoke(hire.pk, by=staff, on=date(2018, 10, 1))

    assert Followup.objects.of_hires(on=date(2018, 10, 21)).get().hire == hire
    assert not Followup.objects.of_hires(on=date(2018, 10, 22)).exists()

    reminding.did_not_speak(hire.pk, by=staff, on=date(2018, 10, 2))

    assert not Followup.objects.of_hires(on=date(2018, 10, 2)).exists()


def test_follow_ups_are_the_offices_own(staff, employer_contact):
    followup = FollowupFactory()
    person = followup.introduction.graduate
    person.user = UserFactory(role=Role.GRADUATE)
    person.save()

    assert list(Followup.objects.visible_to(staff)) == [followup]
    assert not Followup.objects.visible_to(employer_contact).exists()
    assert not Followup.objects.visible_to(person.user).exists()
