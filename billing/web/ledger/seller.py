"""Our details: what every document says about us, and the rates for late interest."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.domain.ledger import our_details, reference_rates
from billing.exchange.documents.logos import logo_of
from billing.models import ReferenceRate, Seller
from employers.web.terms_fields import PercentField, as_percent
from foundation.accounts.rules import can_bill, is_office
from foundation.models import Approval
from foundation.periods import format_date
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.forms import DayField
from foundation.web.once import run_once

LINES = {"rows": 4}
MOST_RATES = 8
KNOWN = (
    *("name", "address", "company_number", "vat_registered", "vat_number", "email"),
    "bank_details",
)


class DetailsForm(forms.Form):
    """All our details from a day on, starting from the current ones."""

    effective_from = DayField(label="From", initial=localdate)
    name = forms.CharField(max_length=200)
    address = forms.CharField(widget=forms.Textarea(LINES), max_length=1000)
    company_number = forms.CharField(max_length=12, required=False)
    vat_registered = forms.BooleanField(label="Registered for VAT", required=False)
    vat_number = forms.CharField(label="VAT number", max_length=20, required=False)
    email = forms.EmailField(label="Email for questions", required=False)
    bank_details = forms.CharField(
        label="How to pay us",
        widget=forms.Textarea(LINES),
        max_length=1000,
        required=False,
        help_text="One per line: bank, sort code, account number.",
    )
    logo = forms.FileField(
        required=False, help_text="A PNG of up to 200 kB. Leave it empty to keep the current logo."
    )
    no_logo = forms.BooleanField(label="Do not print a logo", required=False)


class RateForm(forms.Form):
    """The official rate for a half-year without one."""

    effective_from = forms.TypedChoiceField(label="Half-year from", coerce=date.fromisoformat)
    rate = PercentField(label="Rate in %")
    source = forms.CharField(
        label="Source", max_length=200, initial="Bank of England, Official Bank Rate"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the half-years that have begun without a rate, the newest first."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["effective_from"]
        missing = reference_rates.half_years_missing(on=localdate())
        field.choices = [(day.isoformat(), format_date(day)) for day in missing]

    @property
    def is_needed(self) -> bool:
        """Whether a rate is missing."""
        return bool(self.fields["effective_from"].choices)  # type: ignore[attr-defined]


@require_safe
@requires(is_office)
def seller_page(request: SignedIn) -> HttpResponse:
    """Show our details, now and by day, and the rates on file."""
    return show(request)


def show(
    request: SignedIn, details: DetailsForm | None = None, rate: RateForm | None = None
) -> HttpResponse:
    """Return the page; a refused form is open, as it was typed."""
    today = localdate()
    versions = list(Seller.objects.defer("logo__png").order_by("-effective_from"))
    now = next((row for row in versions if row.effective_from <= today), None)
    known = {name: getattr(now, name) for name in KNOWN} if now else {"vat_registered": True}
    context = {
        "today": today,
        "now": now,
        "versions": versions,
        "details": details or DetailsForm(initial=known, auto_id="details-%s"),
        "rates": [
            (row, as_percent(row.rate))
            for row in ReferenceRate.objects.order_by("-effective_from")[:MOST_RATES]
        ],
        "rate": rate or RateForm(auto_id="rate-%s"),
        "is_refused": details is not None,
    }
    refused = details is not None or rate is not None
    return render(request, "billing/desk/seller.html", context, status=400 if refused else 200)


@require_POST
@requires(can_bill)
def change(request: SignedIn) -> HttpResponse:
    """Save our details from a day on."""

    def effect() -> HttpResponse:
        form = DetailsForm(request.POST, request.FILES, auto_id="details-%s")
        if form.is_valid():
            form_data = dict(form.cleaned_data)
            with attempt(request, form=form) as outcome:
                saved = our_details.change(details_of(form_data), by=request.user, on=localdate())
                outcome.message = done(saved, form_data["effective_from"])
            if outcome.done:
                return redirect("billing:our-details")
        return show(request, details=form)

    return run_once(request, effect)


def done(saved: Seller | Approval, effective_from: date) -> str:
    """Return what came of a change: documents show it, or a second person decides."""
    if isinstance(saved, Approval):
        return "Asked for. New bank details need a second person's approval."
    return f"Saved. Documents dated from {format_date(effective_from)} will show it."


def details_of(form_data: dict[str, Any]) -> our_details.Details:
    """Return the details with the chosen logo, or the current one."""
    picture, none = form_data.pop("logo"), form_data.pop("no_logo")
    if picture:
        return our_details.Details(**form_data, logo=logo_of(picture.read()))
    earlier = Seller.objects.filter(effective_from__lte=form_data["effective_from"])
    last = earlier.select_related("logo").order_by("effective_from").last()
    return our_details.Details(**form_data, logo=last.logo if last and not none else None)


@require_POST
@requires(can_bill)
def add_rate(request: SignedIn) -> HttpResponse:
    """Save the official rate for a half-year."""

    def effect() -> HttpResponse:
        form = RateForm(request.POST, auto_id="rate-%s")
        if form.is_valid():
            form_data = form.cleaned_data
            half_year, rate = form_data["effective_from"], Decimal(form_data["rate"])
            message = "Saved. Late interest can now be worked out."
            with attempt(request, message, form=form) as outcome:
                reference_rates.add_rate(
                    half_year, rate, source=form_data["source"], on=localdate()
                )
            if outcome.done:
                return redirect("billing:our-details")
        return show(request, rate=form)

    return run_once(request, effect)
