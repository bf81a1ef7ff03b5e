"""Fees, payments and late charges: each on a page, with what two people may change."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate, now

from billing.domain.chasing import late_charges
from billing.domain.fees import fees
from billing.domain.fees.at_risk import at_risk_of
from billing.domain.ledger import refunds
from billing.models import Fee, LateCharge, Payment
from billing.web.ledger.invoice_actions import PaymentForm
from foundation import history
from foundation.accounts.rules import can_bill
from foundation.web.actions import WAITS, Action, ActionPage, ReasonForm, by_name, unless
from foundation.web.forms import PoundsField


class OverrideForm(forms.Form):
    net_pence = PoundsField(label="Fee without VAT")
    reason = forms.CharField(label="Why", max_length=2000)


class RefundForm(forms.Form):
    amount_pence = PoundsField(label="Amount, VAT included")
    reason = forms.CharField(
        label="Why", max_length=2000, help_text="This appears on the credit note."
    )


# What may be done with a row, by the kind its address names.
ACTIONS: dict[str, dict[str, Action]] = {
    "fee": by_name(
        Action(
            "override",
            "Change the fee",
            fees.ask_override,
            WAITS,
            form=OverrideForm,
            initial=lambda fee: {"net_pence": fee.net_pence},
            offered=unless(fees.why_not_ask_override),
            hint="The calculated fee stays on record. A second person must approve.",
        ),
        Action(
            "waive",
            "Waive the fee",
            fees.ask_waiver,
            WAITS,
            form=ReasonForm,
            offered=unless(fees.why_not_ask_waiver),
            hint="Nothing is charged for this hire. A second person must approve.",
        ),
    ),
    "payment": by_name(
        Action(
            "refund",
            "Pay back",
            refunds.ask_on_payment,
            WAITS,
            form=RefundForm,
            initial=lambda payment: {"amount_pence": payment.amount_pence},
            offered=unless(refunds.why_not_ask_on_payment),
            hint="Pay back part or all of it with a credit note. A second person must approve.",
        )
    ),
    "late-charge": by_name(
        Action(
            "pay",
            "Record a payment",
            lambda pk, **form_data: late_charges.record_payment(pk, at=now(), **form_data),
            "Payment booked on the late charge.",
            form=PaymentForm,
            initial=lambda charge: {"amount_pence": charge.outstanding_pence},
            offered=unless(late_charges.why_not_record_payment),
            hint="Money received for this charge.",
        ),
        Action(
            "give-up",
            "Waive the charge",
            late_charges.ask_waiver,
            WAITS,
            form=ReasonForm,
            offered=unless(late_charges.why_not_ask_waiver),
            hint="Give up what is still unpaid. A second person must approve.",
        ),
    ),
}
ROWS: dict[str, Any] = {
    "fee": Fee.objects.select_related("hire__graduate", "hire__employer", "terms"),
    "payment": Payment.objects.select_related("invoice__employer"),
    "late-charge": LateCharge.objects.select_related(
        "invoice__employer", "waiver"
    ).prefetch_related("payments"),
}


class MoneyPage(ActionPage):
    """A fee, a payment or a late charge, by the kind its address names: facts and history."""

    may_act = staticmethod(can_bill)

    @property
    def kind(self) -> str:
        """The kind in the address."""
        return str(self.kwargs["kind"])

    def get_actions(self) -> dict[str, Action]:
        """Return the actions of the kind; none for an unknown kind."""
        return ACTIONS.get(self.kind, {})

    def get_queryset(self) -> Any:
        return ROWS[self.kind].all().visible_to(self.request.user)

    def get_template_names(self) -> list[str]:
        return [f"billing/desk/{self.kind.replace('-', '_')}.html"]

    def get_context_data(self, row: Any) -> dict[str, Any]:
        """Return the row with its history; a fee with its invoices and its rebate."""
        today = localdate()
        context = {
            "row": row,
            "today": today,
            "entries": history.of(row).select_related("by").order_by("pk"),
        }
        if self.kind == "fee":
            context["invoices"] = row.invoices.order_by("instalment", "pk")
            context["rebate"] = getattr(row, "rebate", None)
            context["at_risk_pence"] = at_risk_of(row, on=today)
        return context

    def url_of(self, row: Any) -> str:
        return reverse(f"billing:{self.kind}", args=[row.pk])

    def url_of_action(self, row: Any, name: str) -> str:
        return reverse("billing:money-action", args=[self.kind, row.pk, name])
