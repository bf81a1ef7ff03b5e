"""Inclusion: the answers of equality monitoring leave their box as counts, and only as counts."""

from datetime import date

from placements.models import MonitoringAnswer
from placements.reports.inclusion import fared, inclusion
from tests.factories.outcomes import MonitoringAnswerFactory, OutcomeFactory
from tests.factories.placements import CohortFactory, GraduateFactory

AFTER = date(2019, 6, 3)


def answer_times(question: str, answer: str, times: int, **person) -> list[MonitoringAnswer]:
    return [
        MonitoringAnswerFactory(
            graduate=GraduateFactory(**person), question=question, answer=answer
        )
        for _ in range(times)
    ]


def counts(question: str) -> dict[str, tuple[int | None, str | None]]:
    (row,) = [row for row in inclusion() if row.question == question]
    return {one.answer: (one.count, one.percent) for one in row.answers}


def test_counts_are_rounded_and_percentages_are_of_all_who_answered(db):
    answer_times("gender", "woman", 17)
    answer_times("gender", "man", 13)

    assert counts("gender") == {
        "woman": (15, "57"),
        "man": (15, "43"),
        "non_binary": (0, "0"),
        "another": (0, "0"),
        "prefer_not_to_say": (0, "0"),
    }


def test_a_small_count_is_hidden_with_another_one(db):
    answer_times("gender", "woman", 17)
    answer_times("gender", "man", 13)
    answer_times("gender", "non_binary", 1)

    assert counts("gender") == {
        "woman": (15, "55"),
        "man": (None, None),
        "non_binary": (None, None),
        "another": (0, "0"),
        "prefer_not_to_say": (0, "0"),
    }


def test_prefer_not_to_say_is_an_answer_and_is_counted(db):
    answer_times("disability", "no", 20)
    answer_times("disability", "prefer_not_to_say", 10)

    assert counts("disability")["prefer_not_to_say"] == (10, "33")


def test_there_is_no_percentage_of_22_answers(db):
    answer_times("gender", "woman", 12)
    answer_times("gender", "man", 10)

    assert counts("gender")["woman"] == (10, None)


def test_with_no_answers_there_are_zeros_and_no_percentages(db):
    assert {row.answered for row in inclusion()} == {0}
    assert counts("age")["under_25"] == (0, None)


def test_how_groups_fared_is_told_where_the_groups_are_large(db):
    cohort = CohortFactory()
    for number, answer in enumerate(
        [
            *answer_times("gender", "woman", 24, cohort=cohort),
            *answer_times("gender", "man", 25, cohort=cohort),
        ]
    ):
        code = "1A" if number % 3 else "3A"
        OutcomeFactory(graduate=answer.graduate, code=code)

    rows = {
        row.answer: (row.people, row.in_field, row.percent) for row in fared("gender", on=AFTER)
    }

    assert rows["woman"] == (25, 15, "67")
    assert rows["man"] == (25, 15, "64")
    assert rows["non_binary"] == (0, 0, None)


def test_a_group_in_which_few_found_work_hides_itself_and_another(db):
    cohort = CohortFactory()
    for answer in answer_times("gender", "woman", 24, cohort=cohort):
        OutcomeFactory(graduate=answer.graduate, code="1A")
    answer_times("gender", "man", 24, cohort=cohort)
    for answer in answer_times("gender", "another", 7, cohort=cohort)[:2]:
        OutcomeFactory(graduate=answer.graduate, code="1A")

    rows = {row.answer: (row.in_field, row.percent) for row in fared("gender", on=AFTER)}

    assert rows["another"] == (None, None)
    assert [answer for answer, row in rows.items() if row == (None, None)] != ["another"]


def test_it_takes_one_query_for_all_questions(db, django_assert_num_queries):
    answer_times("gender", "woman", 3)
    answer_times("age", "25_34", 3)

    with django_assert_num_queries(1):
        inclusion()
