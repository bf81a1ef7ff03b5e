"""Portfolios as employers browse them: blind, narrowed down, kept in mind."""

from datetime import date

import pytest
from django.urls import reverse

from placements.domain.people import graduates
from placements.models import Shortlisted
from tests.factories.employers import ContactFactory, SkillFactory
from tests.factories.outcomes import CvFactory
from tests.factories.placements import (
    CohortFactory,
    GraduateFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
)
from tests.factories.portal import ShortlistedFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 9)
LIST = "/portfolios/"


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def browse(client, employer_contact):
    client.force_login(employer_contact)
    return client


def somebody(**but):
    fields = {"full_name": "Quentin Canary", "email": "quentin@canary.example", **but}
    return GraduateFactory(ready=True, **fields)


def refs(answer) -> list[str]:
    return [card.reference for card in answer.context["cards"]]


# Blind


def test_a_card_says_what_somebody_can_do_and_not_who_they_are(browse):
    quentin = somebody(
        headline="Quentin, who likes tests",
        about="Write to quentin@canary.example or see https://canary.example/quentin",
        links={"github": "https://code.example/qcanary"},
        skills=[SkillFactory(name="Elm")],
    )

    for page in (browse.get(LIST), browse.get(f"{LIST}{quentin.pk}/")):
        assert "Elm" in page.text
        assert "…, who likes tests" in page.text
        for word in ("Quentin", "quentin@", "canary.example", "qcanary"):
            assert word not in page.text


def test_what_a_team_built_names_nobody_of_the_team_and_leads_to_those_who_are_shown(browse):
    one, two = somebody(), GraduateFactory(ready=True, full_name="Bea Canary")
    hidden = GraduateFactory(hidden=True, full_name="Hidden Harry")
    PortfolioProjectFactory(
        title="Bea’s map",
        summary="Built by Quentin, Bea and Harry",
        repository_url="https://code.example/beacanary/map",
        live_url="https://map.example/",
        team=[one, two, hidden],
    )

    page = browse.get(f"{LIST}{one.pk}/").text

    assert "Built by …, … and …" in page
    assert "a team of 3" in page
    assert f"/portfolios/{two.pk}/" in page
    assert f"/portfolios/{hidden.pk}/" not in page
    assert hidden.reference not in page
    assert "https://map.example/" in page
    assert "beacanary" not in page


def test_whoever_was_introduced_to_us_is_shown_whole_with_their_cv(browse, employer):
    known = somebody(links={"github": "https://code.example/qcanary"})
    IntroductionFactory(sent=True, graduate=known, employer=employer)
    CvFactory(graduate=known)

    page = browse.get(f"{LIST}{known.pk}/").text

    for word in ("Quentin Canary", "quentin@canary.example", "qcanary", "Download the CV"):
        assert word in page
    paper = browse.get(f"{LIST}{known.pk}/cv/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_no_other_employer_reads_the_cv(browse):
    known = IntroductionFactory(sent=True, graduate=somebody()).graduate
    CvFactory(graduate=known)

    assert browse.get(f"{LIST}{known.pk}/cv/").status_code == 404
    assert "Quentin" not in browse.get(f"{LIST}{known.pk}/").text


@pytest.mark.parametrize("visibility", [{}, {"hidden": True}])
def test_whoever_is_not_shown_is_nowhere(browse, visibility):
    unseen = GraduateFactory(full_name="Quentin Canary", **visibility)

    assert browse.get(f"{LIST}{unseen.pk}/").status_code == 404
    assert refs(browse.get(f"{LIST}?available=all")) == []


def test_withdrawing_consent_closes_the_page_at_once(browse, employer, staff):
    known = IntroductionFactory(sent=True, graduate=somebody(), employer=employer).graduate
    assert browse.get(f"{LIST}{known.pk}/").status_code == 200

    graduates.hide(known.pk, by=staff, on=TODAY)

    assert browse.get(f"{LIST}{known.pk}/").status_code == 404


# Narrowing down


def test_the_list_is_narrowed_by_every_skill_that_is_ticked(browse):
    elm, sql = SkillFactory(name="Elm"), SkillFactory(name="SQL")
    both = GraduateFactory(ready=True, skills=[elm, sql])
    GraduateFactory(ready=True, skills=[elm])

    answer = browse.get(LIST, {"skills": [elm.pk, sql.pk]})

    assert refs(answer) == [both.reference]


def test_the_list_is_narrowed_by_cohort_and_part_time(browse):
    cohort = CohortFactory(name="FAC14")
    wanted = GraduateFactory(ready=True, cohort=cohort, part_time=True)
    GraduateFactory(ready=True, cohort=cohort)
    GraduateFactory(ready=True, part_time=True)

    assert refs(browse.get(LIST, {"cohort": cohort.pk, "part_time": "on"})) == [wanted.reference]


@pytest.mark.parametrize(
    ("when", "cards"),
    [("", ["R-now", "R-soon", "R-late"]), ("now", ["R-now"]), ("soon", ["R-now", "R-soon"])],
)
def test_the_list_is_narrowed_by_when_somebody_can_start(browse, when, cards):
    days = {"R-now": TODAY, "R-soon": date(2018, 8, 9), "R-late": date(2018, 8, 10)}
    for reference, day in days.items():
        GraduateFactory(ready=True, reference=reference, available_from=day)
    GraduateFactory(published=True, available_from=TODAY)  # does not look

    assert refs(browse.get(LIST, {"available": when})) == cards


def test_a_search_looks_where_no_name_stands(browse):
    somebody(location="Bristol")

    assert len(refs(browse.get(LIST, {"q": "bristol"}))) == 1
    assert refs(browse.get(LIST, {"q": "Quentin"})) == []
    assert refs(browse.get(LIST, {"q": "canary.example"})) == []


def test_a_skill_twice_in_the_search_shows_nobody_twice(browse):
    GraduateFactory(ready=True, skills=[SkillFactory(name="Node"), SkillFactory(name="Node.js")])

    assert len(refs(browse.get(LIST, {"q": "node"}))) == 1


@pytest.mark.parametrize("query", ["cohort=x", "skills=9999999", "available=never", "page=-1"])
def test_an_address_that_cannot_be_read_still_shows_the_list(browse, query):
    somebody()

    answer = browse.get(f"{LIST}?{query}")

    assert (answer.status_code, len(refs(answer))) == (200, 1)


def test_a_list_of_nobody_says_what_to_do(browse):
    assert "Post a request" in browse.get(LIST).text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_much_for_one_as_for_thirty(browse, rows, django_assert_num_queries):
    for _ in range(rows):
        graduate = GraduateFactory(ready=True, skills=[SkillFactory()])
        PortfolioProjectFactory(team=[graduate, GraduateFactory(ready=True)])

    with django_assert_num_queries(11):
        browse.get(LIST)


# The shortlist


def test_one_click_keeps_somebody_in_mind_and_the_next_forgets_them(browse):
    graduate = somebody()
    add, remove = (
        reverse(f"placements:shortlist-{verb}", args=[graduate.pk]) for verb in ("add", "remove")
    )

    assert browse.post(add, {"next": LIST}).url == LIST
    assert Shortlisted.objects.get().graduate == graduate

    assert browse.post(remove, {"next": "/shortlist/"}).url == "/shortlist/"
    assert not Shortlisted.objects.exists()


def test_taking_off_offers_the_way_back_with_the_note(browse, employer_contact):
    row = ShortlistedFactory(contact=employer_contact.contact, note="Likes tests")
    address = reverse("placements:shortlist-remove", args=[row.graduate.pk])

    page = browse.post(address, {"next": "/shortlist/"}, follow=True)
    undo = page.context["undo"]
    browse.post(undo["address"], undo["fields"])

    assert Shortlisted.objects.get().note == "Likes tests"


def test_the_button_alone_answers_where_there_is_a_script(browse):
    graduate = somebody()
    address = reverse("placements:shortlist-add", args=[graduate.pk])

    part = browse.post(address, headers={"HX-Request": "true"})

    assert "On your shortlist" in part.text
    assert "<html" not in part.text
    assert reverse("placements:shortlist-remove", args=[graduate.pk]) in part.text


def test_somebody_who_is_not_shown_cannot_be_kept_in_mind(browse):
    hidden = GraduateFactory(hidden=True)

    page = browse.post(reverse("placements:shortlist-add", args=[hidden.pk]), follow=True)

    assert "no longer shown" in page.text
    assert not Shortlisted.objects.exists()


def test_colleagues_read_one_shortlist_with_its_notes(client, employer, employer_contact):
    ShortlistedFactory(contact=employer_contact.contact, note="Likes tests")
    client.force_login(ContactFactory(employer=employer, signs_in=True).user)

    assert 'value="Likes tests"' in client.get("/shortlist/").text


def test_a_note_is_written_for_the_colleagues(browse, employer_contact):
    row = ShortlistedFactory(contact=employer_contact.contact)

    browse.post(reverse("placements:shortlist-note", args=[row.graduate.pk]), {"note": "Bold"})

    row.refresh_from_db()
    assert row.note == "Bold"


def test_no_note_is_written_on_another_employers_shortlist(browse):
    row = ShortlistedFactory(note="Ours")

    address = reverse("placements:shortlist-note", args=[row.graduate.pk])

    assert browse.post(address, {"note": "Theirs"}).status_code == 404


def test_the_hidden_are_gone_from_the_shortlist_at_once(browse, employer_contact, staff):
    row = ShortlistedFactory(contact=employer_contact.contact)

    graduates.hide(row.graduate.pk, by=staff, on=TODAY)

    assert row.graduate.reference not in browse.get("/shortlist/").text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_shortlist_asks_as_much_for_one_as_for_thirty(
    browse, employer_contact, rows, django_assert_num_queries
):
    for _ in range(rows):
        row = ShortlistedFactory(contact=employer_contact.contact)
        PortfolioProjectFactory(team=[row.graduate])

    with django_assert_num_queries(9):
        browse.get("/shortlist/")
