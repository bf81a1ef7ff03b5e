"""A warning stands before drawing somebody away from inside another employer's rebate period."""

from datetime import date

import pytest

from placements.domain.hires import hires
from placements.domain.introductions.introduction_warnings import warnings
from placements.models import Introduction
from tests.factories import book_one
from tests.factories.employers import EmployerFactory
from tests.factories.placements import IntroductionFactory

LAST = date(2026, 6, 23)  # twelve weeks from 1 April


@pytest.fixture
def elsewhere(admin) -> Introduction:
    """A draft introduction of somebody who started somewhere else on 1 April."""
    fee = book_one.started(4_800_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)
    return IntroductionFactory(graduate=fee.hire.graduate, employer=EmployerFactory())


def warnings_of(introduction: Introduction, on: date) -> list[str]:
    return warnings([introduction], on=on)[introduction.pk]


def test_inside_the_rebate_period_it_warns_and_says_until_when(elsewhere):
    (sentence,) = warnings_of(elsewhere, LAST)

    assert "in its rebate period until 23 June 2026" in sentence


def test_after_it_there_is_nothing_to_say(elsewhere):
    assert warnings_of(elsewhere, date(2026, 6, 24)) == []


def test_the_same_employer_may_have_them_for_another_role(elsewhere, admin):
    hire = elsewhere.graduate.hires.get()
    again = IntroductionFactory(graduate=elsewhere.graduate, employer=hire.employer)

    assert warnings_of(again, LAST) == []


def test_whoever_left_gives_no_warning(elsewhere, admin):
    hire = elsewhere.graduate.hires.get()
    hires.end(hire.pk, last_day=date(2026, 5, 1), reason="resigned", by=admin, on=date(2026, 5, 1))

    assert warnings_of(elsewhere, date(2026, 5, 4)) == []


def test_the_office_reads_it_in_the_api(staff_api, elsewhere, on_day):
    on_day(date(2026, 5, 4))

    answer = staff_api.get(f"/api/v1/introductions/{elsewhere.pk}/").json()

    assert len(answer["warnings"]) == 1
