"""The front page: for each role what waits for them. The only module that sees all three apps."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from billing.choices import RebateState
from billing.models import Invoice, Rebate
from billing.reports.debtors import debtors
from billing.reports.revenue import revenue
from placements.models import Introduction
from placements.web.own_home import front
from project.accounts.choices import Role
from project.accounts.models import User
from project.foundation.errors import BadValue
from project.foundation.models import Approval, ApprovalState
from project.foundation.money import pounds
from project.foundation.periods import Month

from .employer import employer
from .today import today

MORE_THAN_30_DAYS = timedelta(days=31)
MONTHS_SHOWN = 6
DEBTORS_SHOWN = 8


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Return the page of whoever asks."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "home/anonymous.html")
    if user.places_people:
        return today(request, user)
    if user.is_office:
        return office(request, user)
    return employer(request, user) if user.role == Role.EMPLOYER else front(request)


# The office


@dataclass(frozen=True)
class Waiting:
    """Something that waits for somebody: how many of what, and where the API lists them."""

    count: int
    what: str
    why: str
    listed: str


def office(request: HttpRequest, user: User) -> HttpResponse:
    """Show staff, finance and admin what waits, the figures of a month and who owes us."""
    today = localdate()
    fault = ""
    try:
        month = Month.parse(request.GET.get("month") or str(Month.of(today)))
    except BadValue as wrong:
        month, fault = Month.of(today), str(wrong)
    report = revenue(month.plus(1 - MONTHS_SHOWN), month, on=min(month.last, today))
    owing = debtors(on=today)
    page = {
        "today": today,
        "waiting": waiting(user, on=today),
        "month": month,
        "earlier": month.previous(),
        "later": month.next() if month < Month.of(today) else None,
        "fault": fault,
        "report": report,
        "figures": report.rows[-1].figures,
        "debtors": owing[:DEBTORS_SHOWN],
        "debtors_left": len(owing[DEBTORS_SHOWN:]),
        "owed_pence": sum(debtor.total_pence for debtor in owing),
    }
    return render(request, "home/office.html", page, status=400 if fault else 200)


def waiting(user: User, *, on: date) -> list[Waiting]:
    """Return what can wait for the office on a day, also where nothing does."""
    silent = Introduction.objects.visible_to(user).silent_since(on - MORE_THAN_30_DAYS)
    rebates = Rebate.objects.visible_to(user).filter(state=RebateState.PROPOSED)
    asked = Approval.objects.filter(state=ApprovalState.ASKED).exclude(asked_by=user)
    return [
        *invoices_waiting(user, on=on),
        Waiting(
            silent.count(),
            "Silent introductions",
            "Sent, and no word for more than 30 days",
            "introductions/?state=sent",
        ),
        Waiting(
            rebates.count(),
            "Rebates to settle",
            "Proposed when somebody left early",
            "rebates/?state=proposed",
        ),
        Waiting(
            asked.count(),
            "Approvals asked",
            "By a colleague; it takes a second person",
            "approvals/?state=asked",
        ),
    ]


def invoices_waiting(user: User, *, on: date) -> list[Waiting]:
    """Return the drafts to issue and the invoices to chase on a day."""
    invoices = Invoice.objects.visible_to(user)
    overdue = invoices.overdue(on=on).aggregate(
        count=Count("pk"),
        pence=Sum(F("gross_pence") - F("paid_pence") - F("credited_pence"), default=0),
    )
    return [
        Waiting(
            invoices.to_issue(on=on).count(),
            "Invoices to issue",
            "Drafts whose day to be billed has come",
            "invoices/?state=draft",
        ),
        Waiting(
            overdue["count"],
            "Invoices overdue",
            f"{pounds(overdue['pence'])} to chase, VAT included",
            "reports/debtors/",
        ),
    ]
