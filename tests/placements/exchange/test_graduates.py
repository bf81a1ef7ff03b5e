"""Cohorts, graduates and their projects from spreadsheets."""

from datetime import date

import pytest

from employers.models import Skill
from placements.choices import CohortState, JobSearch, Visibility
from placements.exchange.cohorts import Cohorts
from placements.exchange.graduates import Graduates
from placements.exchange.portfolio_projects import PortfolioProjects
from placements.models import Cohort, Graduate, PortfolioProject
from tests.factories.placements import CohortFactory, GraduateFactory
from tests.foundation.imports.engine.sheets import counts, faults, flags, imported

pytestmark = pytest.mark.django_db


def test_a_cohort_s_state_follows_from_its_dates_on_the_day_of_the_import(staff):
    text = """
        Name,Campus,Start,End
        FAC13,London,26/02/2018,15/06/2018
        FAC14,London,02/07/2018,19/10/2018
        FAC15,London,29/10/2018,
        """

    imported(Cohorts, text, by=staff)

    assert list(Cohort.objects.order_by("pk").values_list("state", flat=True)) == [
        CohortState.FINISHED,
        CohortState.RUNNING,
        CohortState.PLANNED,
    ]


def test_a_cohort_called_by_its_state_or_ending_before_it_starts_is_refused(staff):
    text = """
        Name,Campus,Start,End
        (postponed),London,26/10/2020,06/03/2021
        FAC14,London,02/07/2018,19/10/2017
        FACN?,Nazareth,,
        """

    result = imported(Cohorts, text, by=staff)

    assert faults(result) == [
        "Row 2, Name (A2): This is a state, not a name. "
        "Name the cohort, and put this in the state column.",
        "Row 3, End (D3): The end date is before the start date, 02/07/2018.",
    ]
    assert flags(result) == ["Row 4, Name: The name contains a question mark. Check it is right."]


PEOPLE = """
    Reference,Full name,E-mail,Cohort,Skills,Available from,Job search,Github,Consented on
    G-1,Ann Example,Ann@Example.org,fac 14,JS; SQL,09/07/2018,Looking,https://example.org/ann,25/06/2018
    ,Bob Example,bob@example.org,,js,,,,
    """


def test_a_graduate_is_private_unless_the_row_says_when_they_consented(staff):
    CohortFactory(name="FAC14")

    result = imported(Graduates, PEOPLE, by=staff)

    ann, bob = Graduate.objects.order_by("pk")
    assert counts(result) == (2, 0, 0)
    assert (ann.email, ann.cohort.name, ann.available_from) == (
        "ann@example.org",
        "FAC14",
        date(2018, 7, 9),
    )
    assert (ann.job_search, ann.links) == (JobSearch.LOOKING, {"github": "https://example.org/ann"})
    assert (ann.visibility, ann.consents.get().given_on) == (
        Visibility.PUBLISHED,
        date(2018, 6, 25),
    )
    assert (bob.visibility, bob.reference[:5]) == (Visibility.PRIVATE, "GRAD-")
    assert sorted(skill.name for skill in Skill.objects.all()) in (["JS", "SQL"], ["SQL", "js"])
    assert counts(imported(Graduates, PEOPLE, by=staff)) == (0, 0, 2)


def test_a_graduate_is_found_again_by_address_and_only_what_the_row_says_changes(staff):
    CohortFactory(name="FAC14")
    imported(Graduates, PEOPLE, by=staff)

    result = imported(
        Graduates, "Full name,E-mail,Location\nAnn E. Example,ANN@example.org,Leeds", by=staff
    )

    ann = Graduate.objects.get(reference="G-1")
    assert counts(result) == (0, 1, 0)
    assert (ann.full_name, ann.location, ann.skills.count()) == ("Ann E. Example", "Leeds", 2)


def test_who_withdrew_their_consent_stays_hidden(staff):
    GraduateFactory(hidden=True, email="ann@example.org", full_name="Ann Example")

    result = imported(
        Graduates,
        "Full name,E-mail,Consented on\nAnn Example,ann@example.org,01/06/2018",
        by=staff,
    )

    assert flags(result) == [
        "Row 2, Consented on: This graduate has withdrawn their consent, "
        "so the profile stays hidden."
    ]
    assert Graduate.objects.get().visibility == Visibility.HIDDEN


def test_a_project_finds_its_team_by_reference_address_or_name(staff):
    CohortFactory(name="FAC14")
    team = [
        GraduateFactory(reference="G-1"),
        GraduateFactory(email="bob@example.org"),
        GraduateFactory(full_name="Cyd Example"),
    ]
    text = """
        Title,Client,Cohort,Skills,Repository,Team
        Food diary,A charity,FAC-14,React,https://example.org/food,G-1; bob@example.org; Cyd Example
        """

    result = imported(PortfolioProjects, text, by=staff)

    project = PortfolioProject.objects.get()
    assert counts(result) == (1, 0, 0)
    assert set(project.team.all()) == set(team)
    assert counts(imported(PortfolioProjects, text, by=staff)) == (0, 0, 1)


def test_a_team_member_who_is_unknown_or_has_a_namesake_is_refused(staff):
    GraduateFactory.create_batch(2, full_name="Ann Example")

    result = imported(PortfolioProjects, "Title,Team\nOne,Ann Example\nTwo,Dee Example", by=staff)

    assert faults(result) == [
        "Row 2, Team (B2): More than one graduate is called “Ann Example”. Give the reference.",
        "Row 3, Team (B3): There is no graduate “Dee Example”. Import the graduates first.",
    ]


def test_looking_up_a_file_of_people_takes_as_many_queries_for_three_rows_as_for_one(
    staff, django_assert_max_num_queries
):
    rows = [f"G-{n},Person {n},person{n}@example.org" for n in range(3)]
    imported(Graduates, "Reference,Full name,E-mail\n" + "\n".join(rows), by=staff)

    # Two queries for all people, two for their skills, and a savepoint for the file and each row.
    with django_assert_max_num_queries(6 + 2 * 3):
        imported(Graduates, "Reference,Full name,E-mail\n" + "\n".join(rows), by=staff)
