"""Graduates, what they built, whom they met and who hired them."""

from datetime import date
from typing import Any

import factory
from dateutil.relativedelta import relativedelta
from factory.django import DjangoModelFactory

from placements.choices import CohortState, HireState, IntroductionState, JobSearch, Visibility
from placements.models import (
    Cohort,
    Consent,
    Graduate,
    Hire,
    Introduction,
    PortfolioProject,
    Programme,
)
from project.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.employers import EmployerFactory, HiringRequestFactory, TermsFactory


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Programme {n}")


class CohortFactory(DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    class Params:
        postponed = factory.Trait(state=CohortState.POSTPONED, start_on=None, end_on=None)

    name = factory.Sequence(lambda n: f"FAC{n}")
    campus = "London"
    programme = factory.SubFactory(ProgrammeFactory)
    start_on = date(2018, 3, 5)
    end_on = date(2018, 6, 22)
    state = CohortState.FINISHED


class GraduateFactory(DjangoModelFactory[Graduate]):
    """Somebody whose profile is private, unless a trait says otherwise."""

    class Meta:
        model = Graduate
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            visibility=Visibility.PUBLISHED,
            consent=factory.RelatedFactory(
                "tests.factories.placements.ConsentFactory", factory_related_name="graduate"
            ),
        )
        hidden = factory.Trait(
            visibility=Visibility.HIDDEN,
            consent=factory.RelatedFactory(
                "tests.factories.placements.ConsentFactory",
                factory_related_name="graduate",
                withdrawn_on=date(2018, 7, 2),
            ),
        )
        # May be introduced: published, identity seen, looking.
        ready = factory.Trait(
            published=True, identity_seen_on=date(2018, 6, 25), job_search=JobSearch.LOOKING
        )
        signs_in = factory.Trait(
            user=factory.SubFactory(
                UserFactory,
                role=Role.GRADUATE,
                email=factory.SelfAttribute("..email"),
                full_name=factory.SelfAttribute("..full_name"),
            )
        )

    reference = factory.Sequence(lambda n: f"GRAD-T{n}")
    full_name = factory.Sequence(lambda n: f"Graduate {n}")
    email = factory.Sequence(lambda n: f"graduate{n}@example.net")
    cohort = factory.SubFactory(CohortFactory)
    headline = "Developer who likes tests"
    location = "London"

    @factory.post_generation
    def skills(self, create: bool, extracted: Any, **_: Any) -> None:
        if extracted:
            self.skills.set(extracted)


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    class Params:
        withdrawn = factory.Trait(withdrawn_on=date(2018, 7, 2))

    graduate = factory.SubFactory(GraduateFactory)
    given_on = date(2018, 6, 25)


class PortfolioProjectFactory(DjangoModelFactory[PortfolioProject]):
    class Meta:
        model = PortfolioProject
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Project {n}")
    client = "A nonprofit"
    cohort = factory.SubFactory(CohortFactory)

    @factory.post_generation
    def team(self, create: bool, extracted: Any, **_: Any) -> None:
        if extracted:
            self.team.set(extracted)


class IntroductionFactory(DjangoModelFactory[Introduction]):
    """A draft of a graduate who may be introduced, to an employer with accepted terms."""

    class Meta:
        model = Introduction

    class Params:
        sent = factory.Trait(
            state=IntroductionState.SENT,
            sent_on=date(2018, 7, 2),
            terms=factory.SubFactory(TermsFactory, employer=factory.SelfAttribute("..employer")),
            valid_until=factory.LazyAttribute(lambda made: made.sent_on + relativedelta(years=1)),
        )
        interviewing = factory.Trait(sent=True, state=IntroductionState.INTERVIEWING)
        offered = factory.Trait(sent=True, state=IntroductionState.OFFERED)
        declined = factory.Trait(sent=True, state=IntroductionState.DECLINED, reason="Too junior")
        # Sent in the age of the spreadsheet.
        from_the_register = factory.Trait(sent=True, brought_over=True, willing_on=None)

    graduate = factory.SubFactory(GraduateFactory, ready=True)
    employer = factory.SubFactory(EmployerFactory)
    hiring_request = factory.SubFactory(
        HiringRequestFactory, employer=factory.SelfAttribute("..employer")
    )
    willing_on = date(2018, 6, 29)
    moved_on = factory.SelfAttribute("sent_on")


class HireFactory(DjangoModelFactory[Hire]):
    """A hire agreed out of an offer: £32,000.00, permanent, full time, from 3 September 2018."""

    class Meta:
        model = Hire

    class Params:
        fixed_term = factory.Trait(contract="fixed_term", months=6)
        part_time = factory.Trait(fte="0.6", salary_pence=19_200_00)
        fell_through = factory.Trait(
            state=HireState.FELL_THROUGH, fell_through_on=date(2018, 8, 20), reason="Another offer"
        )

    introduction = factory.SubFactory(IntroductionFactory, sent=True, state=IntroductionState.HIRED)
    graduate = factory.SelfAttribute("introduction.graduate")
    employer = factory.SelfAttribute("introduction.employer")
    terms = factory.SelfAttribute("introduction.terms")
    fee_due = True
    fee_note = "Hired out of an introduction, inside its introduction period."
    start_on = date(2018, 9, 3)
    salary_pence = 32_000_00
    agreed_on = date(2018, 8, 1)
