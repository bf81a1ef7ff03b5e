"""Who reads what of a graduate: an employer nothing that names the person, until introduced."""

import pytest

from placements.domain.introductions import introductions
from placements.domain.people import graduates
from tests.factories.employers import EmployerFactory, SkillFactory
from tests.factories.placements import (
    CohortFactory,
    GraduateFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
)

GRADUATES, PROJECTS = "/api/v1/graduates/", "/api/v1/portfolio-projects/"
NAME = "Jane Marigold Smith-Okafor"
TELLS = ["Jane", "Marigold", "Smith", "Okafor", "jmso", "identity"]

KEYS = {
    *("id", "reference", "full_name", "email", "cohort", "headline", "about", "skills", "location"),
    *("available_from", "job_search", "links", "identity_seen_on", "visibility", "created_at"),
    *("left_course_on", "erased_on", "updated_at"),
}
WITHHELD = {"full_name", "email", "links", "identity_seen_on"}


@pytest.fixture
def jane(db):
    jane = GraduateFactory(
        ready=True,
        signs_in=True,
        full_name=NAME,
        email="jmso@example.net",
        headline="Jane, developer who likes tests",
        about="I am Jane Smith-Okafor. Write to jmso@example.net or see https://jmso.dev.",
        links={"github": "https://github.com/jmso"},
        skills=[SkillFactory(name="React")],
    )
    PortfolioProjectFactory(
        title="Marigold's helper",
        summary="Built by Jane and others",
        repository_url="https://github.com/jmso/helper",
        live_url="https://helper.example.org",
        team=[jane],
    )
    return jane


def all_text(answer) -> str:
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def names_in(text: str) -> list[str]:
    return [word for word in TELLS if word in text.replace("identity_seen_on", "")]


def test_the_office_and_the_graduate_read_every_field(staff_api, finance_api, client_of, jane):
    for api in (staff_api, finance_api, client_of(jane.user)):
        row = api.get(f"{GRADUATES}{jane.pk}/").json()
        assert set(row) == KEYS
        assert row["full_name"] == NAME
        assert [name for name in WITHHELD if row[name] is None] == []


def test_an_employer_reads_the_same_fields_with_what_names_the_person_withheld(employer_api, jane):
    row = employer_api.get(f"{GRADUATES}{jane.pk}/").json()

    assert set(row) == KEYS
    assert {name for name in KEYS if row[name] is None} == WITHHELD | {
        *("available_from", "left_course_on", "erased_on")
    }
    assert (row["headline"], row["skills"]) == ("…, developer who likes tests", ["React"])


@pytest.mark.parametrize("path", [GRADUATES, PROJECTS])
def test_no_list_tells_an_employer_the_name(employer_api, jane, path):
    assert names_in(all_text(employer_api.get(path))) == []


def test_an_introduction_that_was_sent_tells_the_name_to_that_employer_alone(
    employer_api, other_employer_api, employer, jane
):
    IntroductionFactory(employer=employer, graduate=jane, sent=True)

    assert employer_api.get(f"{GRADUATES}{jane.pk}/").json()["full_name"] == NAME
    assert "github.com/jmso" in all_text(employer_api.get(PROJECTS))
    assert names_in(all_text(other_employer_api.get(GRADUATES))) == []
    assert names_in(all_text(other_employer_api.get(PROJECTS))) == []


def test_a_draft_of_an_introduction_tells_nothing(employer_api, employer, jane):
    IntroductionFactory(employer=employer, graduate=jane)

    assert names_in(all_text(employer_api.get(GRADUATES))) == []
    assert employer_api.get("/api/v1/introductions/").json()["results"] == []


def test_matches_are_blind_as_well(employer_api, staff_api, employer, jane):
    made = staff_api.post(
        "/api/v1/hiring-requests/",
        {"employer": employer.pk, "title": "Developer", "skills": ["react"]},
        format="json",
    ).json()
    path = f"/api/v1/hiring-requests/{made['id']}/matches/"

    assert staff_api.get(path).json()["results"][0]["graduate"]["full_name"] == NAME
    matches = employer_api.get(path).json()["results"]
    assert [match["graduate"]["id"] for match in matches] == [jane.pk]
    assert matches[0]["reasons"][0] == "1 of 1 skills: React"
    assert names_in(str(matches)) == []


@pytest.mark.parametrize("query", ["Jane", "Okafor", "jmso", "example.net", "smith okafor"])
def test_no_search_of_an_employer_finds_by_name(employer_api, staff_api, jane, query):
    for path in (GRADUATES, PROJECTS):
        assert employer_api.get(path, {"search": query}).json()["results"] == []
    if query != "smith okafor":
        assert len(staff_api.get(GRADUATES, {"search": query}).json()["results"]) == 1


def test_an_employer_searches_by_skill_place_and_cohort(employer_api, jane):
    for query in ("react", "London", jane.cohort.name):
        assert len(employer_api.get(GRADUATES, {"search": query}).json()["results"]) == 1


def test_an_employer_cannot_order_by_name(employer_api, staff_api, jane):
    assert employer_api.get(f"{GRADUATES}?ordering=full_name").status_code == 400
    assert staff_api.get(f"{GRADUATES}?ordering=full_name").status_code == 200


def test_a_cursor_of_the_office_tells_an_employer_nothing(employer_api, staff_api, jane):
    GraduateFactory.create_batch(2, published=True)
    link = staff_api.get(f"{GRADUATES}?ordering=full_name&page_size=1").json()["next"]

    assert employer_api.get(link).status_code == 400


def test_who_hides_is_gone_at_once_everywhere(employer_api, employer, staff, jane):
    IntroductionFactory(employer=employer, graduate=jane, sent=True)
    graduates.hide(jane.pk, by=staff, on=jane.identity_seen_on)

    for path in (GRADUATES, PROJECTS, "/api/v1/introductions/"):
        assert employer_api.get(path).json()["results"] == []
    assert employer_api.get(f"{GRADUATES}{jane.pk}/").status_code == 404


def test_a_team_shows_an_employer_those_who_are_published(employer_api, staff_api, jane):
    hidden = GraduateFactory(full_name="Hidden Person")
    project = PortfolioProjectFactory(summary="By Hidden and Jane", team=[jane, hidden])
    path = f"{PROJECTS}{project.pk}/"

    assert staff_api.get(path).json()["team"] == [jane.pk, hidden.pk]
    row = employer_api.get(path).json()
    assert (row["team"], row["summary"]) == ([jane.pk], "By … and …")


# Writing


def test_a_graduate_is_written_with_skills_and_cohort_by_their_names(staff_api):
    CohortFactory(name="FAC14")
    SkillFactory(name="React")
    body = {
        "full_name": "Jane Smith",
        "email": "jane@example.net",
        "cohort": "fac14",
        "skills": ["REACT", "Node"],
        "links": {"github": "https://github.com/jane"},
    }
    made = staff_api.post(GRADUATES, body, format="json").json()

    assert (made["cohort"], made["skills"]) == ("FAC14", ["Node", "React"])
    assert made["visibility"] == "private"
    assert made["links"] == body["links"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"cohort": "FAC99"}, "cohort"),
        ({"skills": "React"}, "skills"),
        ({"skills": ["x" * 61]}, "skills.0"),
        ({"links": {"web": "javascript:alert(1)"}}, "links.web"),
        ({"links": {f"l{n}": "https://example.org" for n in range(11)}}, "links"),
        ({"visibility": "published"}, "visibility"),
        ({"job_search": "Looking"}, "job_search"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_is_wrong_with_a_graduate_is_named(staff_api, body, field):
    sound = {"full_name": "Jane", "email": "jane@example.net"}
    answer = staff_api.post(GRADUATES, sound | body, format="json")

    assert answer.status_code == 400
    assert [fault["attr"] for fault in answer.json()["errors"]] == [field]


def test_publishing_needs_a_day_of_consent_that_has_come(staff_api, on_day, jane):
    private = GraduateFactory()
    on_day(jane.identity_seen_on)
    path = f"{GRADUATES}{private.pk}/publish/"

    answer = staff_api.post(path, {"consented_on": "2018-06-26"}, format="json")
    assert answer.json()["errors"][0]["attr"] == "consented_on"
    answer = staff_api.post(path, {"consented_on": "2018-06-25"}, format="json")
    assert answer.json()["visibility"] == "published"
    assert staff_api.post(path, {"consented_on": "2018-06-25"}, format="json").status_code == 409


def test_the_other_open_introductions_of_a_pair_tell_no_third(employer_api, jane, staff):
    theirs = IntroductionFactory(employer=EmployerFactory(), graduate=jane, sent=True)
    introductions.withdraw(theirs.pk, by=staff, on=theirs.sent_on)

    assert names_in(all_text(employer_api.get(GRADUATES))) == []
