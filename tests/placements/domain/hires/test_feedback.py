"""Feedback of an employer is kept with the introduction's history."""

from datetime import date

import pytest

from foundation import history
from foundation.errors import BadValue
from placements.domain.hires import feedback
from placements.domain.hires.engagement import NotIntroduced
from tests.factories.placements import IntroductionFactory

DAY = date(2018, 7, 9)


def test_what_an_employer_says_is_kept_and_moves_nothing(employer_contact):
    introduction = IntroductionFactory(interviewing=True)

    feedback.give(introduction.pk, text=" Calm and clear. ", by=employer_contact, on=DAY)

    entry = history.of(introduction).last()
    assert (entry.verb, entry.by, entry.on) == ("feedback", employer_contact, DAY)
    assert (entry.from_state, entry.to_state) == ("interviewing", "interviewing")
    assert entry.detail == {"reason": "Calm and clear."}


def test_feedback_says_something(employer_contact):
    with pytest.raises(BadValue, match="Enter your feedback"):
        feedback.give(IntroductionFactory(sent=True).pk, text=" ", by=employer_contact, on=DAY)


def test_nobody_judges_somebody_they_do_not_know(employer_contact):
    with pytest.raises(NotIntroduced):
        feedback.give(IntroductionFactory().pk, text="Hm", by=employer_contact, on=DAY)
