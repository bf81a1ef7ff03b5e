"""What graduates do by the API: answer a position, report a job; what the office reads of it."""

from datetime import date

import pytest

from foundation.models import OutboxRow
from placements.models import Graduate, Introduction, Outcome
from tests.factories.outcomes import JobReportFactory, OutcomeFactory
from tests.factories.placements import CohortFactory, GraduateFactory, IntroductionFactory

TODAY = date(2019, 6, 3)


@pytest.fixture
def position(graduate: Graduate, on_day) -> Introduction:
    on_day(TODAY)
    return IntroductionFactory(graduate=graduate, asked_for=True)


def test_a_graduate_says_yes_to_a_position_and_staff_are_told(graduate_api, position, staff):
    answer = graduate_api.post(f"/api/v1/introductions/{position.pk}/agree/", {}, format="json")

    assert (answer.status_code, answer.json()["willing_on"]) == (200, "2019-06-03")
    assert answer.json()["asked_on"] == "2018-06-28"
    assert [staff.email] in [row.payload["to"] for row in OutboxRow.objects.all()]
    again = graduate_api.post(f"/api/v1/introductions/{position.pk}/agree/", {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_answered")


def test_a_graduate_says_no_with_a_reason_or_without(graduate_api, position):
    path = f"/api/v1/introductions/{position.pk}/decline-to-meet/"

    answer = graduate_api.post(path, {"reason": "Too far"}, format="json")

    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")


@pytest.mark.parametrize("action", ["agree", "decline-to-meet"])
def test_nobody_answers_for_another(client_of, position, staff_api, action):
    other = GraduateFactory(signs_in=True)
    path = f"/api/v1/introductions/{position.pk}/{action}/"

    assert client_of(other.user).post(path, {}, format="json").status_code == 404
    assert staff_api.post(path, {}, format="json").status_code == 403


def test_a_job_is_reported_and_the_office_reads_the_introduction_it_hangs_on(
    graduate, graduate_api, staff_api, on_day
):
    on_day(TODAY)
    graduate.identity_seen_on = date(2018, 6, 25)
    graduate.save()
    sent = IntroductionFactory(graduate=graduate, declined=True, employer__name="Ember Ltd")
    body = {
        "employer_name": "Ember Ltd",
        "job_title": "Developer",
        "work": "full_time",
        "start_on": "2019-06-10",
        "through_us": "no",
    }

    made = graduate_api.post("/api/v1/job-reports/", body, format="json")

    assert (made.status_code, made.json()["candidate"]) == (201, None)
    read = staff_api.get(f"/api/v1/job-reports/{made.json()['id']}/").json()
    assert (read["employer"], read["candidate"]) == (sent.employer_id, sent.pk)
    hire = staff_api.post(
        f"/api/v1/job-reports/{read['id']}/log-hire/",
        {"employer": sent.employer_id, "salary_pence": 31_000_00, "agreed_on": "2019-06-03"},
        format="json",
    )
    assert (hire.status_code, hire.json()["state"]) == (200, "hired")
    assert sent.hires.get().fee_due


def test_a_report_of_nonsense_names_each_fault(graduate_api):
    answer = graduate_api.post(
        "/api/v1/job-reports/", {"work": "king", "start_on": "soon"}, format="json"
    )

    assert answer.status_code == 400
    faults = {error["attr"] for error in answer.json()["errors"]}
    assert faults == {"employer_name", "job_title", "work", "start_on", "through_us"}


def test_an_outcome_without_evidence_is_refused_with_its_code(staff_api):
    person = GraduateFactory()
    body = {"graduate": person.pk, "code": "1A", "since_on": "2018-09-03"}

    refused = staff_api.post("/api/v1/outcomes/", body, format="json")
    made = staff_api.post("/api/v1/outcomes/", {**body, "evidence": "Letter"}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "outcome_needs_evidence")
    assert (made.status_code, Outcome.objects.get().evidence) == (201, "Letter")


def test_a_noted_report_and_a_dismissed_one_are_settled(staff_api):
    note, drop = JobReportFactory(), JobReportFactory()

    noted = staff_api.post(
        f"/api/v1/job-reports/{note.pk}/note-outcome/", {"evidence": "Page"}, format="json"
    )
    dropped = staff_api.post(
        f"/api/v1/job-reports/{drop.pk}/dismiss/", {"reason": "Twice"}, format="json"
    )

    assert (noted.json()["state"], dropped.json()["state"]) == ("noted", "dismissed")


def test_the_outcomes_report_has_both_numbers_of_every_share(staff_api, on_day):
    on_day(TODAY)
    cohort = CohortFactory(name="FAC14")
    for code in ["1A"] * 20 + ["3A"] * 4:
        OutcomeFactory(graduate=GraduateFactory(cohort=cohort), code=code)

    report = staff_api.get("/api/v1/reports/outcomes/?cohort=FAC14").json()

    (row,) = report["rows"]
    assert (report["as_of"], report["window_days"], row["cohorts"]) == (
        "2019-06-03",
        180,
        ["FAC14"],
    )
    for share in row["shares"]:
        assert {"numerator", "denominator", "percent", "published"} <= set(share)
    assert staff_api.get("/api/v1/reports/outcomes/?cohort=FAC99").json()["rows"] == []


def test_the_inclusion_report_is_counts_by_question(staff_api):
    report = staff_api.get("/api/v1/reports/inclusion/").json()

    assert [row["question"] for row in report["rows"]] == [
        *("gender", "ethnicity", "disability", "age", "free_meals")
    ]
    assert {len(row["answers"]) - len(row["fared"]) for row in report["rows"]} == {0}


def test_erasing_leaves_a_number(staff_api, on_day):
    on_day(TODAY)
    person = GraduateFactory(full_name="Zebedee Quince")

    answer = staff_api.post(f"/api/v1/graduates/{person.pk}/erase/", {}, format="json")

    row = answer.json()
    assert (row["full_name"], row["erased_on"], row["links"]) == (
        f"Erased person {person.pk}",
        "2019-06-03",
        {},
    )
    back = staff_api.patch(
        f"/api/v1/graduates/{person.pk}/", {"full_name": "Zebedee"}, format="json"
    )
    assert back.status_code == 409
