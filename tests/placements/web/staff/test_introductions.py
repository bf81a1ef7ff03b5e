"""Introductions: the checklist, the evidence, each move with its undo."""

from datetime import date

import pytest

from placements.choices import IntroductionState
from placements.models import Introduction
from tests.factories.employers import EmployerFactory, HiringRequestFactory, TermsFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def state_of(introduction: Introduction) -> str:
    introduction.refresh_from_db()
    return introduction.state


def test_the_list_finds_by_person_firm_and_role_and_filters_what_is_open(desk):
    live = IntroductionFactory(graduate__full_name="Amal Hassan", employer__name="Ember Ltd")
    IntroductionFactory(declined=True)

    by_words = desk.get("/introductions/", {"q": "amal ember"}).context["page"].rows
    still_open = desk.get("/introductions/", {"state": "live"}).context["page"].rows

    assert by_words == [live]
    assert still_open == [live]


def test_the_list_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    IntroductionFactory(sent=True)
    with django_assert_num_queries(4):
        desk.get("/introductions/")
    for _ in range(29):
        IntroductionFactory()

    with django_assert_num_queries(4):
        desk.get("/introductions/")


def test_a_draft_lists_what_holds_and_what_is_missing_in_words(desk):
    draft = IntroductionFactory(graduate=GraduateFactory(), willing_on=None)

    page = desk.get(f"/introductions/{draft.pk}/")

    missing = [words for words, refusal in page.context["checklist"] if refusal]
    assert missing == [
        "Terms accepted",
        "Profile published",
        "Graduate agreed to this position",
        "Identity seen (our own rule)",
    ]
    assert "Agree terms first." in page.text


def test_sending_what_is_not_ready_says_why_on_the_page(desk):
    draft = IntroductionFactory(willing_on=None, employer=TermsFactory().employer)

    page = desk.post(f"/introductions/{draft.pk}/send/")

    assert "has not agreed to this position" in page.text
    assert state_of(draft) == IntroductionState.DRAFT


def test_the_yes_of_the_graduate_is_noted_and_it_can_be_sent(desk):
    draft = IntroductionFactory(willing_on=None, employer=TermsFactory().employer)

    desk.post(f"/introductions/{draft.pk}/willing/", {"willing_on": "2018-07-20"})
    desk.post(f"/introductions/{draft.pk}/send/")

    assert state_of(draft) == IntroductionState.SENT


@pytest.mark.parametrize(
    ("name", "fields", "state"),
    [
        ("interview", {}, "interviewing"),
        ("offer", {}, "offered"),
        ("decline", {"reason": "Looks for more experience"}, "declined"),
        ("withdraw", {"reason": ""}, "withdrawn"),
    ],
)
def test_each_move_can_be_undone(desk, name, fields, state):
    sent = IntroductionFactory(sent=True)

    desk.post(f"/introductions/{sent.pk}/{name}/", {**fields, "next": "/pipeline/"})
    moved = state_of(sent)
    undo = desk.get("/pipeline/").context["undo"]
    back = desk.post(undo["address"], undo["fields"])

    assert moved == state
    assert state_of(sent) == IntroductionState.SENT
    assert back.headers["Location"] == "/pipeline/"


def test_declining_without_a_reason_is_refused_beside_its_field(desk):
    sent = IntroductionFactory(sent=True)

    page = desk.post(f"/introductions/{sent.pk}/decline/", {"reason": ""})

    assert page.context["actions"]["decline"].form.errors["reason"]
    assert state_of(sent) == IntroductionState.SENT


def test_lapsing_before_60_days_is_refused_in_words(desk):
    sent = IntroductionFactory(sent=True)

    page = desk.post(f"/introductions/{sent.pk}/lapse/")

    assert "It can lapse after 60 days without a reply" in page.text


def test_reopening_takes_it_up_again(desk):
    declined = IntroductionFactory(declined=True)

    desk.post(f"/introductions/{declined.pk}/reopen/")

    assert state_of(declined) == IntroductionState.SENT


def test_the_evidence_names_who_did_what_when(desk, staff):
    sent = IntroductionFactory(sent=True)
    desk.post(f"/introductions/{sent.pk}/decline/", {"reason": "Wants a senior"})

    page = desk.get(f"/introductions/{sent.pk}/").text

    assert "Drafted" in page
    assert "Wants a senior" in page
    assert str(staff) in page


def test_asking_again_is_noted_and_undone(desk):
    sent = IntroductionFactory(sent=True)

    desk.post(f"/introductions/{sent.pk}/ask-again/")
    undo = desk.get(f"/introductions/{sent.pk}/").context["undo"]
    desk.post(undo["address"])

    page = desk.get(f"/introductions/{sent.pk}/").text
    assert "Asked again" in page
    assert "Not asked after all" in page


def test_nothing_to_take_back_is_said(desk):
    sent = IntroductionFactory(sent=True)

    page = desk.post(f"/introductions/{sent.pk}/take-back/", follow=True)

    assert "You cannot undo the last move" in page.text


def test_a_new_one_is_drafted_once_however_often_the_button_is_pressed(desk):
    graduate, role = GraduateFactory(ready=True), HiringRequestFactory()
    form = {
        "graduate": graduate.pk,
        "employer": role.employer_id,
        "hiring_request": role.pk,
        "once": "abc1",
    }

    first = desk.post("/introductions/new/", form)
    second = desk.post("/introductions/new/", form)

    assert Introduction.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_role_of_another_employer_is_refused_beside_it(desk):
    graduate, role = GraduateFactory(ready=True), HiringRequestFactory()
    form = {
        "graduate": graduate.pk,
        "employer": EmployerFactory().pk,
        "hiring_request": role.pk,
    }

    page = desk.post("/introductions/new/", form)

    assert "This does not belong to" in page.context["form"].errors["hiring_request"][0]


def test_the_form_begins_with_whom_the_link_names(desk):
    graduate = GraduateFactory(ready=True)

    page = desk.get("/introductions/new/", {"graduate": graduate.pk})

    assert f'<option value="{graduate.pk}" selected>' in page.text


def test_a_warning_stands_before_drawing_somebody_away(desk):
    working = HireFactory(
        introduction__employer=TermsFactory(rebate_in_steps=True).employer,
        introduction__offered=True,
        started=True,
        start_on=date(2018, 7, 16),
        agreed_on=date(2018, 7, 10),
    )
    draft = IntroductionFactory(graduate=working.graduate)

    assert "in its rebate period" in desk.get(f"/introductions/{draft.pk}/").text


def test_finance_reads_without_buttons(client, finance_officer):
    sent = IntroductionFactory(sent=True)
    client.force_login(finance_officer)

    page = client.get(f"/introductions/{sent.pk}/")

    assert page.status_code == 200
    assert 'aria-label="Actions"' not in page.text
