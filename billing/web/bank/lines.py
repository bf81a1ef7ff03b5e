"""The lines of the bank: matched one by one, or all that are sure at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.choices import BankLineState
from billing.domain.bank import bank_lines
from billing.domain.bank.matching import of_open
from billing.models import BankLine, BankStatement, CustomerCredit
from foundation.accounts.rules import can_bill, is_office
from foundation.money import pounds
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.paging import page_of
from foundation.web.undo import offer_undo

from .forms import ReasonForm, UploadForm
from .line_rows import line_rows

PER_PAGE = 25
# The tabs of the list: the label, the state, and which way the money went.
TABS: dict[str, tuple[str, dict[str, Any]]] = {
    "in": ("To match", {"state": BankLineState.OPEN, "amount_pence__gt": 0}),
    "out": ("Money out", {"state": BankLineState.OPEN, "amount_pence__lt": 0}),
    "matched": ("Matched", {"state": BankLineState.MATCHED}),
    "ignored": ("Set aside", {"state": BankLineState.IGNORED}),
}
FETCHED = ("payments__invoice__employer", "refund__invoice__employer", "refund__credit_note")


def lines_of(request: SignedIn) -> Any:
    """Return the lines this person may see, with their payments, refund and credit."""
    rows = BankLine.objects.visible_to(request.user)
    return rows.select_related("statement", "customer_credit__employer").prefetch_related(*FETCHED)


@require_safe
@requires(is_office)
def bank(request: SignedIn) -> HttpResponse:
    """Show the open lines with what each probably pays, or those of another tab."""
    name = request.GET.get("show", "in")
    tab = name if name in TABS else "in"
    lines = lines_of(request).filter(**TABS[tab][1]).order_by("-booked_on", "-pk")
    page = page_of(request, lines, size=PER_PAGE)
    rows, sure = line_rows(page.rows)
    context = {
        "page": page,
        "rows": rows,
        "sure": sure,
        "tab": tab,
        "tabs": [(name, label) for name, (label, _) in TABS.items()],
        "form": UploadForm(),
        "latest": BankStatement.objects.order_by("-to_on", "-pk").first(),
        "has_credit": CustomerCredit.objects.visible_to(request.user).available().exists(),
    }
    return render(request, "billing/bank/list.html", context)


@require_POST
@requires(can_bill)
def accept(request: SignedIn, pk: int) -> HttpResponse:
    """Accept the proposal for a line."""
    line = get_object_or_404(BankLine.objects.visible_to(request.user), pk=pk)
    with attempt(request):
        bank_lines.accept(line.pk, by=request.user, on=localdate())
    return line_response(request, pk)


@require_POST
@requires(can_bill)
def ignore(request: SignedIn, pk: int) -> HttpResponse:
    """Set a line aside, with the reason typed."""
    line = get_object_or_404(BankLine.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    with attempt(request) as outcome:
        bank_lines.ignore(line.pk, reason=reason, by=request.user, on=localdate())
    if outcome.done and not request.headers.get("HX-Request"):
        message = f"Set aside: {pounds(line.amount_pence)} from {line.booked_on:%-d %b %Y}."
        offer_undo(request, message, address=reverse("billing:bank-reopen", args=[pk]))
    return line_response(request, pk)


@require_POST
@requires(can_bill)
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    """Reopen a line that was set aside."""
    line = get_object_or_404(BankLine.objects.visible_to(request.user), pk=pk)
    with attempt(request):
        bank_lines.reopen(line.pk, by=request.user, on=localdate())
    return line_response(request, pk)


def line_response(request: SignedIn, pk: int) -> HttpResponse:
    """Return the changed line to a page that updates in part; send any other back to the list."""
    if not request.headers.get("HX-Request"):
        return back(request, "billing:bank")
    line = lines_of(request).get(pk=pk)
    (row,), sure = line_rows([line], of_open())
    message = " ".join(str(message) for message in messages.get_messages(request))
    context = {"row": row, "sure": sure, "message": message}
    return render(request, "billing/bank/line_answer.html", context)


@require_POST
@requires(can_bill)
def accept_sure(request: SignedIn) -> HttpResponse:
    """Match every line whose match is sure."""
    # Not in one transaction: each line is booked even if a later one is refused.
    done = bank_lines.accept_all_sure(by=request.user, on=localdate())
    lines = "line" if done.lines == 1 else "lines"
    messages.success(request, f"{done.lines} {lines} matched, {pounds(done.pence)} in total.")
    if done.left:
        lines = "line" if done.left == 1 else "lines"
        messages.warning(request, f"{done.left} {lines} changed before matching. Check again.")
    return redirect("billing:bank")


@require_POST
@requires(can_bill)
def set_aside(request: SignedIn) -> HttpResponse:
    """Set aside money that is not a customer's: Stripe's payouts, and payments out."""
    count = bank_lines.set_aside_all(by=request.user, on=localdate())
    lines = "line" if count == 1 else "lines"
    messages.success(request, f"{count} {lines} set aside. You can reopen any of them.")
    return back(request, "billing:bank")
