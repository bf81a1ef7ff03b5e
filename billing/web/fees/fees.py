"""Fees and payments: each on a page, with its working and what two people may change."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.choices import PaymentMethod
from billing.domain.chasing import late_charges
from billing.domain.fees import fees
from billing.domain.fees.exposure import at_risk_of
from billing.domain.ledger import refunds
from billing.models import Fee, LateCharge, Payment
from billing.web.offers import WAITS, Deed, ReasonForm, Refused, offers, try_deed, unless
from foundation import history
from foundation.web.doors import SignedIn, handles_money, office, opens_to
from foundation.web.forms import DayField, PoundsField
from foundation.web.once import done_once


class OverrideForm(forms.Form):
    net_pence = PoundsField(label="Fee without VAT")
    reason = forms.CharField(label="Why", max_length=2000)


class RefundForm(forms.Form):
    amount_pence = PoundsField(label="Amount, VAT included")
    reason = forms.CharField(label="Why", max_length=2000, help_text="The credit note prints it.")


class ChargePaymentForm(forms.Form):
    amount_pence = PoundsField(label="Amount")
    received_on = DayField(label="Received on", initial=localdate)
    method = forms.ChoiceField(label="How", choices=PaymentMethod.choices)
    reference = forms.CharField(label="Reference", max_length=100, required=False)


def _override(fee: Fee, asked: dict[str, Any], by: Any, on: Any) -> str:
    fees.ask_override(fee.pk, by=by, on=on, **asked)
    return WAITS


def _waive(fee: Fee, asked: dict[str, Any], by: Any, on: Any) -> str:
    fees.ask_waiver(fee.pk, by=by, on=on, **asked)
    return WAITS


def _refund(payment: Payment, asked: dict[str, Any], by: Any, on: Any) -> str:
    refunds.ask_on_payment(payment.pk, by=by, on=on, **asked)
    return WAITS


def _pay_charge(charge: LateCharge, asked: dict[str, Any], by: Any, on: Any) -> str:
    late_charges.record_payment(charge.pk, by=by, on=on, **asked)
    return "Booked on the late charge."


def _give_up(charge: LateCharge, asked: dict[str, Any], by: Any, on: Any) -> str:
    late_charges.ask_waiver(charge.pk, by=by, on=on, **asked)
    return WAITS


# Which deeds a thing has, by the kind its address names.
DEEDS: dict[str, list[Deed]] = {
    "fee": [
        Deed(
            "override",
            "Set another fee",
            "Kept beside the computed one; a second person approves.",
            OverrideForm,
            unless(fees.why_not_ask_override),
            _override,
            lambda fee: {"net_pence": fee.net_pence},
        ),
        Deed(
            "waive",
            "Waive the fee",
            "Nothing is charged for this hire; a second person approves.",
            ReasonForm,
            unless(fees.why_not_ask_waiver),
            _waive,
        ),
    ],
    "payment": [
        Deed(
            "refund",
            "Pay back",
            "Part or all of it, by a credit note; a second person approves.",
            RefundForm,
            unless(refunds.why_not_ask_on_payment),
            _refund,
            lambda payment: {"amount_pence": payment.amount_pence},
        )
    ],
    "late-charge": [
        Deed(
            "pay",
            "Record a payment",
            "Money that came in for it.",
            ChargePaymentForm,
            unless(late_charges.why_not_record_payment),
            _pay_charge,
            lambda charge: {"amount_pence": charge.outstanding_pence},
        ),
        Deed(
            "give-up",
            "Give it up",
            "What is unpaid of it; a second person approves.",
            ReasonForm,
            unless(late_charges.why_not_ask_waiver),
            _give_up,
        ),
    ],
}
THINGS: dict[str, Any] = {
    "fee": Fee.objects.select_related("hire__graduate", "hire__employer", "terms"),
    "payment": Payment.objects.select_related("invoice__employer"),
    "late-charge": LateCharge.objects.select_related(
        "invoice__employer", "waiver"
    ).prefetch_related("payments"),
}


@require_safe
@opens_to(office)
def fee(request: SignedIn, pk: int) -> HttpResponse:
    """Show a fee with its working, its invoices and its rebate."""
    return shown(request, "fee", pk, Refused())


@require_safe
@opens_to(office)
def payment(request: SignedIn, pk: int) -> HttpResponse:
    """Show a payment with its receipt."""
    return shown(request, "payment", pk, Refused())


@require_safe
@opens_to(office)
def late_charge(request: SignedIn, pk: int) -> HttpResponse:
    """Show a late charge with its working and what came in for it."""
    return shown(request, "late-charge", pk, Refused())


@require_POST
@opens_to(handles_money)
def deed(request: SignedIn, kind: str, pk: int, name: str) -> HttpResponse:
    """Do one deed on a fee, a payment or a late charge; what was refused stands on its page."""
    asked = next((deed for deed in DEEDS.get(kind, []) if deed.name == name), None)
    if asked is None:
        raise Http404

    def tried() -> HttpResponse:
        refused = try_deed(request, asked, found(request, kind, pk))
        if refused is None:
            return redirect(f"billing:{kind}", pk)
        return shown(request, kind, pk, refused)

    return done_once(request, tried)


def found(request: SignedIn, kind: str, pk: int) -> Any:
    """Return the thing of an address, if it is this person's to see."""
    return get_object_or_404(THINGS[kind].all().visible_to(request.user), pk=pk)


def shown(request: SignedIn, kind: str, pk: int, refused: Refused) -> HttpResponse:
    """Return the page of a thing, with the deed that was refused as it was typed."""
    thing, today = found(request, kind, pk), localdate()
    page = {
        "thing": thing,
        "kind": kind,
        "today": today,
        "entries": history.of(thing).select_related("by").order_by("pk"),
        "offers": offers(DEEDS[kind], thing, refused) if request.user.handles_money else [],
    }
    if kind == "fee":
        page["invoices"] = thing.invoices.order_by("instalment", "pk")
        page["rebate"] = getattr(thing, "rebate", None)
        page["at_risk_pence"] = at_risk_of(thing, on=today)
    template = f"billing/desk/{kind.replace('-', '_')}.html"
    return render(request, template, page, status=400 if refused.name else 200)
