"""Hires: the list, the page of each, and its actions with their refusals."""

from datetime import date

import pytest

from placements.choices import HireState
from tests.factories.employers import TermsFactory
from tests.factories.placements import HireFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 9, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def state_of(hire) -> str:
    hire.refresh_from_db()
    return hire.state


def test_the_list_is_filtered_and_found(desk):
    hire = HireFactory(introduction__graduate__full_name="Amal Hassan")
    HireFactory(started=True)

    assert desk.get("/hires/", {"state": "agreed"}).context["page"].rows == [hire]
    assert desk.get("/hires/", {"q": "amal"}).context["page"].rows == [hire]
    cohort = hire.graduate.cohort_id
    assert desk.get("/hires/", {"cohort": cohort}).context["page"].rows == [hire]


def test_the_list_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    HireFactory()
    with django_assert_num_queries(5):
        desk.get("/hires/")
    for _ in range(29):
        HireFactory()

    with django_assert_num_queries(5):
        desk.get("/hires/")


def test_starting_on_the_real_day_raises_the_fee(desk):
    hire = HireFactory()

    desk.post(f"/hires/{hire.pk}/start/", {"start-on": "2018-09-10"})

    assert (state_of(hire), hire.start_on) == (HireState.STARTED, date(2018, 9, 10))
    assert hire.fees.get().net_pence == 4_800_00


def test_one_click_starts_on_the_agreed_day_and_comes_back(desk):
    hire = HireFactory()

    answer = desk.post(f"/hires/{hire.pk}/start-now/", {"next": "/"})

    assert state_of(hire) == HireState.STARTED
    assert answer.headers["Location"] == "/"


def test_ending_notes_the_last_day_and_proposes_the_rebate(desk):
    hire = HireFactory(
        introduction__offered=True,
        introduction__employer=TermsFactory(rebate_in_steps=True).employer,
        started=True,
    )
    form_data = {"end-last_day": "2018-09-20", "end-reason": "resigned", "end-notified_on": ""}

    desk.post(f"/hires/{hire.pk}/end/", form_data)

    assert (state_of(hire), hire.end_reason) == (HireState.ENDED, "resigned")
    assert hire.rebates.get().net_pence == 3_600_00


def test_a_last_day_before_the_first_is_refused_beside_it_and_kept(desk):
    hire = HireFactory(started=True)
    form_data = {"end-last_day": "2018-09-01", "end-reason": "resigned"}

    page = desk.post(f"/hires/{hire.pk}/end/", form_data)

    form = page.context["actions"]["end"].form
    assert "before the start" in form.errors["last_day"][0]
    assert 'value="2018-09-01"' in page.text
    assert state_of(hire) == HireState.STARTED


def test_what_would_be_given_back_shows_before_it_ends(desk):
    hire = HireFactory(
        introduction__offered=True,
        introduction__employer=TermsFactory(rebate_in_steps=True).employer,
        started=True,
    )
    form = {"end-last_day": "2018-09-20", "end-reason": "resigned", "end-notified_on": ""}

    part = desk.get(f"/hires/{hire.pk}/rebate-preview/", form).text
    late = desk.get(f"/hires/{hire.pk}/rebate-preview/", {"end-last_day": "2019-09-20"}).text
    early = desk.get(f"/hires/{hire.pk}/rebate-preview/", {"end-last_day": "2018-08-20"}).text

    assert "£3,600.00" in part
    assert "Nothing" in late
    assert "The last day is before the start date." in early


def test_a_hire_without_a_fee_gives_nothing_back(desk):
    hire = HireFactory(without_introduction=True, started=True)

    part = desk.get(f"/hires/{hire.pk}/rebate-preview/", {"end-last_day": "2018-09-20"}).text

    assert "No fee was raised" in part


def test_falling_through_takes_a_reason(desk):
    hire = HireFactory()

    refused = desk.post(f"/hires/{hire.pk}/fall-through/", {"fall-through-reason": ""})
    desk.post(f"/hires/{hire.pk}/fall-through/", {"fall-through-reason": "Changed plans"})

    assert refused.context["actions"]["fall-through"].form.errors["reason"]
    assert state_of(hire) == HireState.FELL_THROUGH


def test_another_last_day_and_a_return_are_told_on_the_page(desk):
    hire = HireFactory(ended=True)
    another = {"change-last-day-last_day": "2018-11-09", "change-last-day-reason": "Misheard"}

    desk.post(f"/hires/{hire.pk}/change-last-day/", another)
    state_of(hire)
    changed = hire.last_day
    desk.post(f"/hires/{hire.pk}/re-engage/", {"re-engage-back_on": "2018-11-12"})

    assert changed == date(2018, 11, 9)
    assert (state_of(hire), hire.last_day) == (HireState.STARTED, None)


def test_an_action_out_of_turn_is_refused_in_words(desk):
    hire = HireFactory(started=True)

    page = desk.post(f"/hires/{hire.pk}/start/", {"start-on": "2018-09-10"})

    assert "You can only do this while it is agreed" in " ".join(
        page.context["actions"]["start"].form.non_field_errors()
    )


def test_the_fee_and_its_invoices_load_into_their_place(desk):
    hire = HireFactory(started=True)

    whole = desk.get(f"/hires/{hire.pk}/money/").text
    part = desk.get(f"/hires/{hire.pk}/money/", headers={"HX-Request": "true"}).text

    for page in (whole, part):
        assert "£4,800.00" in page
        assert "15 % of £32,000.00" in page
    assert "<html" in whole
    assert "<html" not in part


@pytest.mark.parametrize(
    "situation", ["started", "ended", "fell_through", "without_introduction", "part_time"]
)
def test_the_page_shows_a_hire_in_every_situation(desk, situation):
    hire = HireFactory(**{situation: True})

    assert desk.get(f"/hires/{hire.pk}/").status_code == 200


def test_finance_reads_without_buttons(client, finance_officer):
    hire = HireFactory()
    client.force_login(finance_officer)

    assert 'aria-label="Actions"' not in client.get(f"/hires/{hire.pk}/").text
