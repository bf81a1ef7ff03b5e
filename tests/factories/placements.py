"""Graduates, what they built, whom they met and who hired them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import factory
from factory.django import DjangoModelFactory

from employers.models import Contact, Employer, Terms
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from placements.choices import CohortState, JobSearch, Visibility
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import introductions, reminding, willingness
from placements.models import (
    Cohort,
    Consent,
    Followup,
    Graduate,
    Hire,
    Introduction,
    PortfolioProject,
    Programme,
    ProjectPicture,
)
from tests.factories.accounts import ColleagueFactory, UserFactory
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    HiringRequestFactory,
    TermsInPlaceFactory,
)


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Programme {n}")


class CohortFactory(DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    class Params:
        postponed = factory.Trait(state=CohortState.POSTPONED, start_on=None, end_on=None)

    # Far from the FAC14 that tests write themselves.
    name = factory.Sequence(lambda n: f"FAC{n + 1000}")
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


class ProjectPictureFactory(DjangoModelFactory[ProjectPicture]):
    """One that no browser could show: enough wherever nobody looks."""

    class Meta:
        model = ProjectPicture

    project = factory.SubFactory(PortfolioProjectFactory)
    content = b"RIFF----WEBP, three by two"
    sha256 = "0" * 64
    width = 800
    height = 500
    alt = "A map with three pins"
    uploaded_on = date(2018, 7, 2)


class IntroductionFactory(DjangoModelFactory[Introduction]):
    """A draft of a graduate who may be introduced; its traits go on from there by the verbs."""

    class Meta:
        model = Introduction

    class Params:
        # The employer asked to meet; the graduate has not answered.
        asked_for = factory.Trait(
            contact=factory.SubFactory(
                ContactFactory, employer=factory.SelfAttribute("..employer")
            ),
            terms=factory.SubFactory(
                TermsInPlaceFactory, employer=factory.SelfAttribute("..employer")
            ),
            asked_on=date(2018, 6, 28),
        )
        sent = factory.Trait(
            sent_on=date(2018, 7, 2),
            terms=factory.SubFactory(
                TermsInPlaceFactory, employer=factory.SelfAttribute("..employer")
            ),
        )
        interviewing = factory.Trait(sent=True, move=introductions.interview)
        offered = factory.Trait(sent=True, move=introductions.offer)
        declined = factory.Trait(
            sent=True, move=partial(introductions.decline, reason="Looks for more experience")
        )
        withdrawn = factory.Trait(sent=True, move=introductions.withdraw)
        lapsed = factory.Trait(sent=True, move=introductions.lapse, moved_on=date(2018, 9, 3))
        # Sent in the age of the spreadsheet.
        from_the_register = factory.Trait(sent=True, brought_over=True)

    graduate = factory.SubFactory(GraduateFactory, ready=True)
    employer = factory.SubFactory(EmployerFactory)
    hiring_request = factory.SubFactory(
        HiringRequestFactory, employer=factory.SelfAttribute("..employer")
    )
    willing_on = date(2018, 6, 29)
    sent_on = None
    terms = None
    brought_over = False
    move = None
    moved_on = date(2018, 7, 9)
    asked_on = None
    contact = None
    by = factory.SubFactory(ColleagueFactory)

    @classmethod
    def _create(
        cls,
        model_class: type[Introduction],
        *,
        graduate: Graduate,
        employer: Employer,
        sent_on: date | None,
        terms: Terms | None,
        brought_over: bool,
        move: Callable[..., Introduction] | None,
        moved_on: date,
        asked_on: date | None,
        contact: Contact | None,
        by: User,
        **told: Any,
    ) -> Introduction:
        if asked_on and contact:
            role = told["hiring_request"]
            return willingness.ask_to_meet(
                graduate, contact, hiring_request=role, by=by, on=asked_on
            )
        if brought_over:
            return introductions.bring_over(
                graduate, employer, terms, sent_on=sent_on, by=by, on=sent_on
            )
        made = introductions.propose(
            graduate, employer, contact=contact, by=by, on=told["willing_on"] or moved_on, **told
        )
        if sent_on:
            made = introductions.send(made.pk, by=by, on=sent_on)
        return move(made.pk, by=by, on=moved_on) if move else made


class HireFactory(DjangoModelFactory[Hire]):
    """A hire agreed out of an offer: £32,000.00, permanent, full time, from 3 September 2018.

    Whose it is comes from its introduction: `HireFactory(introduction__employer=employer)`.
    """

    class Meta:
        model = Hire

    class Params:
        fixed_term = factory.Trait(contract="fixed_term", months=6)
        part_time = factory.Trait(fte=Decimal("0.6"), salary_pence=19_200_00)
        without_introduction = factory.Trait(
            introduction=None,
            graduate=factory.SubFactory(GraduateFactory),
            employer=factory.SubFactory(EmployerFactory),
            no_introduction_reason="They met at a conference.",
        )
        started = factory.Trait(begins=True)
        ended = factory.Trait(started=True, last_day=date(2018, 11, 16))
        fell_through = factory.Trait(falls_through_on=date(2018, 8, 20))

    introduction = factory.SubFactory(IntroductionFactory, offered=True)
    graduate = factory.SelfAttribute("introduction.graduate")
    employer = factory.SelfAttribute("introduction.employer")
    start_on = date(2018, 9, 3)
    agreed_on = date(2018, 8, 1)
    salary_pence = 32_000_00
    begins = False
    last_day = None
    end_reason = "resigned"
    falls_through_on = None
    by = factory.SubFactory(ColleagueFactory)

    @classmethod
    def _create(
        cls,
        model_class: type[Hire],
        *,
        begins: bool,
        last_day: date | None,
        end_reason: str,
        falls_through_on: date | None,
        by: User,
        **told: Any,
    ) -> Hire:
        hire = hires.agree(Engagement(**told), by=by, on=told["agreed_on"])
        if begins:
            hire = hires.start(hire.pk, by=by, on=hire.start_on)
        if last_day:
            hire = hires.end(hire.pk, last_day=last_day, reason=end_reason, by=by, on=last_day)
        if falls_through_on:
            hire = hires.fall_through(hire.pk, reason="Changed plans", by=by, on=falls_through_on)
        return hire


class FollowupFactory(DjangoModelFactory[Followup]):
    """An employer asked again about somebody introduced to it."""

    class Meta:
        model = Followup

    class Params:
        about_a_hire = factory.Trait(
            introduction=None, hire=factory.SubFactory(HireFactory, started=True)
        )
        undone = factory.Trait(taken_back=True)

    introduction = factory.SubFactory(IntroductionFactory, sent=True)
    hire = None
    by = factory.SubFactory(ColleagueFactory)
    on = date(2018, 10, 1)
    taken_back = False

    @classmethod
    def _create(
        cls,
        model_class: type[Followup],
        *,
        introduction: Introduction | None,
        hire: Hire | None,
        by: User,
        on: date,
        taken_back: bool,
    ) -> Followup:
        if introduction:
            reminding.ask_again(introduction.pk, by=by, on=on)
        elif hire:
            reminding.spoke(hire.pk, by=by, on=on)
        made = model_class.objects.latest("pk")
        if introduction and taken_back:
            reminding.undo_ask_again(introduction.pk, by=by, on=on)
        elif hire and taken_back:
            reminding.did_not_speak(hire.pk, by=by, on=on)
        made.refresh_from_db()
        return made
