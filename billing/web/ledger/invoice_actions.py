"""What finance may do with an invoice: each action, its form, and when it is offered."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate, now

from billing.choices import PaymentMethod, Remedy
from billing.domain.chasing import late_payment
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.domain.ledger import credit_notes, credit_requests, invoices, payments, write_offs
from billing.models import Invoice
from foundation.accounts.models import User
from foundation.errors import DomainError
from foundation.models import Approval
from foundation.money import pounds
from foundation.periods import format_date
from foundation.web.actions import WAITS, Action, ReasonForm, by_name, unless
from foundation.web.forms import DayField, PoundsField


class IssueForm(forms.Form):
    issued_on = DayField(label="Invoice date", initial=localdate)


class PaymentForm(forms.Form):
    amount_pence = PoundsField(label="Amount")
    received_on = DayField(label="Received on", initial=localdate)
    method = forms.ChoiceField(label="Method", choices=PaymentMethod.choices)
    reference = forms.CharField(label="Reference", max_length=100, required=False)
    confirmed = forms.BooleanField(
        label="It is another payment", required=False, widget=forms.HiddenInput
    )

    def add_error(self, field: Any, error: Any) -> None:
        """Add the error; where it asks whether this is another payment, show the tick for yes."""
        if field == "confirmed":
            self.fields["confirmed"].widget = forms.CheckboxInput()
        super().add_error(field, error)


class CreditForm(forms.Form):
    net_pence = PoundsField(label="Amount without VAT")
    reason = forms.CharField(
        label="Why", max_length=2000, help_text="This appears on the credit note."
    )
    remedy = forms.ChoiceField(
        label="Money already paid",
        choices=[
            (Remedy.CREDIT, "Keep as credit"),
            (Remedy.REFUND, "Pay back"),
            (Remedy.OFFSET, "Nothing was paid"),
        ],
        help_text="The credit is taken off what is unpaid first.",
    )


class OrderForm(forms.Form):
    purchase_order = forms.CharField(label="Purchase order", max_length=60, required=False)


def _issue(invoice_id: int, *, issued_on: date, by: User, **_today: date) -> Invoice:
    return invoices.issue(invoice_id, by=by, on=issued_on)


def _issued(_draft: Invoice, issued: Invoice) -> str:
    assert issued.due_on is not None
    return f"Issued as {issued.number}, due on {format_date(issued.due_on)}."


def _credit(invoice_id: int, *, by: User, on: date, **credit: Any) -> str:
    """Credit it, or ask for approval where it takes two people. Return the message."""
    paid = Invoice.objects.filter(pk=invoice_id, paid_pence__gt=0).exists()
    if credit["remedy"] == Remedy.REFUND and not paid:
        credit["remedy"] = Remedy.CREDIT  # nothing would go back
    made = credit_requests.issue_or_ask(invoice_id, credit_notes.Credit(**credit), by=by, on=on)
    if isinstance(made, Approval):
        return WAITS
    return f"{made.number} issued: {pounds(made.gross_pence)} with VAT."


def _why_not_charge(invoice: Invoice) -> DomainError | None:
    try:
        return late_payment.why_not_charge(invoice, on=localdate())
    except NoReferenceRate:
        return None  # the action says which rate is missing


ACTIONS = by_name(
    Action(
        "issue",
        "Issue",
        _issue,
        _issued,
        form=IssueForm,
        offered=unless(invoices.why_not_issue),
        # Also from Today: the person who issues it goes to the issued invoice.
        then=lambda invoice: reverse("billing:invoice", args=[invoice.pk]),
        hint="It gets a number and cannot be changed afterwards.",
    ),
    Action(
        "order",
        "Add a purchase order",
        invoices.change_order,
        "Purchase order saved. It will appear on the invoice.",
        form=OrderForm,
        initial=lambda invoice: {"purchase_order": invoice.purchase_order},
        offered=unless(invoices.why_not_change_order),
        hint="Some employers do not pay without one.",
    ),
    Action(
        "pay",
        "Record a payment",
        lambda pk, **form_data: payments.record(pk, at=now(), **form_data),
        lambda invoice, payment: f"{pounds(payment.amount_pence)} booked on {invoice}.",
        form=PaymentForm,
        initial=lambda invoice: {"amount_pence": invoice.outstanding_pence},
        offered=unless(payments.why_not_record),
        hint="Money received, in part or in full.",
    ),
    Action(
        "credit",
        "Issue a credit note",
        _credit,
        lambda _invoice, sentence: sentence,
        form=CreditForm,
        offered=unless(credit_notes.why_not_credit),
        hint="An issued invoice cannot be changed. A credit note corrects it.",
    ),
    Action(
        "charge",
        "Charge for paying late",
        late_payment.charge,
        lambda _invoice, charge: f"{pounds(charge.total_pence)} charged for paying late.",
        offered=unless(_why_not_charge),
        hint="Statutory interest up to today and the fixed sum. You can charge them once.",
    ),
    Action(
        "write-off",
        "Write off",
        write_offs.ask,
        WAITS,
        form=ReasonForm,
        offered=unless(write_offs.why_not_ask),
        hint="Stop expecting what is unpaid. It is still owed. A second person must approve.",
    ),
    Action(
        "void",
        "Make void",
        invoices.void,
        lambda invoice, _void: f"{invoice} is void. It keeps its number, and there is a new draft.",
        form=ReasonForm,
        offered=unless(invoices.why_not_void),
        hint="Only for an invoice that was not sent and not paid.",
    ),
)
