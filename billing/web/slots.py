"""Parts of billing on the pages of lower floors: each loads into its place, or opens by itself."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.domain.fees.rebates import assessment
from billing.exchange.documents.layout import typeset
from billing.exchange.documents.statement import statement_content
from billing.models import Fee, Invoice
from billing.reports.statements import statement
from employers.choices import EndReason
from employers.models import Employer
from foundation.accounts.rules import is_office
from foundation.api.views import pdf_answer
from foundation.errors import DomainError
from foundation.web.access import SignedIn, requires
from foundation.web.forms import DayField
from foundation.web.slots import slot
from placements.models import Hire

NEWEST = 30


@require_safe
@requires(is_office)
def employer_invoices(request: SignedIn, pk: int) -> HttpResponse:
    """Show an employer's newest invoices."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    rows = Invoice.objects.visible_to(request.user).filter(employer=employer)
    rows = rows.select_related("fee__hire__graduate").order_by("-bill_on", "-pk")[: NEWEST + 1]
    invoices = list(rows)
    context = {
        "title": f"Invoices of {employer}",
        "employer": employer,
        "invoices": invoices[:NEWEST],
        "more": len(invoices) > NEWEST,
        "today": localdate(),
    }
    return slot(request, "billing/employer_invoices.html", context)


@require_safe
@requires(is_office)
def employer_statement(request: SignedIn, pk: int) -> HttpResponse:
    """Download an employer's statement of account as PDF."""
    employer, today = (
        get_object_or_404(Employer.objects.visible_to(request.user), pk=pk),
        localdate(),
    )
    try:
        content = typeset(statement_content(statement(employer, on=today)))
    except DomainError as refusal:
        raise Http404(str(refusal)) from None
    return pdf_answer(content, f"statement-{employer.reference}-{today}.pdf")


@require_safe
@requires(is_office)
def hire_money(request: SignedIn, pk: int) -> HttpResponse:
    """Show the fee of a hire with its working, its invoices and its rebate."""
    hire = get_object_or_404(
        Hire.objects.visible_to(request.user).select_related("graduate", "employer"), pk=pk
    )
    fees = Fee.objects.visible_to(request.user).filter(hire=hire).order_by("pk")
    fees = fees.select_related("rebate").prefetch_related("invoices")
    context = {
        "title": f"The fee of {hire}",
        "hire": hire,
        "fees": [(fee, getattr(fee, "rebate", None)) for fee in fees],
        "today": localdate(),
    }
    return slot(request, "billing/hire_money.html", context)


class LeavingForm(forms.Form):
    last_day = DayField()
    reason = forms.ChoiceField(choices=EndReason.choices, required=False)
    notified_on = DayField(required=False)


@require_safe
@requires(is_office)
def rebate_preview(request: SignedIn, pk: int) -> HttpResponse:
    """Show what would be given back if the person's last day were the one in the form."""
    hire = get_object_or_404(Hire.objects.visible_to(request.user), pk=pk)
    # The forms of the page above carry the name of their action before each field.
    typed = {name.rpartition("-")[2]: value for name, value in request.GET.items()}
    form, today = LeavingForm(typed), localdate()
    fee = Fee.objects.visible_to(request.user).live().filter(hire=hire).first()
    context: dict[str, Any] = {"title": f"If {hire} ended", "fee": fee, "rebate": None, "fault": ""}
    if form.is_valid() and fee:
        context |= rebate_on(fee, hire, form.cleaned_data, today)
    return slot(request, "billing/rebate_preview.html", context)


def rebate_on(fee: Fee, hire: Hire, form_data: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the rebate for the last day in the form, or why that day is not possible."""
    if form_data["last_day"] < hire.start_on:
        return {"fault": "The last day is before the start date."}
    rebate = assessment(
        fee,
        last_day=form_data["last_day"],
        reason=form_data["reason"] or hire.end_reason,
        notified_on=form_data["notified_on"] or hire.notified_on or today,
    )
    return {"rebate": rebate}
