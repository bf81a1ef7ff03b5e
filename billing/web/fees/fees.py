"""Fees and payments: each on a page, with its working and what two people may change."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

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
    reason = forms.CharField(label="Why", max_length=2000, help_text="The credit note prints it.")


# What may be done with a row, by the kind its address names.
ACTIONS: dict[str, dict[str, Action]] = {
    "fee": by_name(
        Action(
            "override",
            "Set another fee",
            fees.ask_override,
            WAITS,
            form=OverrideForm,
            initial=lambda fee: {"net_pence": fee.net_pence},
            offered=unless(fees.why_not_ask_override),
            hint="Kept beside the computed one; a second person approves.",
        ),
        Action(
            "waive",
            "Waive the fee",
            fees.ask_waiver,
            WAITS,
            form=ReasonForm,
            offered=unless(fees.why_not_ask_waiver),
            hint="Nothing is charged for this hire; a second person approves.",
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
            hint="Part or all of it, by a credit note; a second person approves.",
        )
    ),
    "late-charge": by_name(
        Action(
            "pay",
            "Record a payment",
            late_charges.record_payment,
            "Booked on the late charge.",
            form=PaymentForm,
            initial=lambda charge: {"amount_pence": charge.outstanding_pence},
            offered=unless(late_charges.why_not_record_payment),
            hint="Money that came in for it.",
        ),
        Action(
            "give-up",
            "Give it up",
            late_charges.ask_waiver,
            WAITS,
            form=ReasonForm,
            offered=unless(late_charges.why_not_ask_waiver),
            hint="What is unpaid of it; a second person approves.",
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
        """Which of them it is."""
        return str(self.kwargs["kind"])

    def get_actions(self) -> dict[str, Action]:
        """Return the actions of the kind; none for a kind that is not there."""
        return ACTIONS.get(self.kind, {})

    def get_queryset(self) -> Any:
        """Return the rows of the kind this person may see."""
        return ROWS[self.kind].all().visible_to(self.request.user)

    def get_template_names(self) -> list[str]:
        """Return the template of the kind."""
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
        """Return the address of the page of its kind."""
        return reverse(f"billing:{self.kind}", args=[row.pk])

    def url_of_action(self, row: Any, name: str) -> str:
        """Return the address of an action: all three kinds share it."""
        return reverse("billing:money-action", args=[self.kind, row.pk, name])
