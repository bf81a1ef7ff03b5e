"""Today, what was reported to us and the money: jobs, rebate periods, and finance's tasks."""

from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.timezone import localdate

from billing.models import Fee, Invoice
from billing.models.ledger.invoice import OUTSTANDING
from billing.reports.task import Task
from billing.reports.tasks import tasks
from foundation.accounts.models import User
from foundation.money import pounds
from foundation.periods import format_date
from placements.models import Followup, JobReport, StartReport

from .waiting import MOST_ROWS, Button, Row, Section, first_of, section

PERIOD_ENDS: Final = timedelta(days=30)


def reported(user: User, _on: date) -> Section:
    """Jobs that graduates and employers reported."""
    starts = StartReport.objects.visible_to(user).waiting()
    start_count, first_starts = first_of(
        starts.select_related("introduction__graduate", "introduction__employer")
    )
    jobs = JobReport.objects.visible_to(user).waiting()
    job_count, first_jobs = first_of(jobs.select_related("graduate", "employer"))
    rows = [*map(start_report, first_starts), *map(job_report, first_jobs)]
    return Section(
        "reported", "Jobs reported", "by employers and graduates", start_count + job_count, rows
    )


def start_report(row: StartReport) -> Row:
    """Return what an employer said about a start, with the hire it leads to."""
    start, salary = format_date(row.start_on), pounds(row.salary_pence)
    detail = f"Starts {start} at {salary}, according to the employer."
    address = reverse("placements:introduction", args=[row.introduction_id])
    log = log_hire(
        introduction=row.introduction_id, start_on=row.start_on, salary_pence=in_pounds(row)
    )
    settle = Button("Settle", reverse("placements:settle-start-report", args=[row.pk]))
    return Row(str(row.introduction), detail, address, [log, settle])


def job_report(row: JobReport) -> Row:
    """Return what a graduate said about a job, with the hire it leads to."""
    known: dict[str, Any] = {"graduate": row.graduate_id, "start_on": row.start_on}
    if row.employer_id:
        known["employer"] = row.employer_id
    if row.salary_pence:
        known["salary_pence"] = in_pounds(row)
    start = format_date(row.start_on)
    detail = f"{row.job_title} at {row.employer_name} from {start}, according to {row.graduate}."
    address = reverse("placements:job-report", args=[row.pk])
    look = Button("View", address, is_link=True)
    return Row(str(row.graduate), detail, address, [log_hire(**known), look])


def in_pounds(row: StartReport | JobReport) -> str:
    """Return a salary as the form of a hire reads it."""
    return pounds(row.salary_pence or 0).removesuffix(".00")


def log_hire(**known: object) -> Button:
    """Return the way to logging a hire of which something is known already."""
    query = urlencode({name: str(value) for name, value in known.items()})
    return Button("Log the hire", f"{reverse('new-hire')}?{query}", is_link=True, is_first=True)


def ending(user: User, on: date) -> Section:
    """Rebate periods that end within 30 days: a call now keeps the fee."""
    rows = Fee.objects.visible_to(user).inside_rebate_period(on=on)
    rows = rows.filter(protected_until__lte=on + PERIOD_ENDS)
    rows = rows.exclude(hire__in=Followup.objects.of_hires(on=on).values("hire"))
    rows = rows.select_related("hire__graduate", "hire__employer")

    def row_of(row: Fee) -> Row:
        assert row.protected_until is not None
        spoke = Button(
            "Asked how it is going", reverse("placements:spoke-of-hire", args=[row.hire_id])
        )
        sentence = f"The rebate period ends on {format_date(row.protected_until)}; the fee is "
        address = reverse("placements:hire", args=[row.hire_id])
        return Row(str(row.hire), f"{sentence}{pounds(row.net_pence)}.", address, [spoke])

    ordered = rows.order_by("protected_until", "pk")
    return section("ending", "Rebate periods ending", "ask how it is going", ordered, row_of, "")


def money(user: User, on: date) -> Section:
    """What finance has to do, and the debts to chase."""
    finance_tasks = tasks(on=on)
    rows = [*overdue(user, on), *(task_row(user, task) for task in finance_tasks)]
    every = reverse("billing:debtors")
    return Section(
        "money", "Money", "for finance, and for a call", len(rows), rows[:MOST_ROWS], every
    )


def overdue(user: User, on: date) -> list[Row]:
    """Return the debts to chase in one row, or no row if no invoice is overdue."""
    late = Invoice.objects.visible_to(user).overdue(on=on)
    totals = late.aggregate(count=Count("pk"), pence=Sum(OUTSTANDING, default=0))
    if not totals["count"]:
        return []
    many = "s are" if totals["count"] > 1 else " is"
    title = f"{totals['count']} invoice{many} overdue: {pounds(totals['pence'])} to chase."
    every = reverse("billing:debtors")
    return [Row(title, "Including VAT.", every, [Button("Chase", every, is_link=True)])]


def task_row(user: User, task: Task) -> Row:
    """Return a task of the money side, with the page it is done on, or the action itself."""
    kind, _, rest = task.subject.partition("/")
    address = address_of(kind, rest.strip("/"))
    if task.kind == "invoice_to_issue" and user.can_bill:
        issue = reverse("billing:invoice-action", args=[rest.strip("/"), "issue"])
        button = Button("Issue", issue, fields={"issued_on": localdate().isoformat()})
    else:
        button = Button("View", address, is_link=True)
    return Row(task.sentence, f"By {format_date(task.due_by)}.", address, [button])


def address_of(kind: str, pk: str) -> str:
    """Return the page about the subject of a task; the front page for what has none."""
    if kind == "rebates":
        return reverse("billing:rebates")
    if kind == "seller":
        return reverse("billing:our-details")
    if kind == "approvals":
        return reverse("approvals")
    pages = {"invoices": "billing:invoice", "employers": "employers:employer"}
    return reverse(pages[kind], args=[pk]) if kind in pages else reverse("home")
