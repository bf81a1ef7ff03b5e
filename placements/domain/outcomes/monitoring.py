"""Equality monitoring: only the graduate answers and reads; an objection deletes the answers.

Nothing here writes history: whether a graduate answered is as private as the answer. Counts are
made in ``placements.reports.inclusion`` and nowhere else.
"""

from collections.abc import Mapping
from datetime import date

from foundation.accounts.models import User
from foundation.errors import BadValue, DomainError
from foundation.transactions import atomic
from placements.choices import MONITORING, answers_to
from placements.models import Graduate, MonitoringAnswer, MonitoringObjection


class ObjectedToMonitoring(DomainError):
    """The graduate has objected to the questions."""

    code = "objected_to_monitoring"


class NotYourAnswers(DomainError):
    """The answers belong to another graduate."""

    code = "not_your_answers"


@atomic
def answer(graduate_id: int, answers: Mapping[str, str], *, by: User) -> None:
    """Save a graduate's own answers; a question left empty has its answer deleted.

    Raises NotYourAnswers for anyone else, ObjectedToMonitoring after an objection, and BadValue
    naming a question that has no such answer.
    """
    person = _own(graduate_id, by)
    if MonitoringObjection.objects.filter(graduate=person).exists():
        raise ObjectedToMonitoring(
            "You asked us not to ask these questions. Tell us if you have changed your mind."
        )
    for question, choice in answers.items():
        if question not in MONITORING or (choice and choice not in answers_to(question)):
            raise BadValue(question, "Choose one of the answers.")
        rows = MonitoringAnswer.objects.filter(graduate=person, question=question)
        if not choice:
            rows.delete()
        elif not rows.update(answer=choice):
            MonitoringAnswer.objects.create(graduate=person, question=question, answer=choice)


@atomic
def object_to_it(graduate_id: int, *, by: User, on: date) -> None:
    """Delete all of a graduate's answers, and stop asking. Raises NotYourAnswers."""
    person = _own(graduate_id, by)
    MonitoringAnswer.objects.filter(graduate=person).delete()
    MonitoringObjection.objects.get_or_create(graduate=person, defaults={"objected_on": on})


@atomic
def ask_again(graduate_id: int, *, by: User) -> None:
    """Ask a graduate again after an objection. Raises NotYourAnswers."""
    MonitoringObjection.objects.filter(graduate=_own(graduate_id, by)).delete()


def answers_of(graduate_id: int, *, by: User) -> dict[str, str]:
    """Return a graduate's own answers by question. Raises NotYourAnswers for anyone else."""
    rows = MonitoringAnswer.objects.filter(graduate=_own(graduate_id, by))
    return dict(rows.values_list("question", "answer"))


def objected_on(graduate_id: int, *, by: User) -> date | None:
    """Return the day a graduate objected, or None. Raises NotYourAnswers."""
    objections = MonitoringObjection.objects.filter(graduate=_own(graduate_id, by))
    return objections.values_list("objected_on", flat=True).first()


def _own(graduate_id: int, by: User) -> Graduate:
    person = Graduate.objects.get(pk=graduate_id)
    if person.user_id != by.pk:
        raise NotYourAnswers("Only the graduate can read or change these answers.")
    return person
