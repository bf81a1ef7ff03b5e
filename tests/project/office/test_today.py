"""Today: what waits for the people who place people."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from foundation.accounts.choices import Role
from placements.choices import HireState, IntroductionState
from placements.domain.introductions import interviews
from placements.models import Introduction
from tests.factories.accounts import UserFactory
from tests.factories.billing import FeeFactory, InvoiceFactory, SellerFactory
from tests.factories.employers import TermsFactory
from tests.factories.outcomes import JobReportFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 8, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def sections(client) -> dict[str, object]:
    return {section.key: section for section in client.get("/").context["sections"]}


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_who_places_people_begins_the_day_here(client, role):
    SellerFactory(
        effective_from=date(2018, 1, 1), address="1 Example Street", vat_number="GB987654321"
    )
    client.force_login(UserFactory(role=role))

    page = client.get("/").text

    assert "Monday 20 August" in page
    assert "Nothing to do" in page


def test_finance_begins_at_its_own_desk(client, finance_officer):
    client.force_login(finance_officer)

    assert "Nothing to do" not in client.get("/").text


def test_a_silent_introduction_is_asked_about_and_leaves_for_a_week(desk):
    silent = IntroductionFactory(sent=True)
    waits = sections(desk)["silent"]
    (button,) = waits.rows[0].buttons

    desk.post(button.address, {"next": "/"})

    assert (waits.count, waits.rows[0].title) == (1, str(silent))
    assert "silent" not in sections(desk)


def test_after_60_days_it_may_lapse(desk, on_day, staff):
    silent = IntroductionFactory(sent=True)
    on_day(date(2018, 9, 3))
    desk.force_login(staff)
    lapse = sections(desk)["silent"].rows[0].buttons[1]

    desk.post(lapse.address, {"next": "/"})

    silent.refresh_from_db()
    assert silent.state == IntroductionState.LAPSED


def test_who_was_moved_within_a_month_is_not_silent(desk):
    IntroductionFactory(sent=True, sent_on=date(2018, 7, 21))

    assert "silent" not in sections(desk)


def test_a_draft_waits_for_the_graduate_and_then_for_the_sending(desk):
    draft = IntroductionFactory(willing_on=None, employer=TermsFactory().employer)
    (yes,) = sections(desk)["to-answer"].rows[0].buttons

    desk.post(yes.address, {**yes.fields, "next": "/"})
    (send,) = sections(desk)["to-send"].rows[0].buttons
    desk.post(send.address, {"next": "/"})

    draft.refresh_from_db()
    assert draft.state == IntroductionState.SENT
    assert "to-send" not in sections(desk)


def test_an_employer_who_asked_to_meet_is_named(desk):
    introduction = IntroductionFactory(asked_for=True, willing_on=None)

    row = sections(desk)["to-answer"].rows[0]

    assert f"{introduction.asked_by} asked to meet." in row.detail


def test_interviews_and_offers_have_their_next_step(desk):
    talking, offered = IntroductionFactory(interviewing=True), IntroductionFactory(offered=True)

    groups = sections(desk)

    assert groups["interviewing"].rows[0].buttons[0].address == (
        f"/introductions/{talking.pk}/offer/"
    )
    assert groups["offered"].rows[0].buttons[0].address == (
        f"/hires/new/?introduction={offered.pk}"
    )


def interview(day: date, hour: int = 14) -> Introduction:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/London"))
    introduction = IntroductionFactory(sent=True, hiring_request__title="Junior developer")
    return interviews.arrange(introduction.pk, at=at, by=UserFactory(), on=date(2018, 7, 20))


def test_this_weeks_interviews_stand_in_their_order_with_what_may_have_come_of_them(desk):
    sunday, monday = interview(date(2018, 8, 26), 23), interview(date(2018, 8, 20), 9)

    waits = sections(desk)["interviews"]

    assert waits.title == "Interviews this week"
    assert [(row.title, row.detail) for row in waits.rows] == [
        (str(monday), "Monday, 09:00. Junior developer."),
        (str(sunday), "Sunday, 23:00. Junior developer."),
    ]
    assert [button.words for button in waits.rows[0].buttons] == ["Mark as offered", "Log the hire"]
    assert "interviewing" not in sections(desk)


def test_an_interview_of_the_week_before_asks_how_it_went_and_one_to_come_asks_nothing(desk):
    past = interview(date(2018, 8, 19))
    undated = IntroductionFactory(interviewing=True, moved_on=date(2018, 8, 1))
    interview(date(2018, 8, 27))

    groups = sections(desk)

    assert "interviews" not in groups
    assert [(row.title, row.detail.partition(". ")[2]) for row in groups["interviewing"].rows] == [
        (str(past), "Met on 19 August 2018."),
        (str(undated), "Interviewing since 1 August 2018, no date set."),
    ]


def test_an_offer_waits_by_its_last_move_whether_or_not_they_met_this_week(desk):
    met = interview(date(2018, 8, 20))
    Introduction.objects.filter(pk=met.pk).update(state="offered", moved_on=date(2018, 8, 20))
    unmet = IntroductionFactory(offered=True, moved_on=date(2018, 8, 1))

    assert [row.title for row in sections(desk)["offered"].rows] == [str(unmet), str(met)]


def test_all_of_this_weeks_interviews_are_one_click_away(desk):
    meeting = interview(date(2018, 8, 20))

    page = desk.get(sections(desk)["interviews"].all_of_them)

    assert page.context["page"].rows == [meeting]


def test_a_hire_starts_at_one_click_from_its_first_day_on(desk):
    hire = HireFactory(start_on=date(2018, 8, 20))
    HireFactory(start_on=date(2018, 8, 27))
    HireFactory(start_on=date(2018, 8, 28))
    waits = sections(desk)["starting"]
    (start,) = waits.rows[0].buttons

    desk.post(start.address, {"next": "/"})

    hire.refresh_from_db()
    assert hire.state == HireState.STARTED
    assert (waits.count, waits.rows[1].buttons) == (2, [])


def test_rebate_periods_that_end_soon_are_worth_a_call(desk, on_day, staff):
    on_day(date(2018, 8, 28))
    desk.force_login(staff)
    fee = FeeFactory(
        hire__introduction__employer=TermsFactory(rebate_in_steps=True).employer,
        hire__start_on=date(2018, 7, 3),
        hire__agreed_on=date(2018, 7, 3),
    )

    row = sections(desk)["ending"].rows[0]

    assert row.title == str(fee.hire)
    assert "ends on 24 September 2018; the fee is £4,800.00" in row.detail


def test_who_was_asked_how_it_goes_leaves_for_three_weeks_and_comes_back_with_undo(
    desk, on_day, staff
):
    on_day(date(2018, 8, 28))
    desk.force_login(staff)
    fee = FeeFactory(
        hire__introduction__employer=TermsFactory(rebate_in_steps=True).employer,
        hire__start_on=date(2018, 7, 3),
        hire__agreed_on=date(2018, 7, 3),
    )
    (followup,) = sections(desk)["ending"].rows[0].buttons

    desk.post(followup.address, {"next": "/"})

    page = desk.get("/")
    assert "ending" not in {section.key for section in page.context["sections"]}
    assert (
        page.context["undo"]["message"] == f"Noted: you asked {fee.hire.employer} how it is going."
    )
    desk.post(page.context["undo"]["address"])
    assert "ending" in sections(desk)
    desk.post(followup.address, {"next": "/"})
    on_day(date(2018, 9, 18))
    desk.force_login(staff)
    assert "ending" in sections(desk)


def test_a_draft_is_issued_from_here_by_who_may(desk, admin):
    SellerFactory(
        effective_from=date(2018, 1, 1), address="1 Example Street", vat_number="GB987654321"
    )
    draft = InvoiceFactory(
        fee__hire__start_on=date(2018, 8, 1), fee__hire__agreed_on=date(2018, 7, 20)
    )

    def button():
        (row,) = desk.get("/today/money/").context["section"].rows
        return row.buttons[0]

    assert (button().words, button().address) == ("View", f"/invoices/{draft.pk}/")
    desk.force_login(admin)
    issue = button()
    desk.post(issue.address, issue.fields)

    draft.refresh_from_db()
    assert (draft.state, draft.issued_on) == ("issued", date(2018, 8, 20))


def test_money_that_waits_is_one_row_a_task_and_the_debts_together(desk):
    draft = InvoiceFactory(
        fee__hire__start_on=date(2018, 8, 1), fee__hire__agreed_on=date(2018, 7, 20)
    )
    InvoiceFactory(issued=True, issued_on=date(2018, 7, 4))

    rows = desk.get("/today/money/").context["section"].rows

    assert any(row.address == f"/invoices/{draft.pk}/" for row in rows)


def test_money_comes_by_itself_when_the_people_are_there(desk):
    InvoiceFactory(issued=True, issued_on=date(2018, 7, 4))

    part = desk.get("/today/money/", headers={"hx-request": "true"}).text

    assert 'hx-get="/today/money/"' in desk.get("/").text
    assert '<span class="count" id="money-count" hx-swap-oob="true">' in part
    assert "<h1>" not in part


def test_money_is_a_page_of_its_own_without_javascript(desk):
    SellerFactory(
        effective_from=date(2018, 1, 1), address="1 Example Street", vat_number="GB987654321"
    )

    page = desk.get("/today/money/").text

    assert "<h1>Money tasks</h1>" in page
    assert "Finance has nothing to do, and no payment is late." in page
    assert "hx-swap-oob" not in page


def test_whose_identity_nobody_has_seen_is_noted_at_one_click(desk):
    graduate = GraduateFactory(published=True)
    (seen,) = sections(desk)["unseen"].rows[0].buttons

    desk.post(seen.address, {**seen.fields, "next": "/"})

    graduate.refresh_from_db()
    assert graduate.identity_seen_on == date(2018, 8, 20)
    assert desk.get("/").context["undo"]["message"] == f"Identity of {graduate} seen."


def test_who_looks_for_a_job_and_never_agreed_is_missing_a_consent(desk):
    GraduateFactory(job_search="looking")
    GraduateFactory(job_search="not_looking")

    assert sections(desk)["unpublished"].count == 1


def test_a_job_a_graduate_reports_leads_to_logging_it(desk):
    report = JobReportFactory()

    row = sections(desk)["reported"].rows[0]

    assert row.buttons[0].address.startswith(f"/hires/new/?graduate={report.graduate_id}&")
    assert desk.get(row.buttons[0].address).status_code == 200


def test_the_page_costs_the_same_for_one_and_thirty(desk, django_assert_max_num_queries):
    def everything() -> None:
        IntroductionFactory(sent=True)
        IntroductionFactory(interviewing=True)
        IntroductionFactory(willing_on=None)
        GraduateFactory(published=True)
        HireFactory(start_on=date(2018, 8, 20))

    everything()
    with django_assert_max_num_queries(60) as first:
        desk.get("/")
    for _ in range(29):
        everything()

    with django_assert_max_num_queries(60) as many:
        desk.get("/")
    assert len(many) == len(first)


def test_a_section_shows_five_and_leads_to_all(desk):
    for _ in range(7):
        IntroductionFactory(sent=True, sent_on=date(2018, 7, 2) + timedelta(days=1))

    silent = sections(desk)["silent"]

    assert (silent.count, len(silent.rows)) == (7, 5)
    assert silent.all_of_them == "/introductions/?state=sent"
