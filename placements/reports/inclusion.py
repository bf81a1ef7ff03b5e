"""Who we reach: the answers of equality monitoring as counts, and never as people.

This is the only code that reads all answers. Small counts are hidden, with enough others that
the total does not reveal them; the rest is rounded to 5; small bases have no percentage.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from placements.choices import MONITORING, OutcomeCode, answers_to
from placements.models import Cohort, Graduate, MonitoringAnswer

from .outcomes import IN_FIELD, WINDOW, counting
from .suppression import SafeCount, nearest_5, percent, suppress, suppress_pairs


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many gave an answer, None if hidden; the percentage is of all who answered."""

    answer: str
    words: str
    count: SafeCount
    percent: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, how many answered it to the nearest 5, and the counts of each answer."""

    question: str
    words: str
    answered: int
    answers: list[AnswerCount]

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API shows it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Fared:
    """Of those who gave an answer and whose 180 days are over: how many found work in the field."""

    answer: str
    words: str
    people: SafeCount
    in_field: SafeCount
    percent: str | None


def people() -> int:
    """Return how many people could have answered, to the nearest 5."""
    return nearest_5(Graduate.objects.filter(erased_on=None).count())


def inclusion() -> list[Question]:
    """Return every question with its counts, "prefer not to say" among them.

    A percentage is of all who answered the question, in whole per cent.
    """
    counted = MonitoringAnswer.objects.values_list("question", "answer").annotate(n=Count("pk"))
    counts = Counter({(question, answer): n for question, answer, n in counted.order_by()})
    return [_question(question, counts) for question in MONITORING]


def _question(question: str, counts: Counter[tuple[str, str]]) -> Question:
    answers = answers_to(question)
    exact = [counts[question, answer] for answer in answers]
    total = sum(exact)
    return Question(
        question,
        MONITORING[question][0],
        nearest_5(total),
        [
            AnswerCount(
                answer,
                words,
                _rounded(count),
                None if count is None else _share(count, total),
            )
            for (answer, words), count in zip(answers.items(), suppress(exact), strict=True)
        ],
    )


def fared(question: str, *, on: date) -> list[Fared]:
    """Return, for each answer to a question, how those people fared, small numbers hidden.

    Counts graduates whose window of 180 days ended before a day.
    """
    over = Cohort.objects.filter(end_on__lt=on - WINDOW)
    by_person = counting(over)
    in_field = {key for key, outcome in by_person.items() if outcome.code in IN_FIELD}
    left_out = {key for key, outcome in by_person.items() if outcome.code == OutcomeCode.EXCLUDED}
    given = MonitoringAnswer.objects.filter(
        question=question, graduate__cohort__in=over, graduate__left_course_on=None
    )
    counts = Counter(
        (row.answer, row.graduate_id in in_field)
        for row in given.only("answer", "graduate")
        if row.graduate_id not in left_out
    )
    answers = answers_to(question)
    rows = [(counts[answer, True], counts[answer, False]) for answer in answers]
    totals = suppress([sum(row) for row in rows])
    pairs = suppress_pairs(rows, [place for place, total in enumerate(totals) if total is None])
    return [
        Fared(answer, words, _rounded(total), _rounded(pair[0]), _rate(pair))
        for (answer, words), total, pair in zip(answers.items(), totals, pairs, strict=True)
    ]


def _rounded(count: SafeCount) -> SafeCount:
    return None if count is None else nearest_5(count)


def _rate(pair: tuple[SafeCount, SafeCount]) -> str | None:
    yes, no = pair
    return None if yes is None or no is None else _share(yes, yes + no)


def _share(count: int, total: int) -> str | None:
    share = percent(count, total, places=0)
    return None if share is None else str(share)
