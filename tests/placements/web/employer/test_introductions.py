"""Introductions as the employer follows and answers them."""

from datetime import date

import pytest

from foundation import history
from foundation.models import OutboxRow
from placements.domain.introductions import introductions, willingness
from placements.domain.people import graduates
from placements.models import StartReport
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 9)
LIST = "/portal/introductions/"


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def portal(client, employer_contact):
    client.force_login(employer_contact)
    return client


@pytest.fixture
def met(employer):
    """Quentin, whose details the employer has."""
    return IntroductionFactory(
        sent=True, employer=employer, graduate__full_name="Quentin Canary", graduate__ready=True
    )


def request_to_meet(employer, **but):
    return IntroductionFactory(
        asked_for=True,
        employer=employer,
        graduate=GraduateFactory(ready=True, full_name="Quentin Canary"),
        **but,
    )


def subjects() -> set[str]:
    """Return what the office is told: the same to each of them."""
    return {row.payload["subject"] for row in OutboxRow.objects.all()}


# Following


def test_what_was_asked_for_is_followed_without_a_name(portal, employer, employer_contact):
    introduction = request_to_meet(employer, contact=employer_contact.contact)

    for page in (portal.get(LIST).text, portal.get(f"{LIST}{introduction.pk}/").text):
        assert "Waiting for the graduate" in page
        assert introduction.graduate.reference in page
        assert "Quentin" not in page


def test_a_yes_is_told_and_the_name_waits_for_our_sending(portal, employer, staff):
    introduction = request_to_meet(employer)
    willingness.agree_to_meet(introduction.pk, by=staff, on=TODAY)

    page = portal.get(f"{LIST}{introduction.pk}/").text

    assert "Waiting for us" in page
    assert "said yes on 9 July 2018" in page
    assert "Quentin" not in page

    introductions.send(introduction.pk, by=staff, on=TODAY)

    assert "Quentin Canary" in portal.get(f"{LIST}{introduction.pk}/").text


def test_a_no_is_told_without_the_graduates_reason(portal, employer, staff):
    introduction = request_to_meet(employer)
    willingness.decline_to_meet(introduction.pk, by=staff, on=TODAY, reason="I know them too well")

    page = portal.get(f"{LIST}{introduction.pk}/").text

    assert "The graduate said no" in page
    assert "too well" not in page


def test_what_the_office_writes_of_a_decline_stays_in_the_office(portal, met, staff):
    introductions.decline(met.pk, reason="They always want seniors", by=staff, on=TODAY)

    page = portal.get(f"{LIST}{met.pk}/").text

    assert "You declined" in page
    assert "seniors" not in page


def test_a_draft_that_we_prepare_ourselves_is_not_shown_yet(portal, employer):
    draft = IntroductionFactory(employer=employer)

    assert portal.get(f"{LIST}{draft.pk}/").status_code == 404


def test_an_introduction_to_another_employer_is_not_there(portal):
    theirs = IntroductionFactory(sent=True)

    assert portal.get(f"{LIST}{theirs.pk}/").status_code == 404
    for action in ("interview", "offer", "decline", "feedback", "start"):
        assert portal.post(f"{LIST}{theirs.pk}/{action}/").status_code == 404


def test_who_takes_consent_back_is_gone_from_the_introductions_too(portal, met, staff):
    graduates.hide(met.graduate.pk, by=staff, on=TODAY)

    assert "Quentin" not in portal.get(LIST).text
    assert portal.get(f"{LIST}{met.pk}/").status_code == 404


# Answering


@pytest.mark.parametrize(("action", "state"), [("interview", "interviewing"), ("offer", "offered")])
def test_an_employer_says_how_it_goes_and_the_office_is_told(portal, met, staff, action, state):
    portal.post(f"{LIST}{met.pk}/{action}/")

    met.refresh_from_db()
    assert met.state == state
    assert subjects() == {f"Quentin Canary to Ember Analytics Ltd: is now {state}"}


def test_an_employer_declines_with_a_reason_which_it_can_read_again(portal, met):
    portal.post(f"{LIST}{met.pk}/decline/", {"decline-reason": "Too far from databases"})

    met.refresh_from_db()
    assert (met.state, met.reason) == ("declined", "Too far from databases")
    assert "<q>Too far from databases</q>" in portal.get(f"{LIST}{met.pk}/").text


def test_a_decline_without_a_reason_is_asked_again(portal, met):
    answer = portal.post(f"{LIST}{met.pk}/decline/", {"decline-reason": ""})

    met.refresh_from_db()
    assert (answer.status_code, met.state) == (400, "sent")
    assert "This field is required." in answer.text


def test_a_move_that_cannot_be_is_refused_on_the_page(portal, met):
    portal.post(f"{LIST}{met.pk}/offer/")

    page = portal.post(f"{LIST}{met.pk}/interview/", follow=True)

    assert "so it cannot become interviewing" in page.text


def test_feedback_is_kept_and_told_to_the_office(portal, met, employer_contact, staff):
    portal.post(f"{LIST}{met.pk}/feedback/", {"feedback-text": "Calm and clear"})

    entry = history.of(met).last()
    assert (entry.verb, entry.by, entry.detail) == (
        "feedback",
        employer_contact,
        {"reason": "Calm and clear"},
    )
    assert "<q>Calm and clear</q>" in portal.get(f"{LIST}{met.pk}/").text
    assert subjects() == {"Quentin Canary to Ember Analytics Ltd: gave feedback"}


# We hired them

STARTS = {"start-start_on": "2018-09-03", "start-salary_pence": "£32,000"}


def test_a_start_is_reported_and_the_office_is_asked_to_log_it(portal, met, staff):
    portal.post(f"{LIST}{met.pk}/start/", {**STARTS, "once": "abc123"})
    portal.post(f"{LIST}{met.pk}/start/", {**STARTS, "once": "abc123"})

    report = StartReport.objects.waiting().get()
    assert (report.introduction, report.start_on, report.salary_pence) == (
        met,
        date(2018, 9, 3),
        32_000_00,
    )
    assert subjects() == {"Ember Analytics Ltd has hired Quentin Canary"}
    page = portal.get(f"{LIST}{met.pk}/").text
    assert "You reported a start on 3 September 2018 at £32,000 a year." in page


def test_a_start_as_we_logged_it_asks_nobody(portal, employer):
    hire = HireFactory(introduction__employer=employer)

    portal.post(f"{LIST}{hire.introduction.pk}/start/", STARTS)

    assert not StartReport.objects.waiting().exists()
    assert subjects() == set()


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"start-start_on": ""}, "This field is required."),
        ({"start-start_on": "2018-07-01"}, "before we introduced you"),
        ({"start-salary_pence": "0"}, "above £0"),
        ({"start-salary_pence": "plenty"}, "plenty"),
    ],
)
def test_a_start_that_cannot_be_is_told_beside_its_field(portal, met, but, says):
    answer = portal.post(f"{LIST}{met.pk}/start/", {**STARTS, **but})

    assert answer.status_code == 400
    assert says in str(answer.context["start_form"].errors)
    assert not StartReport.objects.exists()


# As much for one as for thirty


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_much_for_one_as_for_thirty(
    portal, employer, rows, django_assert_num_queries
):
    IntroductionFactory.create_batch(rows, sent=True, employer=employer)

    with django_assert_num_queries(4):
        portal.get(LIST)


@pytest.mark.parametrize("entries", [1, 30])
def test_the_page_asks_as_much_after_one_word_as_after_thirty(
    portal, met, entries, django_assert_num_queries
):
    for _ in range(entries):
        portal.post(f"{LIST}{met.pk}/feedback/", {"feedback-text": "Calm"})
    portal.get(LIST)  # what is said once, is said

    with django_assert_num_queries(11):
        portal.get(f"{LIST}{met.pk}/")
