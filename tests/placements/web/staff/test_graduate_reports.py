"""What graduates told the office, as pages: job reports, the wish to be erased, outcomes."""

from datetime import date, timedelta

import pytest
from django.test import Client

from foundation.accounts.models import User
from placements.models import Graduate, JobReport, Outcome, PublishedOutcomes
from tests.factories.outcomes import (
    ErasureRequestFactory,
    JobReportFactory,
    MonitoringAnswerFactory,
    OutcomeFactory,
)
from tests.factories.placements import (
    CohortFactory,
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
)

TODAY = date(2019, 6, 3)


@pytest.fixture
def office(client: Client, staff: User, on_day) -> Client:
    on_day(TODAY)
    client.force_login(staff)
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_report_shows_the_introduction_by_which_it_may_owe_a_fee(office):
    sent = IntroductionFactory(declined=True, employer__name="Ember Ltd")
    report = JobReportFactory(graduate=sent.graduate, employer=sent.employer)

    text = text_of(office.get(f"/job-reports/{report.pk}/"))

    assert "we introduced them to Ember Ltd" in text
    assert f"/hires/new/?graduate={report.graduate_id}&amp;employer={sent.employer_id}" in text


def test_one_of_a_stranger_shows_that_there_is_none(office):
    text = text_of(office.get(f"/job-reports/{JobReportFactory().pk}/"))

    assert "We had no active introduction" in text


def test_a_report_is_noted_as_an_outcome_with_evidence(office):
    report = JobReportFactory()

    refused = text_of(office.post(f"/job-reports/{report.pk}/note/", {"evidence": ""}))
    assert "Give evidence" in refused
    office.post(f"/job-reports/{report.pk}/note/", {"evidence": "Rang them"})

    assert Outcome.objects.get().evidence == "Rang them"
    assert JobReport.objects.get().state == "noted"


def test_a_report_is_put_aside_for_a_reason(office):
    report = JobReportFactory()

    assert "is-invalid" in text_of(office.post(f"/job-reports/{report.pk}/dismiss/", {}))
    after = text_of(
        office.post(f"/job-reports/{report.pk}/dismiss/", {"reason": "Twice"}, follow=True)
    )

    assert ": Twice" in after


def test_a_report_waits_no_more_once_the_hire_is_logged(staff):
    report = JobReportFactory(graduate__ready=True)
    assert list(JobReport.objects.waiting()) == [report]

    HireFactory(introduction__graduate=report.graduate)

    assert not JobReport.objects.waiting().exists()


def test_today_shows_who_asked_to_be_erased_and_by_when(office):
    request = ErasureRequestFactory(graduate__full_name="Zebedee Quince")
    assert "Erase by 3 October 2018" in text_of(office.get("/"))

    page = text_of(office.get(f"/graduates/{request.graduate_id}/erase/"))
    assert "3 Oct 2018" in page
    gone = text_of(office.post(f"/graduates/{request.graduate_id}/erase/", follow=True))

    assert "Person erased" in gone
    assert "Zebedee Quince" not in gone
    assert office.get(f"/graduates/{request.graduate_id}/erase/").status_code == 404
    assert Graduate.objects.get(pk=request.graduate_id).erased_on == TODAY


def test_outcomes_show_both_numbers_and_what_may_be_published(office):
    cohort = CohortFactory(name="FAC14")
    for code in ["1A"] * 18 + ["3A"] * 6:
        OutcomeFactory(graduate=GraduateFactory(cohort=cohort), code=code)

    text = text_of(office.get("/outcomes/"))

    for words in ("FAC14", "18 of 24", "75.0 % (20 of 25, rounded to 5)", "Ready to publish"):
        assert words in text


def test_an_edition_is_published_from_the_page_and_stays(office):
    cohort = CohortFactory(name="FAC14")
    for _ in range(24):
        OutcomeFactory(graduate=GraduateFactory(cohort=cohort))

    office.post("/outcomes/publish/", {"title": "Outcomes of 2018"})

    edition = PublishedOutcomes.objects.get()
    assert "100.0 % (25 of 25, rounded to 5)" in text_of(office.get(f"/outcomes/{edition.pk}/"))
    again = text_of(office.post("/outcomes/publish/", {"title": "Once more"}))
    assert "There is nothing to publish yet" in again
    assert 'value="Once more"' in again


def test_a_hire_is_confirmed_as_an_outcome_with_one_button(office):
    hire = HireFactory(started=True)
    assert f"/outcomes/confirm/{hire.pk}/" in text_of(office.get("/outcomes/"))

    after = text_of(office.post(f"/outcomes/confirm/{hire.pk}/", follow=True))

    assert Outcome.objects.get().code == "1A"
    assert "Nothing to do: every hire has an outcome." in after


def test_whom_we_reach_is_counts_and_dashes(office):
    for _ in range(30):
        MonitoringAnswerFactory(answer="woman")
    MonitoringAnswerFactory(answer="man")

    text = text_of(office.get("/inclusion/"))

    assert "About 30 answered." in text
    assert "–" in text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_ask_as_many_questions_however_much_there_is(
    office, rows, django_assert_num_queries
):
    for number in range(rows):
        end = date(2018, 6, 22) - timedelta(days=number)
        OutcomeFactory(graduate__cohort__end_on=end)
        MonitoringAnswerFactory()
    HireFactory(started=True)

    with django_assert_num_queries(9):
        office.get("/outcomes/")
    with django_assert_num_queries(19):
        office.get("/inclusion/")
