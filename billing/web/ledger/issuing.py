"""Drafts due to be billed: reviewed, and issued all at once."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.domain.ledger import invoices
from billing.domain.ledger.vat_rules import must_issue_by
from billing.models import Invoice
from foundation.accounts.rules import can_bill, is_office
from foundation.errors import BadValue, DomainError
from foundation.money import pounds
from foundation.web.access import SignedIn, requires
from foundation.web.once import run_once

# More at once would be a long wait for one click; the rest is offered again.
MOST = 200


@require_safe
@requires(is_office)
def to_issue(request: SignedIn) -> HttpResponse:
    """Show the drafts to bill by today, each with its lines."""
    today = localdate()
    rows = Invoice.objects.visible_to(request.user).to_issue(on=today)
    ready = rows.select_related("employer", "fee__hire__graduate").prefetch_related("lines")
    drafts = list(ready.order_by("bill_on", "pk")[:MOST])
    for draft in drafts:
        draft.issue_by = max(must_issue_by(draft.fee.earned_on), draft.bill_on)  # type: ignore[attr-defined]
    context = {
        "drafts": drafts,
        "today": today,
        "gross_pence": sum(draft.gross_pence for draft in drafts),
        "later": Invoice.objects.visible_to(request.user)
        .filter(state="draft", bill_on__gt=today)
        .count(),
    }
    return render(request, "billing/desk/to_issue.html", context)


@require_POST
@requires(can_bill)
def issue_all(request: SignedIn) -> HttpResponse:
    """Issue the drafts that were ticked, each in its own transaction, dated today."""
    ticked = [
        int(key) for key in request.POST.getlist("draft")[:MOST] if key.isascii() and key.isdigit()
    ]

    def issued() -> HttpResponse:
        done, refused = issue_each(ticked, request, localdate())
        if done:
            numbers = f"{done[0]} to {done[-1]}" if len(done) > 1 else str(done[0])
            total = pounds(sum(invoice.gross_pence for invoice in done))
            count = "1 invoice" if len(done) == 1 else f"{len(done)} invoices"
            messages.success(request, f"Issued {numbers}: {count}, {total} with VAT.")
        for sentence in refused:
            messages.error(request, sentence)
        if not (done or refused):
            messages.error(request, "Tick the drafts you want to issue.")
        return redirect("billing:to-issue")

    return run_once(request, issued)


def issue_each(keys: list[int], request: SignedIn, today: date) -> tuple[list[Invoice], list[str]]:
    """Return the issued invoices, and a sentence for each that was refused."""
    done: list[Invoice] = []
    refused: list[str] = []
    drafts = Invoice.objects.visible_to(request.user).filter(pk__in=keys)
    for draft in drafts.select_related("employer").order_by("bill_on", "pk"):
        try:
            done.append(invoices.issue(draft.pk, by=request.user, on=today))
        except (DomainError, BadValue) as refusal:
            refused.append(f"{draft.employer}: {refusal}")
    return done, refused
