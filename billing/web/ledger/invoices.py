"""Invoices as the office reads them: the list, and each with everything that became of it."""

from typing import Any

from django import forms
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.choices import INVOICES, InvoiceState
from billing.domain.chasing.late_payment import claim_on
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.domain.ledger.vat_rules import must_issue_by
from billing.exchange.documents.documents import document_of
from billing.models import CreditNote, Invoice, LateCharge, Payment
from billing.web.offers import Refused, offers, try_deed
from foundation import history
from foundation.api.views import pdf_answer
from foundation.web.deeds import attempt
from foundation.web.doors import SignedIn, handles_money, office, opens_to
from foundation.web.lists import Filters, listed
from foundation.web.once import done_once

from .invoice_deeds import DEEDS

STATES = [("", "All"), ("overdue", "Overdue"), *InvoiceState.choices]
PAPERS: dict[str, Any] = {
    "invoice": Invoice.objects.all(),
    "credit-note": CreditNote.objects.select_related("invoice"),
    "receipt": Payment.objects.select_related("invoice"),
    "late-charge": LateCharge.objects.select_related("invoice"),
}


class InvoiceFilters(Filters):
    state = forms.ChoiceField(label="State", choices=STATES, required=False)
    searched = ("number", "purchase_order", "employer__name")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Overdue is no state of an invoice: it is issued, and its day has passed."""
        return rows.overdue(on=localdate()) if value == "overdue" else rows.filter(**{name: value})


@require_safe
@opens_to(office)
def invoices(request: SignedIn) -> HttpResponse:
    """List the invoices, the drafts first, then the newest."""
    today, rows = localdate(), Invoice.objects.visible_to(request.user)
    newest = rows.select_related("employer", "fee__hire__graduate").order_by(
        F("issued_on").desc(nulls_first=True), "-pk"
    )
    shown = {
        **listed(request, InvoiceFilters(request.GET), newest),
        "today": today,
        "waiting": rows.to_issue(on=today).count(),
    }
    return render(request, "billing/desk/invoices.html", shown)


@require_safe
@opens_to(office)
def invoice(request: SignedIn, pk: int) -> HttpResponse:
    """Show one invoice: its lines, its money, its papers, and what may be done with it."""
    return shown_with(request, found(request, pk), Refused())


@require_POST
@opens_to(handles_money)
def deed(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """Do one deed on an invoice, or show the page again with what stands against it."""
    if name not in DEEDS:
        raise Http404
    return done_once(request, lambda: tried(request, found(request, pk), name))


def tried(request: SignedIn, invoice: Invoice, name: str) -> HttpResponse:
    """Return to the invoice after a deed; what was refused stands on its page."""
    refused = try_deed(request, DEEDS[name], invoice)
    if refused is None:
        return redirect("billing:invoice", invoice.pk)
    return shown_with(request, found(request, invoice.pk), refused)


def found(request: SignedIn, pk: int) -> Invoice:
    """Return the invoice with what its page reads, if it is this person's to see."""
    rows = Invoice.objects.visible_to(request.user).select_related(
        "employer",
        "fee__hire__graduate",
        "fee__hire__employer",
        "fee__terms",
        "late_charge__waiver",
    )
    return get_object_or_404(rows, pk=pk)


def shown_with(request: SignedIn, invoice: Invoice, refused: Refused) -> HttpResponse:
    """Return the page of an invoice, with the deed that was refused as it was typed."""
    today = localdate()
    shown = {
        "invoice": invoice,
        "lines": invoice.lines.order_by("pk"),
        "payments": invoice.payments.order_by("received_on", "pk"),
        "notes": invoice.credit_notes.order_by("issued_on", "pk"),
        "refunds": invoice.refunds.select_related("credit_note").order_by("refunded_on", "pk"),
        "write_offs": invoice.write_offs.order_by("written_off_on", "pk"),
        "charge": getattr(invoice, "late_charge", None),
        "late": late(invoice),
        "must_issue_by": must_issue_by(invoice.fee.earned_on),
        "has_paper": invoice.series == INVOICES and invoice.state != InvoiceState.DRAFT,
        "entries": history.of(invoice).select_related("by").order_by("pk"),
        "offers": offers(DEEDS.values(), invoice, refused) if request.user.handles_money else [],
        "today": today,
    }
    return render(request, "billing/desk/invoice.html", shown, status=400 if refused.name else 200)


def late(invoice: Invoice) -> dict[str, Any]:
    """Return what paying late costs today, or the sentence that says why it cannot be told."""
    try:
        return {"claim": claim_on(invoice, on=localdate()), "fault": ""}
    except NoReferenceRate as refusal:
        return {"claim": None, "fault": str(refusal)}


@require_safe
@opens_to(office)
def paper(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Return a document as it was sent."""
    if kind not in PAPERS:
        raise Http404
    thing = get_object_or_404(PAPERS[kind].all().visible_to(request.user), pk=pk)
    with attempt(request) as tried:
        content = bytes(document_of(thing).content)
    if not tried.done:
        return redirect("billing:invoices")
    return pdf_answer(content, f"{kind}-{thing.pk}.pdf")
