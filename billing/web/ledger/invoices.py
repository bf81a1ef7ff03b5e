"""Invoices as the office reads them: the list, and each with its payments and credits."""

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.choices import INVOICES, InvoiceState
from billing.domain.chasing.late_payment import claim_on
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.domain.ledger.vat_rules import must_issue_by
from billing.exchange.documents.archive import document_of
from billing.models import CreditNote, Invoice, LateCharge, Payment
from foundation import history
from foundation.accounts.rules import can_bill, is_office
from foundation.api.views import pdf_answer
from foundation.web.access import SignedIn, requires
from foundation.web.actions import ActionPage
from foundation.web.attempts import attempt
from foundation.web.lists import Filters, listed

from .invoice_actions import ACTIONS

STATES = [("", "All"), ("overdue", "Overdue"), *InvoiceState.choices]
DOCUMENTS: dict[str, Any] = {
    "invoice": Invoice.objects.all(),
    "credit-note": CreditNote.objects.select_related("invoice"),
    "receipt": Payment.objects.select_related("invoice"),
    "late-charge": LateCharge.objects.select_related("invoice"),
}


class InvoiceFilters(Filters):
    state = forms.ChoiceField(label="State", choices=STATES, required=False)
    searched = ("number", "purchase_order", "employer__name")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Overdue is derived: an issued invoice whose due date has passed."""
        return rows.overdue(on=localdate()) if value == "overdue" else rows.filter(**{name: value})


@require_safe
@requires(is_office)
def invoices(request: SignedIn) -> HttpResponse:
    """List the invoices, the drafts first, then the newest."""
    today, rows = localdate(), Invoice.objects.visible_to(request.user)
    newest = rows.select_related("employer", "fee__hire__graduate").order_by(
        F("issued_on").desc(nulls_first=True), "-pk"
    )
    context = {
        **listed(request, InvoiceFilters(request.GET), newest),
        "today": today,
        "waiting": rows.to_issue(on=today).count(),
    }
    return render(request, "billing/desk/invoices.html", context)


class InvoicePage(ActionPage):
    """One invoice: its lines, its money, its documents and its actions."""

    template_name = "billing/desk/invoice.html"
    url_name = "billing:invoice"
    actions = ACTIONS
    may_act = staticmethod(can_bill)

    def get_queryset(self) -> QuerySet[Invoice]:
        return Invoice.objects.visible_to(self.request.user).select_related(
            "employer",
            "fee__hire__graduate",
            "fee__hire__employer",
            "fee__terms",
            "late_charge__waiver",
        )

    def get_context_data(self, invoice: Invoice) -> dict[str, Any]:
        """Return the invoice with its payments, credits and history."""
        return {
            "invoice": invoice,
            "lines": invoice.lines.order_by("pk"),
            "payments": invoice.payments.order_by("received_on", "pk"),
            "notes": invoice.credit_notes.order_by("issued_on", "pk"),
            "refunds": invoice.refunds.select_related("credit_note").order_by("refunded_on", "pk"),
            "write_offs": invoice.write_offs.order_by("written_off_on", "pk"),
            "charge": getattr(invoice, "late_charge", None),
            "late": late(invoice),
            "must_issue_by": must_issue_by(invoice.fee.earned_on),
            "has_document": invoice.series == INVOICES and invoice.state != InvoiceState.DRAFT,
            "entries": history.of(invoice).select_related("by").order_by("pk"),
            "today": localdate(),
        }


def late(invoice: Invoice) -> dict[str, Any]:
    """Return the late payment claim today, or the sentence why it cannot be worked out."""
    try:
        return {"claim": claim_on(invoice, on=localdate()), "fault": ""}
    except NoReferenceRate as refusal:
        return {"claim": None, "fault": str(refusal)}


@require_safe
@requires(is_office)
def document(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Return a document as it was sent."""
    if kind not in DOCUMENTS:
        raise Http404
    row = get_object_or_404(DOCUMENTS[kind].all().visible_to(request.user), pk=pk)
    with attempt(request) as outcome:
        content = bytes(document_of(row).content)
    if not outcome.done:
        return redirect("billing:invoices")
    return pdf_answer(content, f"{kind}-{row.pk}.pdf")
