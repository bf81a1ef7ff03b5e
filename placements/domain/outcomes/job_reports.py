"""Job reports: a graduate reports a job; the office logs a hire or an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from employers.models import Employer
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic
from placements import notices
from placements.choices import Contract, HireState, ReportState, Work
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement, running_introduction
from placements.models import Graduate, Hire, Introduction, JobReport

from . import outcomes


class AlreadySettled(DomainError):
    """The report has already been settled."""

    code = "report_already_settled"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job as a graduate reports it; ``salary_pence`` is a year's, if given."""

    employer_name: str
    job_title: str
    work: str
    start_on: date
    through_us: str
    salary_pence: int | None = None
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What the employer agreed, as the office learnt it; the basis of the fee."""

    employer: Employer
    salary_pence: int
    agreed_on: date
    fte: Decimal = Decimal(1)
    contract: str = Contract.PERMANENT
    months: int | None = None


@atomic
def report(graduate_id: int, job: Job, *, by: User, on: date) -> JobReport:
    """Return the report, which waits for the office. A known employer is matched by name.

    Raises BadValue for a salary of zero or less, or an implausible start.
    """
    plausible_date("start_on", job.start_on)
    if job.salary_pence is not None and job.salary_pence <= 0:
        raise BadValue("salary_pence", "Enter a salary above £0, or leave it empty.")
    known = Employer.objects.named(job.employer_name.strip()).first()
    made = JobReport.objects.create(
        graduate=Graduate.objects.get(pk=graduate_id),
        employer=known,
        reported_on=on,
        **{**vars(job), "employer_name": job.employer_name.strip()},
    )
    history.record(Verb.REPORTED, made, by=by, on=on, after=made.state)
    notices.job_reported(made, by=by)
    return made


def candidates(reports: Sequence[JobReport]) -> dict[int, Introduction]:
    """Return, by report, the running introduction to that employer or its group: a fee may be due.

    Only for waiting reports of a known employer. Two queries, however many reports.
    """
    waiting = [
        report for report in reports if report.employer and report.state == ReportState.WAITING
    ]
    if not waiting:
        return {}
    people = [report.graduate_id for report in waiting]
    sent = Introduction.objects.filter(graduate__in=people, sent_on__isnull=False)
    hired = Hire.objects.exclude(state=HireState.FELL_THROUGH).filter(graduate__in=people)
    used = {key for pair in hired.values_list("introduction", "late_conversion_of") for key in pair}
    free = [
        one
        for one in sent.select_related("employer").order_by("sent_on", "pk")
        if one.pk not in used
    ]
    pairs = ((report.pk, _running(free, report)) for report in waiting)
    return {key: one for key, one in pairs if one}


def _running(introductions: list[Introduction], report: JobReport) -> Introduction | None:
    """Return the first introduction under which a reported job would owe us a fee."""
    for one in introductions:
        of_group = _root(one.employer) == _root(report.employer)
        if one.graduate_id != report.graduate_id or not of_group:
            continue
        if one.sent_on and one.valid_until and one.sent_on <= report.start_on <= one.valid_until:
            return one
    return None


def _root(employer: Employer | None) -> int | None:
    return (employer.group_id or employer.pk) if employer else None


@atomic
def log_hire(report_id: int, agreed: Agreed, *, by: User, on: date) -> Hire:
    """Return the hire logged from a report, under the introduction if one is running.

    An introduction to another employer of the group makes it a late conversion. Raises what
    ``hires.agree`` refuses, and AlreadySettled.
    """
    report = _waiting(report_id)
    running = running_introduction(report.graduate, agreed.employer, report.start_on)
    direct = running if running and running.employer_id == agreed.employer.pk else None
    reason = f"The graduate reported the job on {format_date(report.reported_on)}."
    hire = hires.agree(
        Engagement(
            graduate=report.graduate,
            start_on=report.start_on,
            introduction=direct,
            no_introduction_reason="" if direct else reason,
            job_title=report.job_title,
            **vars(agreed),
        ),
        by=by,
        on=on,
    )
    report.hire, report.employer = hire, agreed.employer
    _settle(report, ReportState.HIRED, by=by, on=on)
    return hire


@atomic
def note_outcome(report_id: int, *, by: User, on: date, evidence: str = "") -> JobReport:
    """Return the report, recorded as the graduate's outcome, without a fee.

    ``evidence`` replaces what the graduate gave. Raises outcomes.NoEvidence, AlreadySettled.
    """
    report = _waiting(report_id)
    report.outcome = outcomes.decide(
        report.graduate_id,
        outcomes.CODE_OF_WORK[Work(report.work)],
        since_on=report.start_on,
        evidence=evidence or report.evidence,
        salary_pence=report.salary_pence,
        by=by,
        on=on,
    )
    return _settle(report, ReportState.NOTED, by=by, on=on)


@atomic
def dismiss(report_id: int, *, reason: str, by: User, on: date) -> JobReport:
    """Return the report, dismissed for a reason. Raises BadValue without one, AlreadySettled."""
    require("reason", reason, "Give a reason for dismissing it.")
    report = _waiting(report_id)
    report.reason = reason.strip()
    return _settle(report, ReportState.DISMISSED, by=by, on=on)


def _waiting(report_id: int) -> JobReport:
    report = (
        JobReport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("graduate", "employer")
        .get(pk=report_id)
    )
    if report.state != ReportState.WAITING:
        raise AlreadySettled(f"This report has been settled: {report.get_state_display().lower()}.")
    return report


def _settle(report: JobReport, state: ReportState, *, by: User, on: date) -> JobReport:
    report.state, report.settled_on, report.settled_by = state, on, by
    report.save()
    history.record(Verb.SETTLED, report, by=by, on=on, before=ReportState.WAITING, after=state)
    return report
