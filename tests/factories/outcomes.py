"""What became of graduates, and what they tell us about themselves."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from placements.models import (
    Cv,
    ErasureRequest,
    JobReport,
    MonitoringAnswer,
    MonitoringObjection,
    Outcome,
    PublishedOutcomes,
)
from tests.factories.accounts import UserFactory
from tests.factories.placements import GraduateFactory


class CvFactory(DjangoModelFactory[Cv]):
    class Meta:
        model = Cv

    graduate = factory.SubFactory(GraduateFactory)
    content = b"%PDF-1.4 the shortest CV"
    pages = 1
    uploaded_on = date(2018, 7, 2)


class OutcomeFactory(DjangoModelFactory[Outcome]):
    """A full-time job in the field, from 3 September 2018."""

    class Meta:
        model = Outcome

    class Params:
        seeking = factory.Trait(code="3A", evidence="")
        # Decided on the first day of the course, as it must be.
        excluded = factory.Trait(
            code="X",
            since_on=factory.SelfAttribute("graduate.cohort.start_on"),
            decided_on=factory.SelfAttribute("graduate.cohort.start_on"),
            evidence="No right to work in the country",
        )

    graduate = factory.SubFactory(GraduateFactory)
    code = "1A"
    since_on = date(2018, 9, 3)
    decided_on = date(2018, 9, 10)
    decided_by = factory.SubFactory(UserFactory)
    evidence = "Offer letter seen"


class PublishedOutcomesFactory(DjangoModelFactory[PublishedOutcomes]):
    class Meta:
        model = PublishedOutcomes

    title = factory.Sequence(lambda n: f"Outcomes, edition {n}")
    published_on = date(2019, 1, 7)
    published_by = factory.SubFactory(UserFactory)
    figures = factory.LazyFunction(lambda: {"groups": []})


class JobReportFactory(DjangoModelFactory[JobReport]):
    """A graduate reports a full-time job from 3 September 2018; nobody has dealt with it."""

    class Meta:
        model = JobReport

    class Params:
        dismissed = factory.Trait(
            state="dismissed",
            settled_on=date(2018, 9, 17),
            settled_by=factory.SubFactory(UserFactory),
            reason="Reported twice",
        )

    graduate = factory.SubFactory(GraduateFactory)
    employer_name = "A firm we do not know"
    job_title = "Junior developer"
    work = "full_time"
    start_on = date(2018, 9, 3)
    through_us = "unsure"
    reported_on = date(2018, 9, 10)


class MonitoringAnswerFactory(DjangoModelFactory[MonitoringAnswer]):
    class Meta:
        model = MonitoringAnswer

    graduate = factory.SubFactory(GraduateFactory)
    question = "gender"
    answer = "woman"


class MonitoringObjectionFactory(DjangoModelFactory[MonitoringObjection]):
    class Meta:
        model = MonitoringObjection

    graduate = factory.SubFactory(GraduateFactory)
    objected_on = date(2018, 7, 2)


class ErasureRequestFactory(DjangoModelFactory[ErasureRequest]):
    class Meta:
        model = ErasureRequest

    class Params:
        done = factory.Trait(done_on=date(2018, 9, 20))

    graduate = factory.SubFactory(GraduateFactory)
    asked_on = date(2018, 9, 3)
    due_on = date(2018, 10, 3)
