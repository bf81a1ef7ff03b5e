"""The enumerations of the billing floor."""

from django.db import models

from foundation.states import Transition


class FeeState(models.TextChoices):
    LIVE = "live", "Live"
    WAIVED = "waived", "Waived"


class VatKind(models.TextChoices):
    STANDARD = "standard", "Standard"
    REVERSE_CHARGE = "reverse_charge", "Reverse charge"
    NOT_REGISTERED = "not_registered", "Not registered for VAT"


class InvoiceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    ISSUED = "issued", "Issued"
    PAID = "paid", "Paid"
    VOID = "void", "Void"


# What counts in the books: a draft asks for nothing yet, and a void one never did.
DOCUMENTS = (InvoiceState.ISSUED, InvoiceState.PAID)


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"
    RECEIPT = "receipt", "Receipt"
    LATE_CHARGE = "late_charge", "Late payment charge"


class PaymentMethod(models.TextChoices):
    BANK_TRANSFER = "bank_transfer", "Bank transfer"
    CARD = "card", "Card"
    BACS_DEBIT = "bacs_debit", "Bacs Direct Debit"
    CHEQUE = "cheque", "Cheque"


class BankLineState(models.TextChoices):
    OPEN = "open", "Open"
    MATCHED = "matched", "Matched"
    IGNORED = "ignored", "Ignored"


class UnallocatedKind(models.TextChoices):
    PAYMENT = "payment", "Money that matches no invoice"
    REFUND = "refund", "Money paid back without a credit note"
    CREDIT_NOTE = "credit_note", "A credit note made at Stripe"
    DIFFERENCE = "difference", "Stripe's amount differs from ours"
    DISPUTE = "dispute", "A payment the payer disputes"


class UnallocatedState(models.TextChoices):
    WAITING = "waiting", "Waiting for a decision"
    SETTLED = "settled", "Settled"
    DISMISSED = "dismissed", "Dismissed"


class RebateState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    CONFIRMED = "confirmed", "Confirmed"
    BARRED = "barred", "Barred"
    REPLACING = "replacing", "Looking for a replacement"
    REPLACED = "replaced", "Replaced by another hire"
    TAKEN_BACK = "taken_back", "Undone: the person came back"


class RebateMove(Transition):
    """What finance does with a rebate that waits; a remedy says where settling leads."""

    SETTLE = "settle", (RebateState.PROPOSED,), ""
    NOBODY_FOUND = "nobody-found", (RebateState.REPLACING,), RebateState.PROPOSED


class Remedy(models.TextChoices):
    OFFSET = "offset", "Offset against what is unpaid"
    REFUND = "refund", "Refund"
    CREDIT = "credit", "Keep as credit"
    REPLACEMENT = "replacement", "Replacement"


class ReminderStep(models.TextChoices):
    BEFORE_DUE = "before_due", "Notice before the due date"
    FIRST = "first", "First reminder"
    SECOND = "second", "Second reminder"
    FINAL = "final", "Final reminder"
    ON_STOP = "on_stop", "Put on stop"


class AuditDirection(models.TextChoices):
    LOSS = "loss", "We lose"
    OVERCHARGE = "overcharge", "They pay too much"


# The steps of chasing, in their order; the last is not an email but a proposal to the office.
REMINDER_STEPS = tuple(ReminderStep)
# A rebate counts against what was earned from the day it falls due, until another hire took
# its place, the person came back, or nothing is owed.
REBATE_COUNTS = (RebateState.PROPOSED, RebateState.REPLACING, RebateState.CONFIRMED)
# The series of our own documents, and the mark of numbers given before this system.
INVOICES, CREDIT_NOTES, BROUGHT_OVER = "INV", "CN", "OLD"
