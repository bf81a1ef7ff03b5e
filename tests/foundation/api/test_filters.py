"""A list answers what was asked, or says why it cannot: never everything by mistake."""

import pytest

from tests.factories.employers import ContactFactory, EmployerFactory, TermsFactory

EMPLOYERS = "/api/v1/employers/"


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def fault(answer) -> str:
    assert answer.status_code == 400, answer.content
    return answer.json()["errors"][0]["attr"]


def test_an_unknown_parameter_is_named_with_the_known_ones(staff_api):
    answer = staff_api.get(f"{EMPLOYERS}?onstop=true")

    assert fault(answer) == "onstop"
    assert "on_stop" in answer.json()["errors"][0]["detail"]


def test_a_single_row_takes_no_parameters(staff_api, employer):
    assert fault(staff_api.get(f"{EMPLOYERS}{employer.pk}/?kind=company")) == "kind"


def test_filters_keep_the_rows_that_match(staff_api):
    EmployerFactory(name="On stop", on_stop=True)
    parent = EmployerFactory(name="Parent", kind="nonprofit")
    EmployerFactory(name="Member", group=parent)

    assert names(staff_api.get(f"{EMPLOYERS}?on_stop=true")) == ["On stop"]
    assert names(staff_api.get(f"{EMPLOYERS}?group={parent.pk}")) == ["Member"]
    assert names(staff_api.get(f"{EMPLOYERS}?kind=nonprofit&on_stop=false")) == ["Parent"]
    assert names(staff_api.get(f"{EMPLOYERS}?name=parent")) == ["Parent"]


@pytest.mark.parametrize(
    "query",
    [
        *("on_stop=yes", "on_stop=1", "kind=firm", "group=x", "group=-1", "group=1e999999"),
        *("kind=", "group=", "on_stop=", "group=0"),
        *(f"group={2**200}", "group=１", "group=%00", "reference=%00", "search=%00"),
    ],
)
def test_a_value_no_filter_can_read_is_named(staff_api, query):
    assert fault(staff_api.get(f"{EMPLOYERS}?{query}")) == query.partition("=")[0]


def test_an_id_that_is_not_there_finds_nothing(staff_api, employer):
    assert names(staff_api.get(f"{EMPLOYERS}?group={2**63 - 1}")) == []


@pytest.mark.parametrize("day", ["2026-W01-1", "20260101", "9999-12-31", "2027-02-30", "x"])
def test_a_day_in_a_filter_is_as_strict_as_in_a_body(staff_api, day):
    assert fault(staff_api.get(f"/api/v1/terms/?in_force_on={day}")) == "in_force_on"


def test_terms_in_force_on_a_day(staff_api):
    terms = TermsFactory(effective_from="2017-01-01", effective_to="2017-12-31")
    TermsFactory(effective_from="2018-01-01")

    rows = staff_api.get("/api/v1/terms/?in_force_on=2017-12-31").json()["results"]
    assert [row["id"] for row in rows] == [terms.pk]


def test_search_finds_by_every_word_in_any_case(staff_api):
    EmployerFactory(name="Ember Analytics Ltd")
    EmployerFactory(name="Ember Foods Ltd")

    assert names(staff_api.get(f"{EMPLOYERS}?search=EMBER+anal")) == ["Ember Analytics Ltd"]
    assert names(staff_api.get(f"{EMPLOYERS}?search=%25")) == []
    assert len(names(staff_api.get(f"{EMPLOYERS}?search="))) == 2


@pytest.mark.parametrize("text", ["x" * 201, '"unclosed', "a," * 50, "\\", "_%"])
def test_no_search_is_an_error_of_ours(staff_api, text):
    assert staff_api.get(EMPLOYERS, {"search": text}).status_code in (200, 400)


def test_the_scope_comes_before_the_filters(employer_api, employer):
    EmployerFactory(name="Another firm")
    ContactFactory(employer=employer)

    assert names(employer_api.get(f"{EMPLOYERS}?search=Another")) == []
    assert names(employer_api.get(EMPLOYERS)) == [employer.name]
