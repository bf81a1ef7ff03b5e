"""Invoices and the account, as the employer sees, pays and downloads them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.choices import INVOICES
from billing.exchange.documents.archive import NoDocument, document_of
from billing.exchange.documents.layout import typeset
from billing.exchange.documents.statement import AGES, statement_content
from billing.models import CreditNote, Invoice, Payment
from billing.reports.statements import statement
from billing.reports.stripe_standing import pay_urls
from employers.web.portal import contact_of
from foundation.accounts.rules import is_employer_contact
from foundation.api.views import pdf_answer
from foundation.errors import DomainError
from foundation.web.access import SignedIn, requires
from foundation.web.paging import page_of

OWN_RECORDS = {
    "invoice": Invoice.objects.all(),
    "credit-note": CreditNote.objects.select_related("invoice"),
    "receipt": Payment.objects.select_related("invoice"),
}


@require_safe
@requires(is_employer_contact)
def portal_invoices(request: SignedIn) -> HttpResponse:
    """List the employer's invoices, the newest first."""
    contact_of(request)
    today, invoices = localdate(), Invoice.objects.visible_to(request.user)
    context = {
        "page": page_of(request, invoices.order_by("-issued_on", "-pk")),
        "today": today,
        "owed_pence": invoices.outstanding().owed_pence(),
        "late_pence": invoices.overdue(on=today).owed_pence(),
    }
    return render(request, "billing/portal_invoices.html", context)


@require_safe
@requires(is_employer_contact)
def portal_invoice(request: SignedIn, invoice_id: int) -> HttpResponse:
    """Show one invoice: its lines, what is still to pay, and how to pay it."""
    contact_of(request)
    invoice = get_object_or_404(
        Invoice.objects.visible_to(request.user).prefetch_related("lines"), pk=invoice_id
    )
    context = {
        "invoice": invoice,
        "today": localdate(),
        "notes": invoice.credit_notes.order_by("issued_on", "pk"),
        "payments": invoice.payments.order_by("received_on", "pk"),
        "bank_details": invoice.seller.get("bank_details", "").splitlines(),
        "has_document": invoice.series == INVOICES,
        "pay_online": pay_urls([invoice]).get(invoice.pk, ""),
    }
    return render(request, "billing/portal_invoice.html", context)


@require_safe
@requires(is_employer_contact)
def portal_document(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Download an invoice, a credit note or a receipt as it was sent."""
    contact_of(request)
    rows: Any = OWN_RECORDS.get(kind)
    if rows is None:
        raise Http404
    row = get_object_or_404(rows.visible_to(request.user), pk=pk)
    try:
        content = bytes(document_of(row).content)
    except NoDocument as refusal:
        raise Http404(str(refusal)) from None
    return pdf_answer(content, f"receipt-{pk}.pdf" if kind == "receipt" else f"{row}.pdf")


@require_safe
@requires(is_employer_contact)
def portal_account(request: SignedIn) -> HttpResponse:
    """Show the statement of account: what is open, and the twelve months to today."""
    contact = contact_of(request)
    account = statement(contact.employer, on=localdate())
    ages = (
        [(words, getattr(account.aged, column)) for words, column in AGES] if account.aged else []
    )
    return render(request, "billing/portal_account.html", {"account": account, "ages": ages})


@require_safe
@requires(is_employer_contact)
def portal_statement(request: SignedIn) -> HttpResponse:
    """Download the statement of account as PDF."""
    employer, today = contact_of(request).employer, localdate()
    try:
        content = typeset(statement_content(statement(employer, on=today)))
    except DomainError as refusal:
        raise Http404(str(refusal)) from None
    return pdf_answer(content, f"statement-{employer.reference}-{today}.pdf")
