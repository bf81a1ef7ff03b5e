"""Credit that we hold for an employer: applied to an invoice, or paid back with two people."""

from datetime import date
from fractions import Fraction

from django.db.models import Sum

from billing.choices import PaymentMethod
from billing.models import CreditNote, CreditUse, CustomerCredit, Invoice
from employers.models import Employer
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.models import Approval
from foundation.money import half_up, pounds
from foundation.periods import format_date
from foundation.transactions import atomic

from . import payments

KIND = "credit_refund"


class MoreThanKept(DomainError):
    """Only what is left of a credit can be used."""

    code = "more_than_kept"


def create_from_note(note: CreditNote, *, by: User, on: date) -> CustomerCredit:
    """Return the credit that a new credit note keeps for its employer."""
    credit = CustomerCredit.objects.create(
        employer_id=note.invoice.employer_id,
        credit_note=note,
        amount_pence=note.kept_pence,
        kept_on=note.issued_on,
    )
    history.record(Verb.KEPT, credit, by=by, on=on, amount_pence=credit.amount_pence)
    return credit


def held_pence(employer: Employer | int, *, on: date | None = None) -> int:
    """Return what we hold for an employer in pence, now or at the end of a day."""
    credits = CustomerCredit.objects.filter(employer=employer).available(on=on)
    return credits.aggregate(n=Sum("left_pence"))["n"] or 0


@atomic
def apply(
    credit_id: int, invoice_id: int, *, by: User, on: date, amount_pence: int | None = None
) -> CreditUse:
    """Return the use of a credit on an invoice of the same employer: an amount, or all that fits.

    It is a payment of that day, by the method of the original payment.
    Raises MoreThanKept, BadValue for another employer's invoice, and what ``payments.record``
    raises.
    """
    credit = _locked(credit_id)
    invoice = Invoice.objects.get(pk=invoice_id)
    if invoice.employer_id != credit.employer_id:
        raise BadValue(
            "invoice", f"The credit belongs to {credit.employer}, and the invoice does not."
        )
    left = left_of(credit)
    amount = min(left, invoice.outstanding_pence) if amount_pence is None else amount_pence
    _refuse_beyond(amount, left)
    payment = payments.record(
        invoice.pk,
        amount_pence=amount,
        received_on=on,
        method=_came_by(credit),
        reference=_source(credit),
        by=by,
        on=on,
    )
    use = _use(credit, amount, on=on, payment=payment)
    history.record(Verb.APPLIED, use, by=by, on=on, invoice=invoice.pk, amount_pence=amount)
    return use


def request_refund(credit_id: int, *, reason: str, by: User, on: date) -> Approval:
    """Return the request to pay back what is left of a credit, for a second person.

    Raises MoreThanKept when nothing is left, and BadValue without a reason.
    """
    require("reason", reason, "Say why you are paying the money back.")
    credit = CustomerCredit.objects.get(pk=credit_id)
    left = left_of(credit)
    _refuse_beyond(left, left)
    return approvals.ask(KIND, credit, by=by, on=on, reason=reason, amount_pence=left)


@approvals.on_approval(KIND)
@atomic
def _pay_back(approval: Approval) -> None:
    """Book the refund of a credit. Raises MoreThanKept if it was used since the request."""
    by, on = approvals.second_person(approval)
    credit = _locked(approval.subject_id)
    amount = approval.detail["amount_pence"]
    _refuse_beyond(amount, left_of(credit))
    use = _use(credit, amount, on=on, approval=approval)
    history.record(Verb.REFUNDED, use, by=by, on=on, amount_pence=amount)


def left_of(credit: CustomerCredit) -> int:
    """Return the unused part of a credit, in pence."""
    return credit.amount_pence - _used(credit)


def _use(credit: CustomerCredit, amount: int, *, on: date, **how: object) -> CreditUse:
    """Return the use. Credit from a note was collected before, so its net share moves with it."""
    used, net = _used(credit), 0
    if credit.credit_note:
        share = Fraction(credit.credit_note.net_pence, credit.credit_note.gross_pence)
        net = half_up(share * (used + amount)) - half_up(share * used)
    return CreditUse.objects.create(
        credit=credit, amount_pence=amount, net_pence=net, used_on=on, **how
    )


def _used(credit: CustomerCredit) -> int:
    return credit.uses.aggregate(n=Sum("amount_pence"))["n"] or 0


def _refuse_beyond(amount: int, left: int) -> None:
    if not 0 < amount <= left:
        raise MoreThanKept(f"{pounds(left)} of the credit is left, not {pounds(amount)}.")


def _came_by(credit: CustomerCredit) -> str:
    """Return the method of the payment that a credit comes from."""
    if credit.credit_note is None:
        return PaymentMethod.BANK_TRANSFER
    last = credit.credit_note.invoice.payments.order_by("received_on", "pk").last()
    return last.method if last else PaymentMethod.BANK_TRANSFER


def _source(credit: CustomerCredit) -> str:
    if credit.credit_note:
        return f"Credit kept from {credit.credit_note}"
    return f"Credit kept from the payment of {format_date(credit.kept_on)}"


def _locked(credit_id: int) -> CustomerCredit:
    return CustomerCredit.objects.select_for_update(of=("self",), no_key=True).get(pk=credit_id)
