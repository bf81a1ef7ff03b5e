"""What billing does when a hire starts or ends, and when a document is issued or changes."""

from datetime import date

from django.db import transaction
from django.dispatch import receiver

from billing.models import CreditNote, Invoice, LateCharge
from billing.signals import credit_note_issued, invoice_changed, invoice_issued, late_charge_made
from foundation.accounts.models import User
from placements.models import Hire
from placements.signals import hire_ended, hire_started

from .domain.fees import fees, leavers, rebates
from .domain.stripe import sync
from .exchange.documents.archive import document_of


@receiver(hire_started, dispatch_uid="raise the fee of a started hire")
def raise_fee(hire: Hire, by: User, on: date, **_signal: object) -> None:
    if not hire.fees.exists():  # else the hire goes on, and so does its fee
        fees.raise_for(hire, by=by, on=on)
    leavers.came_back(hire, by=by, on=on)
    leavers.replaced(hire, by=by, on=on)


@receiver(hire_ended, dispatch_uid="propose the rebate of an ended hire")
def propose_rebate(hire: Hire, by: User, on: date, **_signal: object) -> None:
    rebates.propose_for(hire, by=by, on=on)


@receiver(invoice_issued, dispatch_uid="make the document of an issued invoice")
def make_invoice_document(invoice: Invoice, **_signal: object) -> None:
    make_document(invoice)


@receiver([invoice_issued, invoice_changed], dispatch_uid="sync Stripe's copy of an invoice")
def sync_with_stripe(invoice: Invoice, **_signal: object) -> None:
    sync.enqueue_sync(invoice)


@receiver(credit_note_issued, dispatch_uid="make the document of a credit note")
def make_credit_note_document(credit_note: CreditNote, **_signal: object) -> None:
    make_document(credit_note)


@receiver(late_charge_made, dispatch_uid="make the document of a late charge")
def make_late_charge_document(charge: LateCharge, **_signal: object) -> None:
    make_document(charge)


def make_document(subject: Invoice | CreditNote | LateCharge) -> None:
    """Make the document once the transaction is committed.

    An error then is logged, and `store_documents` tries again: the number is already given.
    """
    kind, key = type(subject), subject.pk
    transaction.on_commit(lambda: document_of(kind.objects.get(pk=key)), robust=True)
