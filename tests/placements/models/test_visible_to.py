"""What each person may see of introductions, CVs and projects, asked of the records themselves."""

from datetime import date

import pytest

from placements.models import Cv, Introduction, PortfolioProject
from tests.factories.outcomes import CvFactory
from tests.factories.placements import (
    GraduateFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(employer, employer_contact) -> Introduction:
    """An introduction to the contact's firm that nobody has sent."""
    return IntroductionFactory(employer=employer)


@pytest.fixture
def sent(employer, employer_contact) -> Introduction:
    return IntroductionFactory(employer=employer, sent=True)


def test_an_employer_sees_an_introduction_once_it_is_sent(draft, sent, employer_contact):
    assert list(Introduction.objects.visible_to(employer_contact)) == [sent]


def test_an_employer_that_asked_to_meet_sees_nobody_by_name_before_that(employer_contact):
    contact = employer_contact.contact
    IntroductionFactory(employer=contact.employer, contact=contact, asked_for=True)

    assert not Introduction.objects.visible_to(employer_contact).exists()


def test_an_employer_reads_the_cv_of_a_person_introduced_to_it_and_of_nobody_else(
    draft, sent, employer_contact
):
    theirs = CvFactory(graduate=sent.graduate)
    CvFactory(graduate=draft.graduate)
    CvFactory(graduate=IntroductionFactory(sent=True).graduate)

    assert list(Cv.objects.visible_to(employer_contact)) == [theirs]


def test_a_cv_is_gone_with_the_profile(sent, employer_contact):
    CvFactory(graduate=sent.graduate)
    sent.graduate.consents.update(withdrawn_on=date(2018, 9, 3))
    sent.graduate.visibility = "hidden"
    sent.graduate.save()

    assert not Cv.objects.visible_to(employer_contact).exists()


def test_a_project_of_two_graduates_is_listed_once(employer_contact):
    team = GraduateFactory.create_batch(2, published=True)
    project = PortfolioProjectFactory(team=team)

    assert list(PortfolioProject.objects.visible_to(employer_contact)) == [project]
