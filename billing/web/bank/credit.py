"""The credit we hold: applied to an invoice, or paid back to the customer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.domain.ledger import customer_credit
from billing.models import CustomerCredit, Invoice
from foundation.accounts.rules import can_bill, is_office
from foundation.money import pounds
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.paging import page_of

from .forms import ReasonForm

MOST_INVOICES = 200


@require_safe
@requires(is_office)
def credit(request: SignedIn) -> HttpResponse:
    """Show the credits not fully used, with the invoices each could pay."""
    rows = CustomerCredit.objects.visible_to(request.user).available()
    rows = rows.select_related("employer", "credit_note", "bank_line")
    page = page_of(request, rows.order_by("kept_on", "pk"))
    owners = {one.employer_id for one in page.rows}
    owed = Invoice.objects.outstanding().filter(employer__in=owners).order_by("due_on", "pk")
    theirs: dict[int, list[Invoice]] = {}
    for invoice in owed[:MOST_INVOICES]:
        theirs.setdefault(invoice.employer_id, []).append(invoice)
    credits = [(one, theirs.get(one.employer_id, [])) for one in page.rows]
    return render(request, "billing/bank/credit.html", {"page": page, "credits": credits})


@require_POST
@requires(can_bill)
def apply(request: SignedIn, pk: int) -> HttpResponse:
    """Pay an invoice with a credit, as far as it goes."""
    held = get_object_or_404(CustomerCredit.objects.visible_to(request.user), pk=pk)
    typed = request.POST.get("invoice", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user), pk=wanted)
    with attempt(request, f"The credit was applied to {invoice}."):
        customer_credit.apply(held.pk, invoice.pk, by=request.user, on=localdate())
    return back(request, "billing:bank-credit")


@require_POST
@requires(can_bill)
def pay_back(request: SignedIn, pk: int) -> HttpResponse:
    """Ask to pay a credit back; a second person decides."""
    held = get_object_or_404(CustomerCredit.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    pence = customer_credit.left_of(held)
    message = f"Approval requested. {pounds(pence)} is paid back once a second person approves it."
    with attempt(request, message):
        customer_credit.request_refund(held.pk, reason=reason, by=request.user, on=localdate())
    return back(request, "billing:bank-credit")
