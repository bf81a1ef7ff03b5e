"""What waits for a person outside: money at Stripe that fits nothing, and letters not sent."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.domain.stripe import parked
from billing.models import Invoice, StripeParked
from billing.reports.stripe_standing import parked_and_given_up, standing
from foundation import outbox
from foundation.errors import BadValue
from foundation.models import OutboxRow
from foundation.web.deeds import attempt
from foundation.web.doors import SignedIn, handles_money, office, opens_to
from foundation.web.forms import PoundsField
from foundation.web.once import done_once

SAID = {
    "book": "Booked on the invoice.",
    "dismiss": "Set aside, with your reason.",
    "retry": "It is tried again.",
    "drop": "Left undone, with your reason.",
}


class DecisionForm(forms.Form):
    """What the four deeds ask, each a part of it."""

    number = forms.CharField(required=False, max_length=40)
    amount_pence = PoundsField(required=False)
    reason = forms.CharField(required=False, max_length=2000)


@require_safe
@opens_to(office)
def stripe(request: SignedIn) -> HttpResponse:
    """Show whether Stripe is connected, and everything that only a person can place."""
    shown = {"standing": standing(), "waiting": parked_and_given_up()}
    return render(request, "billing/desk/stripe.html", shown)


@require_POST
@opens_to(handles_money)
def decide(request: SignedIn, source: str, pk: int, deed: str) -> HttpResponse:
    """Place one of them: book or dismiss what was parked, retry or drop what was given up."""
    rows = {"parked": StripeParked.objects, "outbox": OutboxRow.objects}
    if source not in rows or deed not in SAID or not rows[source].filter(pk=pk).exists():
        raise Http404

    def decided() -> HttpResponse:
        form = DecisionForm(request.POST)
        with attempt(request) as tried:
            if not form.is_valid():
                raise BadValue("amount_pence", "Write the amount as £1,234.50.")
            place(request, deed, pk, form)
            tried.said = SAID[deed]
        return redirect("billing:stripe")

    return done_once(request, decided)


def place(request: SignedIn, deed: str, pk: int, form: DecisionForm) -> None:
    """Call the verb of a deed. Raises what it raises, and BadValue without a reason."""
    asked, today = form.cleaned_data, localdate()
    if deed == "book":
        invoice = Invoice.objects.visible_to(request.user).filter(number=asked["number"]).first()
        if invoice is None:
            raise BadValue("number", "Name the invoice by its number, such as INV-0042.")
        parked.book(
            pk,
            invoice_id=invoice.pk,
            amount_pence=asked["amount_pence"],
            by=request.user,
            on=today,
        )
    elif deed == "retry":
        outbox.retry(pk, by=request.user, on=today)
    elif not asked["reason"].strip():
        raise BadValue("reason", "Say what was done about it.")
    elif deed == "dismiss":
        parked.dismiss(pk, reason=asked["reason"], by=request.user, on=today)
    else:
        outbox.drop(pk, reason=asked["reason"], by=request.user, on=today)
