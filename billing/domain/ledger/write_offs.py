"""Write-offs: one person requests, another approves; a later payment reverses its part."""

from datetime import date

from billing.models import Invoice, WriteOff
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError, require
from foundation.models import Approval
from foundation.transactions import atomic

from . import invoices

KIND = "write_off"


class NothingOwed(DomainError):
    """Only what is outstanding can be written off."""

    code = "nothing_owed"


def why_not_ask(invoice: Invoice) -> DomainError | None:
    """Return what `ask` refuses about an invoice; None where the debt may be written off."""
    return _why_settled(invoice) or approvals.why_not_ask(KIND, invoice)


def ask(invoice_id: int, *, reason: str, by: User, on: date) -> Approval:
    """Return the request to write off what is outstanding on an invoice, for a second person.

    Raises NothingOwed, and BadValue without a reason.
    """
    require("reason", reason, "Say why you expect no more money.")
    invoice = Invoice.objects.get(pk=invoice_id)
    if refusal := _why_settled(invoice):
        raise refusal
    return approvals.ask(
        KIND, invoice, by=by, on=on, reason=reason, outstanding_pence=invoice.outstanding_pence
    )


@approvals.on_approval(KIND)
@atomic
def _write_off(approval: Approval) -> None:
    """Write off what is outstanding on the day of approval, after any payment made since."""
    by, on = approvals.second_person(approval)
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(
        pk=approval.subject_id
    )
    if refusal := _why_settled(invoice):
        raise refusal
    gone = WriteOff.objects.create(
        invoice=invoice,
        approval=approval,
        amount_pence=invoice.outstanding_pence,
        written_off_on=on,
        reason=approval.reason,
    )
    invoice.written_off_pence += gone.amount_pence
    invoices.settle(invoice)
    history.record(Verb.WRITTEN_OFF, gone, by=by, on=on, amount_pence=gone.amount_pence)


def owe_again(invoice: Invoice, amount_pence: int, *, by: User | None, on: date) -> None:
    """Make as much of a locked invoice's write-off outstanding again as a payment needs.

    Does nothing when the payment fits what is outstanding, or exceeds both together.
    """
    given_up = amount_pence - invoice.outstanding_pence
    if not 0 < given_up <= invoice.written_off_pence:
        return
    back = WriteOff.objects.create(
        invoice=invoice,
        amount_pence=-given_up,
        written_off_on=on,
        reason="Paid after all",
    )
    invoice.written_off_pence -= given_up
    invoices.settle(invoice)
    history.record(Verb.WRITTEN_OFF, back, by=by, on=on, amount_pence=back.amount_pence)


def _why_settled(invoice: Invoice) -> NothingOwed | None:
    if invoice.outstanding_pence:
        return None
    return NothingOwed(f"Nothing is outstanding on {invoice}, so there is nothing to write off.")
