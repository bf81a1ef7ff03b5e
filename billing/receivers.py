"""What billing does when placements announces a hire, and the ledger a document."""

from datetime import date

from django.db import transaction
from django.dispatch import receiver

from billing.models import CreditNote, Invoice, LateCharge
from billing.signals import credit_note_issued, invoice_changed, invoice_issued, late_charge_made
from foundation.accounts.models import User
from placements.models import Hire
from placements.signals import hire_ended, hire_started

from .domain.fees import fees, leavers, rebates
from .domain.stripe import mirror
from .exchange.documents.documents import document_of


@receiver(hire_started, dispatch_uid="raise the fee of a started hire")
def raise_fee(hire: Hire, by: User, on: date, **_signal: object) -> None:
    if not hire.fees.exists():  # else the hire goes on, and so does its fee
        fees.raise_for(hire, by=by, on=on)
    leavers.came_back(hire, by=by, on=on)
    leavers.replaced(hire, by=by, on=on)


@receiver(hire_ended, dispatch_uid="propose the rebate of an ended hire")
def propose_rebate(hire: Hire, by: User, on: date, **_signal: object) -> None:
    rebates.propose_for(hire, by=by, on=on)


@receiver(invoice_issued, dispatch_uid="put an issued invoice on paper")
def keep_invoice(invoice: Invoice, **_signal: object) -> None:
    keep(invoice)


@receiver(
    [invoice_issued, invoice_changed], dispatch_uid="keep Stripe's copy of an invoice in line"
)
def mirror_invoice(invoice: Invoice, **_signal: object) -> None:
    mirror.wish(invoice)


@receiver(credit_note_issued, dispatch_uid="put a credit note on paper")
def keep_credit_note(credit_note: CreditNote, **_signal: object) -> None:
    keep(credit_note)


@receiver(late_charge_made, dispatch_uid="put a late charge on paper")
def keep_late_charge(charge: LateCharge, **_signal: object) -> None:
    keep(charge)


def keep(thing: Invoice | CreditNote | LateCharge) -> None:
    """Make the document once the transaction is through.

    What goes wrong then is logged, and made up for by `store_documents`: the number is given.
    """
    kind, key = type(thing), thing.pk
    transaction.on_commit(lambda: document_of(kind.objects.get(pk=key)), robust=True)
