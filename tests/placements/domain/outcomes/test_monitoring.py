"""Equality monitoring: one's own answers, in a box nothing else knows of."""

import ast
from datetime import date
from pathlib import Path

import pytest

import placements
from foundation.errors import BadValue
from foundation.models import HistoryEntry
from placements.choices import MONITORING, answers_to
from placements.domain.outcomes import monitoring
from placements.models import Graduate, MonitoringAnswer, MonitoringObjection

DAY = date(2026, 3, 2)


def test_a_person_answers_changes_and_takes_back_an_answer(graduate, graduate_user):
    monitoring.answer(graduate.pk, {"gender": "woman", "age": "25_34"}, by=graduate_user)
    monitoring.answer(graduate.pk, {"gender": "prefer_not_to_say", "age": ""}, by=graduate_user)

    assert monitoring.answers_of(graduate.pk, by=graduate_user) == {"gender": "prefer_not_to_say"}


@pytest.mark.parametrize("question", MONITORING)
def test_prefer_not_to_say_is_an_answer_to_every_question(graduate, graduate_user, question):
    monitoring.answer(graduate.pk, {question: "prefer_not_to_say"}, by=graduate_user)

    assert answers_to(question)["prefer_not_to_say"] == "Prefer not to say"


@pytest.mark.parametrize("answers", [{"gender": "asian"}, {"salary": "yes"}])
def test_there_are_no_other_questions_and_answers(graduate, graduate_user, answers):
    with pytest.raises(BadValue, match="Choose one"):
        monitoring.answer(graduate.pk, answers, by=graduate_user)


def test_nobody_else_writes_or_reads_them_not_even_an_admin(graduate, admin, staff):
    for person in (admin, staff):
        with pytest.raises(monitoring.NotYourAnswers):
            monitoring.answer(graduate.pk, {"gender": "man"}, by=person)
        with pytest.raises(monitoring.NotYourAnswers):
            monitoring.answers_of(graduate.pk, by=person)
        with pytest.raises(monitoring.NotYourAnswers):
            monitoring.object_to_it(graduate.pk, by=person, on=DAY)


def test_an_objection_takes_the_answers_out_and_stops_the_questions(graduate, graduate_user):
    monitoring.answer(graduate.pk, {"gender": "woman"}, by=graduate_user)

    monitoring.object_to_it(graduate.pk, by=graduate_user, on=DAY)

    assert not MonitoringAnswer.objects.exists()
    assert monitoring.objected_on(graduate.pk, by=graduate_user) == DAY
    with pytest.raises(monitoring.ObjectedToMonitoring):
        monitoring.answer(graduate.pk, {"gender": "woman"}, by=graduate_user)


def test_who_changes_their_mind_is_asked_again(graduate, graduate_user):
    monitoring.object_to_it(graduate.pk, by=graduate_user, on=DAY)
    monitoring.ask_again(graduate.pk, by=graduate_user)

    monitoring.answer(graduate.pk, {"gender": "woman"}, by=graduate_user)

    assert not MonitoringObjection.objects.exists()


def test_answering_leaves_no_line_of_history(graduate, graduate_user):
    before = HistoryEntry.objects.count()

    monitoring.answer(graduate.pk, {"gender": "woman"}, by=graduate_user)
    monitoring.object_to_it(graduate.pk, by=graduate_user, on=DAY)

    assert HistoryEntry.objects.count() == before


@pytest.mark.parametrize("model", [MonitoringAnswer, MonitoringObjection])
def test_nothing_leads_from_a_person_to_their_answers(model):
    """No reverse relation: no join, filter, search or order can reach into the box."""
    assert model not in {relation.related_model for relation in Graduate._meta.related_objects}
    assert [field.name for field in model._meta.get_fields() if field.is_relation] == ["graduate"]


MAY_KNOW = {
    *(
        "models/monitoring.py",
        "models/__init__.py",
        "domain/outcomes/monitoring.py",
        "domain/people/erasure.py",
    ),
    *("reports/inclusion.py", "exchange/my_data.py"),
}


def test_no_other_code_of_the_house_names_the_box():
    root = Path(placements.__file__).parents[1]
    modules = set()
    for folder in ("foundation", "employers", "placements", "billing", "project"):
        for file in (root / folder).rglob("*.py"):
            if "migrations" in file.parts or "sample" in file.parts:
                continue
            names = {
                getattr(node, "id", getattr(node, "name", getattr(node, "attr", "")))
                for node in ast.walk(ast.parse(file.read_text()))
            }
            if names & {"MonitoringAnswer", "MonitoringObjection"}:
                modules.add(str(file.relative_to(root)))

    assert modules - {f"placements/{name}" for name in MAY_KNOW} == set()
