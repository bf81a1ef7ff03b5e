"""Issuing and voiding invoices; they are drafted in ``drafts``."""

from dataclasses import dataclass
from datetime import date

from billing.choices import BROUGHT_OVER, INVOICES, InvoiceState
from billing.models import Invoice
from billing.signals import invoice_changed, invoice_issued
from employers.domain.terms.versions import fee_terms_of
from foundation import history, numbering
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic

from . import drafts, snapshots
from .vat_rules import tax_point

LONGEST_NUMBER = 40


class NotADraft(DomainError):
    """Only a draft can be issued."""

    code = "not_a_draft"


class CannotVoid(DomainError):
    """Only an unpaid invoice issued in this system can be made void."""

    code = "cannot_void"


class OrderFixed(DomainError):
    """An issued invoice never changes."""

    code = "invoice_issued_is_immutable"


class NumberTaken(DomainError):
    """Another invoice carries the number."""

    code = "number_taken"


def why_not_change_order(invoice: Invoice) -> OrderFixed | None:
    """Return what `change_order` refuses about an invoice, None for a draft."""
    if invoice.state == InvoiceState.DRAFT:
        return None
    return OrderFixed(f"Invoice {invoice} has been issued, so its purchase order cannot change.")


@atomic
def change_order(invoice_id: int, *, purchase_order: str, by: User, on: date) -> Invoice:
    """Return a draft with the purchase order it will print. Raises OrderFixed once issued."""
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_change_order(invoice):
        raise refusal
    changes = {"purchase_order": [invoice.purchase_order, purchase_order]}
    invoice.purchase_order = purchase_order
    invoice.save(update_fields=["purchase_order"])
    history.record(Verb.EDITED, invoice, by=by, on=on, changes=changes)
    return invoice


def why_not_issue(invoice: Invoice) -> NotADraft | None:
    """Return what `issue` refuses about an invoice, None for a draft."""
    if invoice.state == InvoiceState.DRAFT:
        return None
    issued = f" on {format_date(invoice.issued_on)}" if invoice.issued_on else ""
    return NotADraft(f"Invoice {invoice} was already issued{issued}.")


@atomic
def issue(invoice_id: int, *, by: User, on: date) -> Invoice:
    """Give a draft its number, freeze it and start its payment clock.

    It is dated ``on``, or like the invoice before it if the clock has gone back since, and falls
    due as its terms say, but never before it was issued.
    Raises NotADraft if it was issued before.
    Source: VAT Regulations 1995, reg. 14(1): a sequential number identifies the document.
    """
    invoice = _locked_draft(invoice_id)
    # Numbered here and not on creation, because a deleted draft must leave no gap.
    number = numbering.next_in(INVOICES, on=on)
    invoice.number, invoice.sequence = number.text, number.sequence
    _freeze(invoice, issued_on=number.on)
    invoice_issued.send(Invoice, invoice=invoice)
    history.record(
        Verb.ISSUED,
        invoice,
        by=by,
        on=on,
        before=InvoiceState.DRAFT,
        after=invoice.state,
        number=invoice.number,
        gross_pence=invoice.gross_pence,
    )
    return invoice


@dataclass(frozen=True, slots=True)
class OldInvoice:
    """An invoice issued before this system: its number and its days."""

    number: str
    issued_on: date
    due_on: date | None = None


@atomic
def bring_over(invoice_id: int, old: OldInvoice, *, by: User, on: date) -> Invoice:
    """Return a draft as an invoice that was issued before this system, under its old number.

    It is outside our gapless series. Raises NotADraft, NumberTaken for a number in use, and
    BadValue for a number that is empty or looks like one of ours, and for impossible days.
    """
    plausible_date("issued_on", old.issued_on)
    if old.due_on and old.due_on < old.issued_on:
        raise BadValue("due_on", "The invoice would be due before it was issued.")
    if not 0 < len(old.number.strip()) <= LONGEST_NUMBER:
        raise BadValue("number", f"An invoice number must have 1 to {LONGEST_NUMBER} characters.")
    if old.number.upper().startswith(f"{INVOICES}-"):
        raise BadValue("number", "Numbers that begin with INV- are reserved for this system.")
    invoice = _locked_draft(invoice_id)
    if Invoice.objects.filter(number=old.number).exists():
        raise NumberTaken(f"There is already an invoice {old.number}.")
    invoice.series, invoice.number = BROUGHT_OVER, old.number
    _freeze(invoice, issued_on=old.issued_on, due_on=old.due_on)
    history.record(
        Verb.BROUGHT_OVER,
        invoice,
        by=by,
        on=on,
        before=InvoiceState.DRAFT,
        after=invoice.state,
        number=invoice.number,
    )
    return invoice


def why_not_void(invoice: Invoice) -> CannotVoid | None:
    """Return what `void` refuses about an invoice, None for one that can be made void."""
    if invoice.state != InvoiceState.ISSUED or invoice.series != INVOICES:
        return CannotVoid(
            f"Invoice {invoice} is {invoice.get_state_display().lower()}. "
            "Only an unpaid one that was never sent can be made void."
        )
    if invoice.paid_pence or invoice.credited_pence:
        return CannotVoid(f"Money has been booked on invoice {invoice}. Credit it instead.")
    if invoice.written_off_pence:
        return CannotVoid(
            f"The debt on invoice {invoice} was written off, "
            "and an invoice that was written off stays as it is."
        )
    return None


@atomic
def void(invoice_id: int, *, by: User, on: date, reason: str = "") -> Invoice:
    """Return the invoice, void: it keeps its number and counts nowhere.

    Its instalment is drafted again, ready to be corrected and issued.
    Raises CannotVoid for a draft, an invoice brought over, and once anything was paid, credited
    or written off.
    """
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_void(invoice):
        raise refusal
    invoice.state = InvoiceState.VOID
    invoice.save(update_fields=["state"])
    invoice_changed.send(Invoice, invoice=invoice)
    history.record(
        Verb.VOIDED,
        invoice,
        by=by,
        on=on,
        before=InvoiceState.ISSUED,
        after=invoice.state,
        reason=reason,
    )
    drafts.draft_like(invoice, invoice.lines.all(), purchase_order=invoice.purchase_order)
    return invoice


def settle(invoice: Invoice) -> None:
    """Save the sums of a locked invoice, and whether they settle it."""
    # A debt that was written off was not paid, so what counts is the payable amount.
    invoice.state = InvoiceState.ISSUED if invoice.payable_pence else InvoiceState.PAID
    invoice.save(update_fields=["state", "paid_pence", "credited_pence", "written_off_pence"])
    invoice_changed.send(Invoice, invoice=invoice)


def _locked_draft(invoice_id: int) -> Invoice:
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_issue(invoice):
        raise refusal
    return invoice


def _freeze(invoice: Invoice, *, issued_on: date, due_on: date | None = None) -> None:
    """Date the invoice; copy in the buyer and seller of that day, and the fee's working."""
    fee = invoice.fee
    invoice.issued_on = issued_on
    if due_on is None:
        agreed = fee_terms_of(fee.terms).due_on(bill_on=invoice.bill_on, issued_on=issued_on)
        due_on = max(agreed, issued_on)
    invoice.due_on = due_on
    invoice.tax_point = tax_point(fee.earned_on, invoiced_on=issued_on, paid_on=None)
    invoice.buyer = snapshots.of_buyer(invoice.employer)
    invoice.seller = snapshots.of_seller(issued_on)
    invoice.working = snapshots.of_working(invoice)
    invoice.state = InvoiceState.ISSUED
    invoice.save()
