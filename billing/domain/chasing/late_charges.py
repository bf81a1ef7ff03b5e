"""Late charges after they are made: payments, or giving them up with two people.

They are interest and compensation, not fees: no VAT is due, and the five figures exclude them.
"""

from datetime import date, datetime

from billing.domain.ledger.payments import SAME_WITHIN, refuse_twin
from billing.models import LateCharge, LateChargePayment, LateChargeWaiver
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.models import Approval
from foundation.money import pounds
from foundation.periods import plausible_date
from foundation.transactions import atomic

KIND = "late_charge_waiver"


class ChargeSettled(DomainError):
    """Nothing of the charge is outstanding."""

    code = "charge_settled"


class MoreThanCharged(DomainError):
    """The payment is more than is outstanding on the charge."""

    code = "more_than_charged"


def why_not_record_payment(charge: LateCharge) -> MoreThanCharged | None:
    """Return why a charge cannot be paid; None for one that can."""
    if charge.outstanding_pence:
        return None
    return MoreThanCharged("Nothing of this charge is outstanding.")


@atomic
def record_payment(
    charge_id: int,
    *,
    amount_pence: int,
    received_on: date,
    method: str,
    by: User,
    on: date,
    reference: str = "",
    at: datetime | None = None,
    confirmed: bool = False,
) -> LateChargePayment:
    """Return the payment, in part or in full, of a late charge.

    ``at`` is the moment when a person types it in: one that looks like a payment of the last ten
    minutes is asked about, unless ``confirmed``.
    Raises MoreThanCharged above what is outstanding, SamePaymentAgain, and BadValue for an
    impossible amount or day.
    """
    plausible_date("received_on", received_on)
    if amount_pence <= 0:
        raise BadValue("amount_pence", "A payment must be above £0.")
    charge = _locked(charge_id)
    if refusal := why_not_record_payment(charge):
        raise refusal
    _refuse_twin(charge, amount_pence, received_on, at=None if confirmed else at)
    if amount_pence > charge.outstanding_pence:
        raise MoreThanCharged(
            f"{pounds(charge.outstanding_pence)} of this charge is outstanding, "
            f"not {pounds(amount_pence)}."
        )
    payment = LateChargePayment.objects.create(
        charge=charge,
        amount_pence=amount_pence,
        received_on=received_on,
        method=method,
        reference=reference,
    )
    history.record(Verb.RECORDED, payment, by=by, on=on, amount_pence=amount_pence)
    return payment


def _refuse_twin(
    charge: LateCharge, amount_pence: int, received_on: date, *, at: datetime | None
) -> None:
    """Refuse a twin among what the payer paid for any charge in the last minutes."""
    if at:
        payer = charge.invoice.employer
        theirs = LateChargePayment.objects.filter(charge__invoice__employer=payer)
        # The rows never change, so that the moment they last did is when they were made.
        recent = theirs.filter(updated_at__gt=at - SAME_WITHIN)
        charged = f"a late charge of {payer}"
        refuse_twin(recent, amount_pence, received_on, booked_on=lambda _twin: charged)


def why_not_ask_waiver(charge: LateCharge) -> DomainError | None:
    """Return what `ask_waiver` refuses about a charge, None where it may be given up."""
    return _why_settled(charge) or approvals.why_not_ask(KIND, charge)


def ask_waiver(charge_id: int, *, reason: str, by: User, on: date) -> Approval:
    """Return the request to give up the unpaid part of a charge, for a second person.

    Raises ChargeSettled when nothing is unpaid, and BadValue without a reason.
    """
    require("reason", reason, "Say why you are giving it up.")
    charge = LateCharge.objects.get(pk=charge_id)
    if refusal := _why_settled(charge):
        raise refusal
    return approvals.ask(
        KIND, charge, by=by, on=on, reason=reason, outstanding_pence=charge.outstanding_pence
    )


@approvals.on_approval(KIND)
@atomic
def _waive(approval: Approval) -> None:
    """Give up what is unpaid on the day of approval, after any payment made since."""
    by, on = approvals.second_person(approval)
    charge = _locked(approval.subject_id)
    if refusal := _why_settled(charge):
        raise refusal
    waiver = LateChargeWaiver.objects.create(
        charge=charge,
        approval=approval,
        amount_pence=charge.outstanding_pence,
        waived_on=on,
        reason=approval.reason,
    )
    history.record(Verb.WAIVED, waiver, by=by, on=on, amount_pence=waiver.amount_pence)


def _locked(charge_id: int) -> LateCharge:
    return LateCharge.objects.select_for_update(of=("self",), no_key=True).get(pk=charge_id)


def _why_settled(charge: LateCharge) -> ChargeSettled | None:
    if charge.outstanding_pence:
        return None
    return ChargeSettled(f"Nothing of the late charge on {charge.invoice} is outstanding.")
