"""The finance desk: what waits, the figures of the month, a year of them, and who owes us."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.choices import BankLineState, RebateState
from billing.models import BankLine, Invoice, Rebate, StripeUnallocated
from billing.models.ledger.invoice import OUTSTANDING
from billing.reports.debtors import debtors
from billing.reports.revenue import revenue
from billing.web.months import figures_of
from foundation.accounts.models import User
from foundation.accounts.rules import is_office
from foundation.models import Approval, ApprovalState, OutboxRow
from foundation.money import pounds
from foundation.periods import Month
from foundation.web.access import SignedIn, requires
from foundation.web.slots import slot

MOST_DEBTORS = 8
MONTHS = 12


@dataclass(frozen=True)
class Waiting:
    """Something that waits for finance: how many of what, why, and the page to do it on."""

    count: int
    what: str
    why: str
    address: str


@require_safe
@requires(is_office)
def desk(request: SignedIn) -> HttpResponse:
    """Show what waits, the five figures, and twelve months as a chart and a table."""
    today = localdate()
    month = Month.of(today)
    year = revenue(month.plus(1 - MONTHS), month, on=today)
    context = {
        "today": today,
        "waiting": waiting(request.user, on=today),
        "month": month,
        "earlier": month.previous(),
        "figures": figures_of(year.rows[-1].figures, year.at_risk_pence, month),
        "year": year,
    }
    return render(request, "office/home/finance.html", context)


@require_safe
@requires(is_office)
def desk_debtors(request: SignedIn) -> HttpResponse:
    """Show the largest debtors: a part of the desk, which comes when its figures are there."""
    today = localdate()
    owing = debtors(on=today)
    context = {
        "title": "Who owes us",
        "today": today,
        "debtors": owing[:MOST_DEBTORS],
        "debtors_left": len(owing[MOST_DEBTORS:]),
        "owed_pence": sum(debtor.total_pence for debtor in owing),
    }
    return slot(request, "office/home/finance_debtors.html", context)


def waiting(user: User, *, on: date) -> list[Waiting]:
    """Return what can wait for finance on a day, also where nothing does: seven queries."""
    settling = (RebateState.PROPOSED, RebateState.REPLACING)
    approvals = Approval.objects.filter(state=ApprovalState.ASKED).exclude(asked_by=user)
    outside = StripeUnallocated.objects.waiting().count() + OutboxRow.objects.given_up().count()
    return [
        *invoices_waiting(user, on=on),
        Waiting(
            BankLine.objects.filter(state=BankLineState.OPEN).count(),
            "Bank lines to match",
            "Money received but not matched to an invoice",
            reverse("billing:bank"),
        ),
        Waiting(
            Rebate.objects.visible_to(user).filter(state__in=settling).count(),
            "Rebates to settle",
            "Proposed when a graduate left early",
            reverse("billing:rebates"),
        ),
        Waiting(
            approvals.count(),
            "Approvals requested",
            "A colleague asked; a second person must decide",
            reverse("approvals"),
        ),
        Waiting(
            outside,
            "Stripe and emails",
            "Money that matches no invoice, and emails that could not be sent",
            reverse("billing:stripe"),
        ),
    ]


def invoices_waiting(user: User, *, on: date) -> list[Waiting]:
    """Return the drafts to issue and the invoices to chase on a day."""
    invoices = Invoice.objects.visible_to(user)
    overdue = invoices.overdue(on=on).aggregate(
        count=Count("pk"),
        pence=Sum(OUTSTANDING, default=0),
    )
    return [
        Waiting(
            invoices.to_issue(on=on).count(),
            "Drafts to issue",
            "Their billing date has come",
            reverse("billing:to-issue"),
        ),
        Waiting(
            overdue["count"],
            "Invoices overdue",
            f"{pounds(overdue['pence'])} to chase, including VAT",
            reverse("billing:debtors"),
        ),
    ]
