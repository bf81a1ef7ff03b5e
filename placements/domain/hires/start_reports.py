"""Starts reported by employers, with day and salary. The office logs the hire."""

from datetime import date
from typing import Any

from employers.models import Contact
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.transactions import atomic
from placements import notices
from placements.choices import HireState
from placements.models import Introduction, StartReport

from .engagement import NotIntroduced, salary_in_range, starts_in_range


class AlreadySettled(DomainError):
    """The office has already settled it."""

    code = "already_settled"


@atomic
def report(
    introduction_id: int,
    contact: Contact,
    *,
    start_on: date,
    salary_pence: int,
    by: User,
    on: date,
) -> StartReport:
    """Return a contact's report about the person we introduced, for the office to act on.

    If a hire already has the same facts, the report is settled at once. A later report replaces
    one that still waits. Raises NotIntroduced, and BadValue for an impossible day or salary.
    """
    introduction = Introduction.objects.select_for_update(of=("self",), no_key=True).get(
        pk=introduction_id
    )
    if introduction.sent_on is None:
        raise NotIntroduced("We have not introduced this graduate to you yet.")
    if starts_in_range("start_on", start_on) < introduction.sent_on:
        raise BadValue("start_on", "This is before we introduced you. Check the year.")
    salary_in_range("salary_pence", salary_pence)
    facts: dict[str, Any] = {"start_on": start_on, "salary_pence": salary_pence}
    earlier = introduction.start_reports.filter(settled_on=None)
    if same := earlier.filter(**facts).first():
        return same
    earlier.update(settled_on=on)
    agrees = introduction.hires.exclude(state=HireState.FELL_THROUGH).filter(**facts).exists()
    made = StartReport.objects.create(
        introduction=introduction,
        reported_by=contact,
        reported_on=on,
        settled_on=on if agrees else None,
        **facts,
    )
    detail = {**facts, "start_on": start_on.isoformat()}
    history.record(Verb.START_REPORTED, introduction, by=by, on=on, **detail)
    notices.start_reported(made, by=by)
    return made


@atomic
def settle(report_id: int, *, by: User, on: date) -> StartReport:
    """Return the report, settled. Raises AlreadySettled."""
    report = StartReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report_id)
    if report.settled_on:
        raise AlreadySettled("This report has already been settled.")
    report.settled_on = max(on, report.reported_on)
    report.save(update_fields=["settled_on"])
    history.record(Verb.START_REPORT_SETTLED, report.introduction, by=by, on=on, report=report.pk)
    return report
