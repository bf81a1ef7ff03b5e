"""After the start of a hire: its fee, its invoices, and how they are paid."""

from datetime import date, timedelta
from decimal import Decimal

from billing.choices import InvoiceState, PaymentMethod, Remedy
from billing.domain.fees import fees, rebates
from billing.domain.ledger import credit_notes, credit_requests, invoices, payments, write_offs
from billing.models import Fee, Invoice, Rebate
from foundation import approvals
from foundation.models import Approval
from foundation.money import share_of
from placements.models import Hire

from .debts import plan_chasing
from .office import Office
from .story import PARTS, Goodwill, Override, Parts, Pays, Placed, Voided, Waiver, WrittenOff

# How most pay: days before or after the due date; and the weight of each.
HABITS: list[Parts] = [((-9, "1"),), ((-3, "1"),), ((0, "1"),), ((6, "1"),), ((23, "1"),)]
OFTEN = [3, 5, 5, 2, 1]
METHODS = [
    PaymentMethod.BANK_TRANSFER,
    PaymentMethod.BACS_DEBIT,
    PaymentMethod.CARD,
    PaymentMethod.CHEQUE,
]
METHODS_OFTEN = [14, 3, 2, 1]
A_DAY = timedelta(days=1)


def plan_money(office: Office, hire: Hire, row: Placed, on: date) -> None:
    """Note how the fee of a started hire is decided, invoiced and paid, if it has one."""
    fee = hire.fees.first()
    if fee is None:
        return
    if isinstance(row.turn, (Override, Waiver)):
        _ask_approval(office, fee, row.turn, on)
    if row.unissued:
        return
    habit = office.random.choices(HABITS, weights=OFTEN)[0] if row.pays is None else PARTS[row.pays]
    # Two days: time for a second person to decide, where one has to.
    office.diary.note(on + 2 * A_DAY, _plan_issuing, office, fee, row, habit)


def _plan_issuing(office: Office, fee: Fee, row: Placed, habit: Parts, *, on: date) -> None:
    """Note when each instalment is issued: as soon as it is to be billed."""
    for draft in fee.invoices.filter(state=InvoiceState.DRAFT).order_by("instalment"):
        issue = _issue_wrongly if isinstance(row.turn, Voided) else _issue
        office.diary.note(max(draft.bill_on, on), issue, office, draft.pk, row, habit)


def _issue(office: Office, pk: int, row: Placed, habit: Parts, *, on: date) -> None:
    """Issue a draft, and note its payment. A leaver's last instalments may be issued already."""
    if Invoice.objects.get(pk=pk).state != InvoiceState.DRAFT:
        return
    invoice = invoices.issue(pk, by=office.finance, on=on)
    assert invoice.due_on is not None
    plan_chasing(office, invoice, row.graduate)
    method = office.random.choices(METHODS, weights=METHODS_OFTEN)[0]
    for days, share in habit:
        paid_on = max(invoice.due_on + timedelta(days=days), on + A_DAY)
        office.diary.note(paid_on, _pay, office, pk, share, method)
    if isinstance(row.turn, WrittenOff):
        office.diary.note(office.day(row.turn.on), _write_off, office, pk, row.turn.reason)
    if isinstance(row.turn, Goodwill):
        credit = credit_notes.Credit(100 * row.turn.net, row.turn.reason)
        office.diary.note(on + 3 * A_DAY, _credit, office, pk, credit)


def _credit(office: Office, pk: int, credit: credit_notes.Credit, *, on: date) -> None:
    """Credit an invoice, or ask for it and note the second person's approval."""
    made = credit_requests.issue_or_ask(pk, credit, by=office.finance, on=on)
    if isinstance(made, Approval):
        office.diary.note(on + A_DAY, approvals.approve, made.pk, by=office.admin)


def _write_off(office: Office, pk: int, reason: str, *, on: date) -> None:
    """Ask for an invoice to be written off, and note the second person's approval."""
    approval = write_offs.ask(pk, reason=reason, by=office.finance, on=on)
    office.diary.note(on + A_DAY, approvals.approve, approval.pk, by=office.admin)


def _issue_wrongly(office: Office, pk: int, row: Placed, habit: Parts, *, on: date) -> None:
    """Issue a draft that has to be made void."""
    invoice = invoices.issue(pk, by=office.finance, on=on)
    office.diary.note(on + A_DAY, _put_right, office, invoice, row, habit)


def _put_right(office: Office, wrong: Invoice, row: Placed, habit: Parts, *, on: date) -> None:
    """Make an invoice void, and issue the fresh draft of its instalment."""
    assert isinstance(row.turn, Voided)
    invoices.void(wrong.pk, by=office.finance, on=on, reason=row.turn.reason)
    again = wrong.fee.invoices.get(state=InvoiceState.DRAFT, instalment=wrong.instalment)
    _issue(office, again.pk, row, habit, on=on)


def _pay(office: Office, pk: int, share: str, method: str, *, on: date) -> None:
    """Record a payment of a share of an invoice, or of what a credit note left of it."""
    invoice = Invoice.objects.get(pk=pk)
    share_pence = share_of(invoice.gross_pence, Decimal(share))
    amount = min(share_pence, invoice.outstanding_pence)
    if amount:
        payments.record(
            pk,
            amount_pence=amount,
            received_on=on,
            method=method,
            reference=invoice.number,
            by=office.finance,
            on=on,
        )


def _ask_approval(office: Office, fee: Fee, turn: Override | Waiver, on: date) -> None:
    """Ask for another fee, or none, and note the decision of a second person."""
    if isinstance(turn, Override):
        approval = fees.ask_override(
            fee.pk, net_pence=100 * turn.net, reason=turn.reason, by=office.finance, on=on
        )
    else:
        approval = fees.ask_waiver(fee.pk, reason=turn.reason, by=office.finance, on=on)
    if isinstance(turn, Override) and turn.waits:
        return
    note, admin = office.diary.note, office.admin
    if isinstance(turn, Waiver) and turn.refused:
        note(on + A_DAY, approvals.refuse, approval.pk, reason=turn.refused, by=admin)
    else:
        note(on + A_DAY, approvals.approve, approval.pk, by=admin)


def charge_again(office: Office, hire: Hire, row: Placed, on: date) -> None:
    """Note that the rebate is invoiced and paid again, since the leaver came back."""
    office.diary.note(on + A_DAY, _plan_issuing, office, hire.fees.get(), row, PARTS[Pays.IN_TIME])


def settle_rebate(office: Office, rebate: Rebate, remedy: str, *, on: date) -> None:
    """Settle a leaver's rebate; for a refund, ask, and note the second person's approval."""
    if remedy != Remedy.REFUND:
        rebates.confirm(rebate.pk, remedy=remedy, by=office.finance, on=on)
        return
    approval = rebates.ask_refund(rebate.pk, by=office.finance, on=on)
    office.diary.note(on + A_DAY, approvals.approve, approval.pk, by=office.admin)
