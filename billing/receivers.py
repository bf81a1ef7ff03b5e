"""What billing does when placements announces a hire, and when a document was issued."""

from datetime import date

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from billing.choices import INVOICES, InvoiceState
from billing.models import CreditNote, Invoice, LateCharge
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


@receiver(post_save, sender=Invoice, dispatch_uid="put an issued invoice on paper")
def keep_invoice(instance: Invoice, update_fields: object, **_signal: object) -> None:
    # Issuing saves all of it; what comes later, a payment say, saves only what may still move.
    ours = instance.series == INVOICES and instance.state == InvoiceState.ISSUED
    if ours and update_fields is None:
        keep(instance)


@receiver(post_save, sender=Invoice, dispatch_uid="keep Stripe's copy of an invoice in line")
def mirror_invoice(instance: Invoice, **_signal: object) -> None:
    # Issuing, a payment, a credit, a write-off, voiding: each saves the invoice last.
    mirror.wish(instance)


@receiver(post_save, sender=CreditNote, dispatch_uid="put a credit note on paper")
def keep_credit_note(instance: CreditNote, created: bool, **_signal: object) -> None:  # noqa: FBT001  Django's own
    if created:
        keep(instance)


@receiver(post_save, sender=LateCharge, dispatch_uid="put a late charge on paper")
def keep_late_charge(instance: LateCharge, created: bool, **_signal: object) -> None:  # noqa: FBT001  Django's own
    if created:
        keep(instance)


def keep(thing: Invoice | CreditNote | LateCharge) -> None:
    """Make the document once the transaction is through.

    What goes wrong then is logged, and made up for by `store_documents`: the number is given.
    """
    kind, key = type(thing), thing.pk
    transaction.on_commit(lambda: document_of(kind.objects.get(pk=key)), robust=True)
