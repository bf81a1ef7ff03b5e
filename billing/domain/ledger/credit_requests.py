"""Credits that take two people: a full one, and one above a limit; one asks, another approves."""

from datetime import date

from billing.choices import Remedy
from billing.models import CreditNote, Invoice
from foundation import approvals
from foundation.accounts.models import User
from foundation.models import Approval

from . import refunds
from .balance import balance_of
from .credit_notes import Credit, credit, gross_of, refuse_unsound, split, takes_two

KIND = "invoice_credit"


def issue_or_ask(
    invoice_id: int, wanted: Credit, *, by: User, on: date, refunded_on: date | None = None
) -> CreditNote | Approval:
    """Return the credit note, or the request for it where it takes two people.

    It does where money goes back, where nothing would be left to credit, and above
    ``credit_notes.MOST_ALONE_PENCE``. Raises what ``credit_notes.credit`` raises, at once.
    """
    if wanted.remedy == Remedy.REFUND:
        return refunds.ask_on_invoice(
            invoice_id,
            net_pence=wanted.net_pence,
            reason=wanted.reason,
            by=by,
            on=on,
            refunded_on=refunded_on,
        )
    invoice = Invoice.objects.get(pk=invoice_id)
    balance = balance_of(invoice)
    refuse_unsound(invoice, balance, wanted)
    if not takes_two(invoice, balance, wanted):
        return credit(invoice_id, wanted, by=by, on=on)
    split(invoice, gross_of(invoice, balance, wanted.net_pence), wanted)
    return approvals.ask(
        KIND,
        invoice,
        by=by,
        on=on,
        reason=wanted.reason,
        net_pence=wanted.net_pence,
        remedy=str(wanted.remedy),
    )


@approvals.on_approval(KIND)
def _on_approval(approval: Approval) -> None:
    by, on = approvals.second_person(approval)
    detail = approval.detail
    wanted = Credit(detail["net_pence"], approval.reason, detail["remedy"], approval=approval)
    credit(approval.subject_id, wanted, by=by, on=on)
