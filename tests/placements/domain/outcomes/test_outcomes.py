"""Deciding outcomes: evidence for all but seekers, nobody left out after day one."""

from datetime import date

import pytest

from foundation import history
from foundation.errors import BadValue
from placements.domain.outcomes import outcomes
from placements.models import Outcome
from tests.factories.placements import GraduateFactory, HireFactory

SINCE, DAY, DAY_ONE = date(2018, 9, 3), date(2018, 9, 10), date(2018, 3, 5)


def test_an_outcome_is_kept_with_its_evidence_and_who_decided(staff):
    person = GraduateFactory()

    outcome = outcomes.decide(
        person.pk, "1A", since_on=SINCE, evidence=" Offer letter ", by=staff, on=DAY
    )

    assert (outcome.code, outcome.evidence, outcome.decided_by, outcome.decided_on) == (
        *("1A", "Offer letter", staff),
        DAY,
    )
    assert history.of(outcome).get().to_state == "1A"


@pytest.mark.parametrize("code", ["1A", "1E", "2B", "3B", "4"])
def test_no_code_but_seeking_goes_without_evidence(staff, code):
    person = GraduateFactory()

    with pytest.raises(outcomes.NoEvidence):
        outcomes.decide(person.pk, code, since_on=SINCE, evidence="  ", by=staff, on=DAY)
    assert outcomes.decide(person.pk, "3A", since_on=SINCE, by=staff, on=DAY).evidence == ""


def test_somebody_is_left_out_on_day_one_only(staff):
    person = GraduateFactory(cohort__start_on=DAY_ONE)
    details = {"evidence": "No right to work", "by": staff}

    with pytest.raises(outcomes.TooLateToExclude, match="5 March 2018"):
        outcomes.decide(person.pk, "X", since_on=DAY_ONE, on=date(2018, 3, 6), **details)
    assert outcomes.decide(person.pk, "X", since_on=DAY_ONE, on=DAY_ONE, **details).code == "X"


def test_without_a_cohort_there_is_no_day_one(staff):
    person = GraduateFactory(cohort=None)

    with pytest.raises(outcomes.TooLateToExclude):
        outcomes.decide(person.pk, "X", since_on=DAY, evidence="No right", by=staff, on=DAY)


def test_there_are_no_other_codes_and_nothing_is_decided_ahead(staff):
    person = GraduateFactory()

    with pytest.raises(BadValue, match="1A"):
        outcomes.decide(person.pk, "1F", since_on=SINCE, evidence="x", by=staff, on=DAY)
    with pytest.raises(BadValue, match="cannot be in the future"):
        outcomes.decide(person.pk, "3A", since_on=DAY, by=staff, on=SINCE)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "1A"),
        ({"fixed_term": True}, "1B"),
        ({"fixed_term": True, "months": 3}, "1B"),
        ({"fixed_term": True, "months": 2}, "1E"),
        ({"part_time": True}, "1E"),
    ],
)
def test_a_hire_stands_for_the_code_of_its_contract_and_hours(db, facts, code):
    assert outcomes.code_of(HireFactory(started=True, **facts)) == code


def test_a_started_hire_is_proposed_until_it_is_confirmed(staff):
    hire = HireFactory(started=True)
    HireFactory()  # agreed, not started
    assert outcomes.proposals(on=DAY) == [(hire, "1A")]

    outcome = outcomes.confirm(hire.pk, by=staff, on=DAY)

    assert (outcome.since_on, outcome.salary_pence) == (hire.start_on, hire.salary_pence)
    assert outcome.evidence == f"Hire {hire.pk} by {hire.employer}, started on 3 September 2018."
    assert outcomes.proposals(on=DAY) == []
    assert Outcome.objects.get() == outcome
