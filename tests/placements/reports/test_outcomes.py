"""Outcomes: everybody who enrolled counts, each percentage has two numbers, cohorts are pooled."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from placements.domain.outcomes import outcomes as deciding
from placements.models import PublishedOutcomes
from placements.reports.outcomes import last_day, outcomes
from placements.reports.publication import NothingToPublish, publish, published_cohorts
from tests.factories.outcomes import OutcomeFactory
from tests.factories.placements import CohortFactory, GraduateFactory

START, END = date(2018, 3, 5), date(2018, 6, 22)
AFTER = END + timedelta(days=181)


def cohort_of(name: str, codes: str, *, end_on: date = END, silent: int = 0, left: int = 0):
    """Make a cohort whose people have these codes, some silent, some gone before the end."""
    cohort = CohortFactory(name=name, start_on=START, end_on=end_on)
    for code in codes.split():
        person = GraduateFactory(cohort=cohort)
        if code == "X":
            OutcomeFactory(graduate=person, excluded=True)
        else:
            OutcomeFactory(graduate=person, code=code, salary_pence=30_000_00)
    for _ in range(silent):
        GraduateFactory(cohort=cohort)
    for _ in range(left):
        GraduateFactory(cohort=cohort, left_course_on=date(2018, 4, 2))
    return cohort


def shares_of(pool) -> dict[str, tuple[int, int]]:
    return {share.key: (share.numerator, share.denominator) for share in pool.shares()}


def test_the_window_ends_with_day_180():
    assert last_day(date(2026, 1, 16)) == date(2026, 7, 15)


def test_a_cohort_of_16_in_the_way_of_cirr(db):
    cohort_of("FAC14", "X " + "1A " * 8 + "1B 1B 1E 2B 3A 3A", left=1)

    (pool,) = outcomes(on=AFTER)

    assert (pool.enrolled, pool.graduated, pool.excluded, pool.base) == (16, 15, 1, 14)
    assert shares_of(pool) == {
        "graduated": (15, 16),
        "in_field": (11, 14),
        "in_field_full_time": (10, 14),
        "out_of_field": (1, 14),
        "seeking": (2, 14),
        "not_seeking": (0, 14),
        "silent": (0, 14),
        "in_field_of_enrolled": (11, 16),
    }


def test_a_cohort_of_16_publishes_no_percentage_at_all(db):
    cohort_of("FAC14", "1A " * 16)

    (pool,) = outcomes(on=AFTER)

    assert pool.as_json()["may_be_published"] is False
    assert {share["percent"] for share in pool.as_json()["shares"]} == {None}


def test_cohorts_are_pooled_until_the_base_allows_it_and_the_pool_says_which(db):
    cohort_of("FAC16", "1A " * 12, end_on=END + timedelta(days=2))
    cohort_of("FAC14", "1A " * 10 + "3A 3A")
    cohort_of("FAC15", "1A " * 12, end_on=END + timedelta(days=1))

    pools = outcomes(on=AFTER + timedelta(days=9))

    assert [pool.cohorts for pool in pools] == [["FAC14", "FAC15"], ["FAC16"]]
    assert [pool.is_large_enough for pool in pools] == [True, False]
    (in_field,) = [share for share in pools[0].shares() if share.key == "in_field"]
    assert in_field.as_json() == {
        "key": "in_field",
        "words": "Found work in the field",
        "numerator": 22,
        "denominator": 24,
        "percent": "91.7",
        "published": "91.7 % (20 of 25, rounded to 5)",
    }
    assert outcomes(on=AFTER + timedelta(days=9), cohort="fac15") == pools[:1]


def test_who_does_not_report_stays_in_the_base(db):
    cohort_of("FAC14", "1A", silent=3)

    (pool,) = outcomes(on=AFTER)

    assert (pool.base, pool.counts["4"]) == (4, 3)


def test_a_cohort_counts_only_once_its_window_is_over(db):
    cohort_of("FAC14", "1A")

    assert outcomes(on=END + timedelta(days=180)) == []
    assert len(outcomes(on=END + timedelta(days=181))) == 1


def test_what_became_true_after_the_window_does_not_count(db):
    cohort = CohortFactory(start_on=START, end_on=END)
    in_time, too_late = GraduateFactory(cohort=cohort), GraduateFactory(cohort=cohort)
    OutcomeFactory(graduate=in_time, since_on=last_day(END), decided_on=date(2019, 5, 1))
    day_181 = last_day(END) + timedelta(days=1)
    OutcomeFactory(graduate=too_late, since_on=day_181, decided_on=date(2019, 5, 1))

    (pool,) = outcomes(on=date(2019, 6, 1))

    assert (pool.counts["1A"], pool.counts["4"]) == (1, 1)


def test_the_later_decision_counts(db, staff):
    person = OutcomeFactory(graduate__cohort__end_on=END, code="1A").graduate
    deciding.decide(person.pk, "3A", since_on=date(2018, 10, 1), by=staff, on=date(2018, 10, 8))

    (pool,) = outcomes(on=AFTER)

    assert (pool.counts["1A"], pool.counts["3A"]) == (0, 1)


def test_a_published_edition_holds_rounded_figures_and_both_numbers(db, staff):
    cohort_of("FAC14", "1A " * 18 + "3A " * 6, left=1)

    edition = publish("Outcomes 2018", by=staff, on=AFTER)

    (pool,) = edition.figures["pools"]
    assert (pool["cohorts"], pool["enrolled"], pool["base"]) == (["FAC14"], 25, 25)
    assert (pool["counts"]["1A"], pool["counts"]["3A"]) == (20, 5)
    assert pool["shares"]["in_field"] == "75.0 % (20 of 25, rounded to 5)"
    assert pool["median_salary_pence"] == 30_000_00


def test_a_cohort_is_published_once_so_that_no_two_editions_can_be_compared(db, staff):
    cohort_of("FAC14", "1A " * 24)
    publish("Outcomes 2018", by=staff, on=AFTER)

    with pytest.raises(NothingToPublish):
        publish("Outcomes 2018, again", by=staff, on=AFTER)
    assert published_cohorts() == ["FAC14"]


def test_too_small_a_pool_waits_for_the_next_cohort(db, staff):
    cohort_of("FAC14", "1A " * 16)

    with pytest.raises(NothingToPublish):
        publish("Outcomes 2018", by=staff, on=AFTER)


def test_what_is_learnt_later_does_not_change_what_was_published(db, staff):
    cohort_of("FAC14", "1A " * 24)
    edition = publish("Outcomes 2018", by=staff, on=AFTER)
    edition.figures = {"pools": []}

    with pytest.raises(IntegrityError, match="published_outcomes_are_frozen"), transaction.atomic():
        edition.save()
    assert PublishedOutcomes.objects.get().figures["pools"][0]["cohorts"] == ["FAC14"]


def test_the_report_takes_three_queries_whatever_the_cohorts(db, django_assert_num_queries):
    for name in ("FAC14", "FAC15", "FAC16"):
        cohort_of(name, "1A 3A")

    with django_assert_num_queries(3):
        outcomes(on=AFTER)
