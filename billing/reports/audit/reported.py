"""What employers and graduates reported, against what was logged: jobs, starts and pay."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q

from billing.models import Fee
from foundation.money import half_up, pounds
from foundation.periods import add_months, format_date
from placements.choices import CLOSED, ReportState, Work
from placements.models import Hire, Introduction, JobReport, StartReport

from .alike import is_named
from .engagements import (
    REAL,
    Job,
    Known,
    fee_under,
    introduced_in_words,
    loaded,
    owed_in_words,
    root_of,
)
from .findings import Row

# A graduate who names the first day a few weeks off speaks of the same start.
SAME_START: Final = timedelta(days=45)
BELIEVED: Final = (ReportState.WAITING, ReportState.NOTED)
EMPLOYED: Final = tuple(work for work in Work if work != Work.VENTURE)


def starts_not_logged(on: date) -> Iterator[Row]:
    """Yield the starts an employer reported within the period for which there is no hire.

    The last report of an introduction counts, also one settled without a hire.
    """
    later = StartReport.objects.filter(introduction=OuterRef("introduction"), pk__gt=OuterRef("pk"))
    reports = StartReport.objects.filter(~Exists(later)).filter(
        Q(start_on__lte=F("introduction__valid_until"))
        | Q(reported_on__lte=F("introduction__valid_until"))
    )
    pairs = reports.order_by("pk").values_list("introduction", "pk").iterator(chunk_size=2000)
    for introduction, report, known in loaded(pairs, StartReport.objects):
        what = f"{introduction.employer} reported that {introduction.graduate} starts"
        yield from unlogged("start_not_logged", introduction, report, known, what)


def jobs_not_logged(on: date) -> Iterator[Row]:
    """Yield the jobs a graduate reported at an employer that we introduced them to, unlogged.

    A kind of its own where the introduction had lapsed or ended in a no: the fee is owed still.
    """
    for introduction, report, known in _jobs_reported():
        kind = "job_after_a_no" if introduction.state in CLOSED else "job_not_logged"
        what = f"{introduction.graduate} reported a job at {report.employer_name}"
        for row in unlogged(kind, introduction, report, known, what):
            yield row._replace(subjects={**row.subjects, "job_report": report.pk})


def _jobs_reported() -> Iterator[tuple[Introduction, JobReport, Known]]:
    """Yield the jobs reported within the period of an introduction to the same employer."""
    pairs = Introduction.objects.filter(
        sent_on__isnull=False,
        graduate__job_reports__state__in=BELIEVED,
        graduate__job_reports__work__in=EMPLOYED,
        graduate__job_reports__start_on__gte=F("sent_on"),
        graduate__job_reports__start_on__lte=F("valid_until"),
    ).annotate(report=F("graduate__job_reports"))
    ids = pairs.order_by("report", "pk").values_list("pk", "report").iterator(chunk_size=2000)
    for introduction, report, known in loaded(ids, JobReport.objects.select_related("employer")):
        if _is_at(introduction, report):
            yield introduction, report, known


def _is_at(introduction: Introduction, report: JobReport) -> bool:
    """Return whether a report is of the employer introduced, its group, or a name like its."""
    if report.employer and root_of(report.employer) == root_of(introduction.employer):
        return True
    return is_named(introduction.employer, report.employer_name)


def unlogged(
    kind: str, introduction: Introduction, report: Any, known: Known, what: str
) -> Iterator[Row]:
    """Yield the finding, unless a hire holds the day or came to nothing after the report."""
    person, root = introduction.graduate_id, root_of(introduction.employer)
    if known.works_there(person, root, on=report.start_on):
        return
    if known.came_to_nothing(person, root, since=report.reported_on):
        return
    before = known.with_group(person, root)
    kept_pence = known.kept_pence(before)
    salary = report.salary_pence or _offered_pence(introduction)
    assert introduction.terms is not None
    worth = max(0, fee_under(introduction.terms, Job(salary)) - kept_pence) if salary else 0
    if salary and not worth:
        return
    pay = f" at {pounds(salary)}" if salary else ""
    owed = owed_in_words(worth, kept_pence) if salary else "Ask for the pay: a fee is owed."
    yield Row(
        kind,
        worth,
        f"{what} from {format_date(report.start_on)}{pay}, but no hire is logged: "
        f"{introduced_in_words(introduction)}. {owed}",
        {
            "introduction": introduction.pk,
            "graduate": person,
            "employer": introduction.employer_id,
        },
        f"engagement {person} {root}",
    )


def _offered_pence(introduction: Introduction) -> int:
    """Return the least pay of the role, 0 where there is none."""
    role = introduction.hiring_request
    return (role.salary_from_pence or 0) if role else 0


def pay_by_employer(on: date) -> Iterator[Row]:
    """Yield the difference of fee where an employer's open report has other pay than the hire."""
    hired = Hire.objects.filter(
        fee_due=True, state__in=REAL, introduction__start_reports__settled_on=None
    ).exclude(introduction__start_reports__salary_pence=F("salary_pence"))
    hired = hired.filter(introduction__start_reports__isnull=False)
    rows = hired.select_related("graduate", "employer", "terms").order_by("pk")
    for hire in rows.prefetch_related("fees", "introduction__start_reports").iterator(500):
        assert hire.introduction is not None
        reports = [one for one in hire.introduction.start_reports.all() if one.settled_on is None]
        for report in reports:
            worth = _difference(hire, report.salary_pence)
            if worth:
                yield _pay_row(hire, report.salary_pence, worth, str(hire.employer))


def pay_by_graduate(on: date) -> Iterator[Row]:
    """Yield the difference where a graduate reported more pay, at the start or within a year.

    A rise counts from its day: the fee goes by what is paid in the first year.
    """
    hired: Any = Hire.objects.filter(
        fee_due=True,
        state__in=REAL,
        graduate__job_reports__salary_pence__gt=F("salary_pence"),
        graduate__job_reports__state__in=(*BELIEVED, ReportState.HIRED),
    ).annotate(report=F("graduate__job_reports"))
    rows = hired.select_related("graduate", "employer", "terms").order_by("pk", "report")
    for hire in rows.prefetch_related("fees").iterator(500):
        report = JobReport.objects.select_related("employer").get(pk=hire.report)
        if not _is_of(report, hire):
            continue
        first_year = _paid_in_first_year(hire, report)
        worth = _difference(hire, first_year)
        if worth > 0:
            row = _pay_row(hire, report.salary_pence or 0, worth, str(hire.graduate))
            yield row._replace(subjects={**row.subjects, "job_report": report.pk})


def _is_of(report: JobReport, hire: Hire) -> bool:
    """Return whether a report speaks of a hire: the same firm, from its start to a year on."""
    if report.hire_id is not None:
        return report.hire_id == hire.pk
    employer = report.employer
    same = employer is not None and root_of(employer) == root_of(hire.employer)
    if not same and not is_named(hire.employer, report.employer_name):
        return False
    return hire.start_on - SAME_START <= report.start_on < add_months(hire.start_on, 12)


def _paid_in_first_year(hire: Hire, report: JobReport) -> int:
    """Return the pay of the first year with a rise from the day of the report, in pence."""
    assert report.salary_pence is not None
    after = (report.start_on - hire.start_on).days
    if after <= SAME_START.days:
        return report.salary_pence
    year = (add_months(hire.start_on, 12) - hire.start_on).days
    rise = report.salary_pence - hire.salary_pence
    return hire.salary_pence + half_up(Fraction(rise * (year - after), year))


def _difference(hire: Hire, salary_pence: int) -> int:
    """Return what the fee would be more with other pay; nothing where it was set by hand."""
    fees: list[Fee] = [fee for fee in hire.fees.all() if fee.state == "live"]
    if (
        hire.terms is None
        or (hire.fees.all() and not fees)
        or any(fee.override_reason for fee in fees)
    ):
        return 0
    charged = fees[0].computed_net_pence if fees else fee_under(hire.terms, hire)
    return fee_under(hire.terms, hire, salary_pence=salary_pence) - charged


def _pay_row(hire: Hire, salary_pence: int, worth: int, who: str) -> Row:
    more = "more" if worth > 0 else "less"
    return Row(
        "pay_higher" if worth > 0 else "pay_lower",
        abs(worth),
        f"{who} reported pay of {pounds(salary_pence)} for {hire}, and "
        f"{pounds(hire.salary_pence)} was logged: the fee would be {pounds(abs(worth))} {more}.",
        {"hire": hire.pk, "employer": hire.employer_id},
        f"pay {hire.pk}",
    )
