"""What finance may do with an invoice: each deed, its questions, and when it is open."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from billing.choices import PaymentMethod, Remedy
from billing.domain.chasing import late_payment
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.domain.ledger import credit_notes, invoices, payments, refunds, write_offs
from billing.models import Invoice
from billing.web.offers import WAITS, Deed, ReasonForm, unless
from foundation.accounts.models import User
from foundation.errors import DomainError
from foundation.money import pounds
from foundation.periods import written
from foundation.web.forms import DayField, PoundsField


class IssueForm(forms.Form):
    issued_on = DayField(label="Date of the invoice", initial=localdate)


class VoidForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=2000)


class PaymentForm(forms.Form):
    amount_pence = PoundsField(label="Amount")
    received_on = DayField(label="Received on", initial=localdate)
    method = forms.ChoiceField(label="How", choices=PaymentMethod.choices)
    reference = forms.CharField(label="Reference", max_length=100, required=False)


class CreditForm(forms.Form):
    net_pence = PoundsField(label="Amount without VAT")
    reason = forms.CharField(label="Why", max_length=2000, help_text="The credit note prints it.")
    remedy = forms.ChoiceField(
        label="What was paid already",
        choices=[
            (Remedy.CREDIT, "Keep as credit"),
            (Remedy.REFUND, "Pay back"),
            (Remedy.OFFSET, "Nothing was paid"),
        ],
        help_text="What is still unpaid is lowered first.",
    )


class OrderForm(forms.Form):
    purchase_order = forms.CharField(label="Purchase order", max_length=60, required=False)


def _issue(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    issued = invoices.issue(invoice.pk, by=by, on=asked["issued_on"])
    assert issued.due_on is not None
    return f"Issued as {issued.number}, due on {written(issued.due_on)}."


def _order(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    invoices.change_order(invoice.pk, by=by, on=on, **asked)
    return "Purchase order kept: the invoice will print it."


def _pay(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    payment = payments.record(invoice.pk, by=by, on=on, **asked)
    return f"{pounds(payment.amount_pence)} booked on {invoice}."


def _credit(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    if asked["remedy"] == Remedy.REFUND and invoice.paid_pence:
        refunds.ask_on_invoice(
            invoice.pk, net_pence=asked["net_pence"], reason=asked["reason"], by=by, on=on
        )
        return WAITS
    note = credit_notes.credit(invoice.pk, credit_notes.Credit(**asked), by=by, on=on)
    return f"{note.number} issued: {pounds(note.gross_pence)} with VAT."


def _charge(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    made = late_payment.charge(invoice.pk, by=by, on=on)
    return f"{pounds(made.total_pence)} charged for paying late."


def _write_off(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    write_offs.ask(invoice.pk, by=by, on=on, **asked)
    return WAITS


def _void(invoice: Invoice, asked: dict[str, Any], by: User, on: date) -> str:
    invoices.void(invoice.pk, by=by, on=on, **asked)
    return f"{invoice} is void. It keeps its number, and there is a new draft."


def _why_not_charge(invoice: Invoice) -> DomainError | None:
    try:
        return late_payment.why_not_charge(invoice, on=localdate())
    except NoReferenceRate:
        return None  # the deed says which rate is missing


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "issue",
            "Issue",
            "It gets its number, and from then on it never changes.",
            IssueForm,
            unless(invoices.why_not_issue),
            _issue,
        ),
        Deed(
            "order",
            "Name a purchase order",
            "Some employers pay nothing without one.",
            OrderForm,
            unless(invoices.why_not_change_order),
            _order,
            lambda invoice: {"purchase_order": invoice.purchase_order},
        ),
        Deed(
            "pay",
            "Record a payment",
            "Money that came in, in part or in full.",
            PaymentForm,
            unless(payments.why_not_record),
            _pay,
            lambda invoice: {"amount_pence": invoice.outstanding_pence},
        ),
        Deed(
            "credit",
            "Credit",
            "An issued invoice never changes: a credit note corrects it.",
            CreditForm,
            unless(credit_notes.why_not_credit),
            _credit,
        ),
        Deed(
            "charge",
            "Charge for paying late",
            "Statutory interest up to today and the fixed sum, once.",
            forms.Form,
            unless(_why_not_charge),
            _charge,
        ),
        Deed(
            "write-off",
            "Write off",
            "Give up what is unpaid; a second person approves. It is owed all the same.",
            ReasonForm,
            unless(write_offs.why_not_ask),
            _write_off,
        ),
        Deed(
            "void",
            "Make void",
            "Only for an invoice nobody was sent and nobody paid.",
            VoidForm,
            unless(invoices.why_not_void),
            _void,
        ),
    )
}
