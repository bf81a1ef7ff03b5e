"""What may be charged on a late invoice: worked out at any time, charged only by an action."""

from datetime import date

from billing.models import Invoice, LateCharge, ReferenceRate
from billing.signals import late_charge_made
from employers.choices import EmployerKind
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.periods import format_date
from foundation.transactions import atomic

from .late_payment_rules import LateClaim, Repayment, late_claim, relevant_day


class NotLate(DomainError):
    """Nothing was owed after the due date."""

    code = "not_late"


class AlreadyCharged(DomainError):
    """A debt is charged once."""

    code = "already_charged"


def claim_on(invoice: Invoice, *, on: date) -> LateClaim | None:
    """Return the interest and fixed sum on an invoice up to a day, with their working.

    None while it is not late, or if it was settled in time. A public body has at most 30 days,
    whatever was agreed; longer terms agreed with companies are taken as fair.
    Raises NoReferenceRate when the rate of the half-year is not on file.
    """
    if not invoice.is_document:
        return None
    assert invoice.issued_on is not None
    assert invoice.due_on is not None
    last_day = relevant_day(
        max(invoice.issued_on, invoice.fee.earned_on),
        invoice.due_on,
        public_body=invoice.employer.kind == EmployerKind.PUBLIC_BODY,
        fair=True,
    )
    paid = [Repayment(row.received_on, row.amount_pence) for row in invoice.payments.all()]
    offset = [
        Repayment(row.issued_on, row.offset_pence)
        for row in invoice.credit_notes.all()
        if row.offset_pence
    ]
    return late_claim(
        invoice.gross_pence,
        due_on=last_day,
        on=on,
        references=ReferenceRate.objects.by_half_year(),
        repayments=[*paid, *offset],
    )


def why_not_charge(invoice: Invoice, *, on: date) -> NotLate | AlreadyCharged | None:
    """Return what `charge` refuses about an invoice on a day; None for one that may be charged.

    Raises NoReferenceRate as `claim_on` does, where only the missing rate prevents a sum.
    """
    return _why_charged(invoice) or (None if claim_on(invoice, on=on) else _not_late(invoice))


@atomic
def charge(invoice_id: int, *, by: User, on: date) -> LateCharge:
    """Return the charge: the interest up to a day and the fixed sum, stored with the working.

    Raises NotLate, AlreadyCharged, and NoReferenceRate.
    """
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if charged := _why_charged(invoice):
        raise charged
    claim = claim_on(invoice, on=on)
    if claim is None:
        raise _not_late(invoice)
    made = LateCharge.objects.create(
        invoice=invoice,
        charged_on=on,
        interest_pence=claim.interest_pence,
        fixed_sum_pence=claim.fixed_sum_pence,
        total_pence=claim.interest_pence + claim.fixed_sum_pence,
        working=claim.working,
    )
    late_charge_made.send(LateCharge, charge=made)
    history.record(Verb.CHARGED, made, by=by, on=on, total_pence=made.total_pence)
    return made


def _why_charged(invoice: Invoice) -> AlreadyCharged | None:
    earlier: LateCharge | None = getattr(invoice, "late_charge", None)
    if earlier is None:
        return None
    return AlreadyCharged(f"{invoice} was already charged on {format_date(earlier.charged_on)}.")


def _not_late(invoice: Invoice) -> NotLate:
    return NotLate(
        f"Nothing was owed on {invoice} after its due date, so there is nothing to charge."
    )
