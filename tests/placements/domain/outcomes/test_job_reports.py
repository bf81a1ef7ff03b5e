"""Job reports: a graduate tells of a job; it becomes a hire, an outcome, or is put aside."""

from datetime import date

import pytest

from foundation.errors import BadValue
from placements.domain.hires.engagement import running_introduction
from placements.domain.outcomes import job_reports, outcomes
from placements.domain.outcomes.job_reports import Agreed, Job
from placements.models import JobReport
from tests.factories.employers import EmployerFactory
from tests.factories.outcomes import JobReportFactory
from tests.factories.placements import HireFactory, IntroductionFactory

START, REPORTED, SETTLED = date(2018, 9, 3), date(2018, 9, 10), date(2018, 9, 17)


def job(**changes) -> Job:
    return Job(
        **{
            "employer_name": "Somebody new",
            "job_title": "Junior developer",
            "work": "full_time",
            "start_on": START,
            "through_us": "unsure",
            **changes,
        }
    )


def candidate(report: JobReport):
    """Return the candidate, which is what logging the hire would find."""
    introduction = job_reports.candidates([report]).get(report.pk)
    if report.employer:
        assert introduction == running_introduction(
            report.graduate, report.employer, report.start_on
        )
    return introduction


def test_a_report_waits_for_the_office_and_knows_the_employer_by_name(graduate, graduate_user):
    known = EmployerFactory(name="Marigold Software Ltd")

    report = job_reports.report(
        graduate.pk, job(employer_name="marigold software ltd "), by=graduate_user, on=REPORTED
    )

    assert (report.employer, report.state, report.reported_on) == (known, "waiting", REPORTED)
    assert list(JobReport.objects.waiting()) == [report]
    assert candidate(report) is None


def test_a_running_introduction_to_that_employer_makes_it_a_candidate(db):
    sent = IntroductionFactory(declined=True)
    report = JobReportFactory(graduate=sent.graduate, employer=sent.employer)

    assert candidate(report) == sent


def test_one_to_its_group_does_too_and_a_stranger_does_not(db):
    sent = IntroductionFactory(declined=True)
    sister = EmployerFactory(group=sent.employer)

    assert candidate(JobReportFactory(graduate=sent.graduate, employer=sister)) == sent
    assert candidate(JobReportFactory(employer=sister)) is None


def test_one_whose_period_is_over_does_not(db):
    sent = IntroductionFactory(declined=True)
    report = JobReportFactory(
        graduate=sent.graduate, employer=sent.employer, start_on=date(2019, 7, 3)
    )

    assert candidate(report) is None


def test_an_introduction_that_led_to_a_hire_already_does_not(db):
    hire = HireFactory(started=True)
    report = JobReportFactory(graduate=hire.graduate, employer=hire.employer)

    assert candidate(report) is None


def test_a_report_becomes_a_hire_under_its_introduction_and_the_fee_is_due(staff):
    sent = IntroductionFactory(declined=True)
    report = JobReportFactory(graduate=sent.graduate, employer=sent.employer)

    hire = job_reports.log_hire(
        report.pk,
        Agreed(employer=sent.employer, salary_pence=31_000_00, agreed_on=REPORTED),
        by=staff,
        on=SETTLED,
    )

    report.refresh_from_db()
    assert (hire.introduction, hire.fee_due, hire.start_on) == (sent, True, START)
    assert (report.state, report.hire, report.settled_by, report.settled_on) == (
        *("hired", hire, staff),
        SETTLED,
    )


def test_at_a_sister_firm_it_is_a_late_conversion(staff):
    sent = IntroductionFactory(declined=True)
    sister = EmployerFactory(group=sent.employer)
    report = JobReportFactory(graduate=sent.graduate, employer_name=sister.name)

    hire = job_reports.log_hire(
        report.pk,
        Agreed(employer=sister, salary_pence=31_000_00, agreed_on=REPORTED),
        by=staff,
        on=SETTLED,
    )

    assert (hire.late_conversion_of, hire.fee_due, hire.introduction) == (sent, True, None)
    assert hire.no_introduction_reason == "The graduate reported the job on 10 September 2018."


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("full_time", "1A"),
        ("contract", "1B"),
        ("short", "1E"),
        ("venture", "1D"),
        ("elsewhere", "2B"),
    ],
)
def test_a_job_without_us_is_noted_as_an_outcome(staff, work, code):
    report = JobReportFactory(work=work, evidence="https://firm.example/team")

    noted = job_reports.note_outcome(report.pk, by=staff, on=SETTLED)

    assert (noted.state, noted.outcome.code, noted.outcome.since_on) == ("noted", code, START)
    assert noted.outcome.evidence == "https://firm.example/team"


def test_an_outcome_needs_evidence_from_somewhere(staff):
    report = JobReportFactory()

    with pytest.raises(outcomes.NoEvidence):
        job_reports.note_outcome(report.pk, by=staff, on=SETTLED)
    noted = job_reports.note_outcome(report.pk, by=staff, on=SETTLED, evidence="Rang the firm")
    assert noted.outcome.evidence == "Rang the firm"


def test_putting_one_aside_takes_a_reason(staff):
    report = JobReportFactory()

    with pytest.raises(BadValue, match="reason for dismissing"):
        job_reports.dismiss(report.pk, reason=" ", by=staff, on=SETTLED)
    assert job_reports.dismiss(report.pk, reason="Twice", by=staff, on=SETTLED).state == "dismissed"


def test_a_report_is_settled_once(staff):
    report = JobReportFactory(dismissed=True)

    with pytest.raises(job_reports.AlreadySettled, match="dismissed"):
        job_reports.dismiss(report.pk, reason="Again", by=staff, on=SETTLED)
    with pytest.raises(job_reports.AlreadySettled):
        job_reports.note_outcome(report.pk, by=staff, on=SETTLED)


def test_a_salary_of_nothing_is_refused(graduate, graduate_user):
    with pytest.raises(BadValue, match="above £0"):
        job_reports.report(graduate.pk, job(salary_pence=0), by=graduate_user, on=REPORTED)
