"""Money that goes back: one person asks, another approves, and only then it is booked."""

from datetime import date

from billing.choices import Remedy
from billing.models import Invoice
from project.accounts.models import User
from project.foundation import approvals
from project.foundation.models import Approval

from . import rebates
from .balance import balance_of
from .credit_notes import Credit, credit, refuse_unsound

INVOICE, REBATE = "invoice_refund", "rebate_refund"


def ask_on_invoice(
    invoice_id: int,
    *,
    net_pence: int,
    reason: str,
    by: User,
    on: date,
    refunded_on: date | None = None,
) -> Approval:
    """Return the request to credit an invoice and pay back what was paid, for a second person.

    Refuses at once what ``credit_notes.credit`` would refuse.
    """
    invoice = Invoice.objects.get(pk=invoice_id)
    refuse_unsound(invoice, balance_of(invoice), Credit(net_pence, reason, Remedy.REFUND))
    day = refunded_on.isoformat() if refunded_on else None
    return approvals.ask(
        INVOICE, invoice, by=by, on=on, reason=reason, net_pence=net_pence, refunded_on=day
    )


def ask_on_rebate(
    rebate_id: int, *, by: User, on: date, refunded_on: date | None = None
) -> Approval:
    """Return the request to settle a rebate by paying money back, for a second person.

    Raises RebateSettled when it was settled or is barred.
    """
    rebate = rebates.proposed(rebate_id)
    day = refunded_on.isoformat() if refunded_on else None
    reason = f"{rebate.hire} left early"
    return approvals.ask(
        REBATE, rebate, by=by, on=on, reason=reason, net_pence=rebate.net_pence, refunded_on=day
    )


@approvals.deed_of(INVOICE)
def _on_invoice(approval: Approval) -> None:
    wanted = Credit(approval.detail["net_pence"], approval.reason, Remedy.REFUND, approval=approval)
    by, on = approvals.second_person(approval)
    credit(approval.subject_id, wanted, by=by, on=on)


@approvals.deed_of(REBATE)
def _on_rebate(approval: Approval) -> None:
    by, on = approvals.second_person(approval)
    rebates.confirm(approval.subject_id, remedy=Remedy.REFUND, approval=approval, by=by, on=on)
