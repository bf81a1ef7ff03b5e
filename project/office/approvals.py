"""What waits for a second person: approved or refused, by anybody of finance but who asked."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation import approvals
from foundation.accounts.rules import can_bill, is_office
from foundation.models import Approval, ApprovalState
from foundation.money import pounds
from foundation.web.access import SignedIn, requires
from foundation.web.actions import ReasonForm
from foundation.web.attempts import attempt
from foundation.web.once import run_once
from foundation.web.paging import page_of

# What is asked, by kind; what it is about follows as a link.
ASKS: Final = {
    "fee_override": "Set a fee by hand",
    "fee_waiver": "Charge no fee",
    "invoice_credit": "Credit much or all of an invoice",
    "invoice_refund": "Credit and refund part of an invoice",
    "payment_refund": "Refund a payment",
    "rebate_refund": "Refund a rebate",
    "credit_refund": "Refund customer credit",
    "write_off": "Write off an unpaid invoice",
    "late_charge_waiver": "Waive a late charge",
    "bank_details": "Change the bank details on our invoices",
    "terms_under_standard": "Agree terms below the standard rate",
}


def _at(name: str, column: str = "pk") -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[getattr(row, column)])


# The page of the subject, or the list it is on if it has no page.
PAGES: Final[dict[str, Callable[[Any], str]]] = {
    "billing.fee": _at("billing:fee"),
    "billing.invoice": _at("billing:invoice"),
    "billing.payment": _at("billing:payment"),
    "billing.latecharge": _at("billing:late-charge"),
    "billing.rebate": lambda _rebate: reverse("billing:rebates"),
    "billing.customercredit": lambda _credit: reverse("billing:debtors"),
    "billing.seller": lambda _seller: reverse("billing:our-details"),
    "employers.terms": _at("employers:employer", "employer_id"),
}


@dataclass(frozen=True)
class Request:
    """One approval as a page shows it."""

    approval: Approval
    asks: str
    about: str
    address: str
    amount: str
    is_own: bool
    why_not_approve: str


@require_safe
@requires(is_office)
def approvals_list(request: SignedIn) -> HttpResponse:
    """List what waits, and what was decided, the newest first."""
    rows = Approval.objects.select_related("asked_by", "decided_by")
    waiting = rows.filter(state=ApprovalState.ASKED).order_by("asked_on", "pk")
    decided = page_of(
        request, rows.exclude(state=ApprovalState.ASKED).order_by("-decided_on", "-pk")
    )
    openers = approvals.openers_of(request.user.pk, on=localdate())
    context = {
        "waiting": requests_of(waiting, request, openers=openers),
        "page": decided,
        "decided": requests_of(decided.rows, request),
        "form": ReasonForm(),
    }
    return render(request, "office/approvals.html", context)


@require_POST
@requires(can_bill)
def decide(request: SignedIn, pk: int, answer: str) -> HttpResponse:
    """Approve, which runs the action at once; or refuse with a reason, which changes nothing."""
    approval = get_object_or_404(Approval, pk=pk)

    def decision() -> HttpResponse:
        today = localdate()
        if answer == "approve":
            with attempt(request, f"Approved: {ASKS.get(approval.kind, approval.kind).lower()}."):
                approvals.approve(pk, by=request.user, on=today)
            return redirect("approvals")
        form = ReasonForm(request.POST)
        with attempt(request, "Refused. Nothing has changed."):
            reason = form.data.get("reason", "").strip()[:2000] or "No reason was given."
            approvals.refuse(pk, by=request.user, on=today, reason=reason)
        return redirect("approvals")

    return run_once(request, decision)


def requests_of(
    rows: Iterable[Approval], request: SignedIn, *, openers: Set[int] = frozenset()
) -> list[Request]:
    """Return approvals with what they are about: a query for each kind of thing, not each row.

    ``openers`` let this user in a short while ago, so what they ask for waits for another.
    """
    requests = list(rows)
    by_key = subjects(requests)
    return [
        _request_of(
            approval, by_key.get((approval.subject_type, approval.subject_id)), request, openers
        )
        for approval in requests
    ]


def _request_of(
    approval: Approval, subject: Model | None, request: SignedIn, openers: Set[int]
) -> Request:
    why_not = approvals.why_not_approve(approval, by=request.user, openers=openers)
    page = PAGES.get(approval.subject_type)
    return Request(
        approval,
        ASKS.get(approval.kind, approval.kind),
        "a deleted record" if subject is None else str(subject),
        page(subject) if page and subject is not None else "",
        amount(approval.detail),
        isinstance(why_not, approvals.SamePerson),
        str(why_not or ""),
    )


# What the name of a subject reads.
NAMED_BY: Final = {
    "billing.fee": ["hire__graduate", "hire__employer"],
    "billing.rebate": ["hire__graduate", "hire__employer"],
    "billing.payment": ["invoice"],
    "billing.latecharge": ["invoice"],
    "employers.terms": ["employer"],
}


def subjects(rows: list[Approval]) -> dict[tuple[str, int], Model]:
    """Return what approvals are about, by type and id."""
    by_key: dict[tuple[str, int], Model] = {}
    for label in {row.subject_type for row in rows}:
        keys = [row.subject_id for row in rows if row.subject_type == label]
        query: Any = apps.get_model(label)._default_manager.filter(pk__in=keys)
        for subject in query.select_related(*NAMED_BY.get(label, [])):
            by_key[label, subject.pk] = subject
    return by_key


def amount(detail: dict[str, Any]) -> str:
    """Return the sum an approval is about, as a person reads it."""
    for name, words in (
        ("amount_pence", "{} with VAT"),
        ("net_pence", "{} without VAT"),
        ("outstanding_pence", "{} at the time of the request"),
    ):
        if name in detail:
            return words.format(pounds(detail[name]))
    return f"at {detail['rate']}" if "rate" in detail else ""
