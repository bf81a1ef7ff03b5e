"""The pipeline: cards by stage, with the moves each can make."""

from datetime import date

import pytest

from tests.factories.placements import HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 8, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def cards(page) -> dict[str, list]:
    return {str(column.stage): column.cards for column in page.context["columns"]}


def test_every_open_introduction_stands_in_its_stage(desk):
    draft, sent = IntroductionFactory(), IntroductionFactory(sent=True)
    talking, offered = IntroductionFactory(interviewing=True), IntroductionFactory(offered=True)
    IntroductionFactory(declined=True)
    hired = HireFactory().introduction

    board = cards(desk.get("/pipeline/"))

    stages = {stage: [card.introduction for card in column] for stage, column in board.items()}
    assert stages == {
        "draft": [draft],
        "sent": [sent],
        "interviewing": [talking],
        "offered": [offered],
        "hired": [hired],
    }


def test_each_card_has_the_buttons_of_its_moves_and_no_others(desk):
    IntroductionFactory()
    IntroductionFactory(sent=True)
    IntroductionFactory(offered=True)

    board = cards(desk.get("/pipeline/"))

    assert [step.name for step in board["draft"][0].steps] == ["send"]
    assert [step.name for step in board["sent"][0].steps] == ["interview", "offer"]
    assert board["offered"][0].steps == []
    assert (board["draft"][0].can_be_hired, board["offered"][0].can_be_hired) == (False, True)


def test_a_card_moves_by_its_own_form_and_comes_back_to_the_board(desk):
    sent = IntroductionFactory(sent=True)

    answer = desk.post(
        f"/introductions/{sent.pk}/interview/", {"next": f"/pipeline/?q=a#card-{sent.pk}"}
    )

    assert answer.headers["Location"] == f"/pipeline/?q=a#card-{sent.pk}"


def test_a_card_goes_back_to_where_it_stood(desk):
    talking = IntroductionFactory(interviewing=True)
    here = f"/pipeline/#card-{talking.pk}"

    answer = desk.post(f"/introductions/{talking.pk}/take-back/", {"next": here})

    board = cards(desk.get("/pipeline/"))
    assert [card.introduction for card in board["sent"]] == [talking]
    assert answer.headers["Location"] == here


def test_hired_leads_to_logging_the_hire(desk):
    offered = IntroductionFactory(offered=True)

    assert f"/hires/new/?introduction={offered.pk}" in desk.get("/pipeline/").text


def test_one_silent_for_a_month_says_so(desk):
    IntroductionFactory(sent=True)

    assert "silent since 2 Jul" in desk.get("/pipeline/").text


def test_it_is_filtered_by_employer_and_request(desk):
    one = IntroductionFactory()
    IntroductionFactory()

    by_firm = cards(desk.get("/pipeline/", {"employer": one.employer_id}))
    by_role = cards(desk.get("/pipeline/", {"hiring_request": one.hiring_request_id}))

    assert [card.introduction for card in by_firm["draft"]] == [one]
    assert [card.introduction for card in by_role["draft"]] == [one]


def test_hires_of_two_months_ago_leave_the_board(client, staff, on_day):
    HireFactory()
    on_day(date(2018, 12, 1))
    client.force_login(staff)

    assert cards(client.get("/pipeline/"))["hired"] == []


def test_the_board_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    IntroductionFactory(sent=True)
    with django_assert_num_queries(6):
        desk.get("/pipeline/")
    for _ in range(29):
        IntroductionFactory(sent=True)

    with django_assert_num_queries(6):
        desk.get("/pipeline/")


def test_finance_sees_no_buttons(client, finance_officer):
    IntroductionFactory(sent=True)
    client.force_login(finance_officer)

    page = client.get("/pipeline/").text

    assert "data-into" not in page
    assert "Interviewing" in page
