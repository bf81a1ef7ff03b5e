"""Equality monitoring, kept apart: no code for matching or employers uses it.

Answers point at the graduate and never back (``related_name="+"``): no join leads to them from a
profile, and no list, search, order or export can reach them. They write no history either.
Source: Data Protection Act 2018, sch. 1 para. 8: never for decisions about a person, and it stops
when they object in writing.
"""

from django.db import models
from django.db.models import Q

from placements.choices import MONITORING, answers_to

from .graduate import Graduate


def known_answers() -> Q:
    """Return the condition that a question has one of its answers."""
    known = Q()
    for question in MONITORING:
        known |= Q(question=question, answer__in=list(answers_to(question)))
    return known


class MonitoringAnswer(models.Model):
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=12)
    answer = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="monitoring_question_once_a_person", fields=["graduate", "question"]
            ),
            models.CheckConstraint(name="monitoring_answer_is_known", condition=known_answers()),
        ]

    def __str__(self) -> str:
        return "An answer"  # never prints whose answer it is, or what it says


class MonitoringObjection(models.Model):
    """A graduate objected: their answers are deleted, and we do not ask again."""

    graduate = models.OneToOneField(Graduate, on_delete=models.PROTECT, related_name="+")
    objected_on = models.DateField()

    def __str__(self) -> str:
        return "An objection"
