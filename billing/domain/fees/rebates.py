"""Rebates for early leavers: proposed when the hire ends, settled by finance."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from billing.choices import InvoiceState, RebateMove, RebateState, Remedy
from billing.domain.ledger import credit_notes, invoices
from billing.models import Fee, Invoice, Rebate
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_rules import Debt, RebateAssessment, assess
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.models import Approval
from foundation.money import amount, half_up, percent, pounds
from foundation.transactions import atomic
from placements.models import Hire

from . import leavers

REFUND = "rebate_refund"


class RebateSettled(DomainError):
    """The rebate was settled or is barred."""

    code = "rebate_settled"


class RebateDiffers(DomainError):
    """The old record and the terms disagree about what was given back."""

    code = "rebate_differs"


class NoReplacement(DomainError):
    """The terms do not offer a replacement."""

    code = "no_replacement_in_terms"


def propose_for(hire: Hire, *, by: User, on: date) -> Rebate | None:
    """Return the rebate of an ended hire with its working, barred or to be settled by finance.

    None without a live fee, or when the terms give nothing back for that day. When the hire ends
    again, on another day or after a return, the same rebate is reassessed (``leavers``).
    """
    # Locked, so that a fee being set by hand is read before or after the change, never in between.
    fee = hire.fees.live().select_for_update(of=("self",), no_key=True).first()
    assert hire.last_day is not None
    if fee is None:
        return None
    assessed = assessment(
        fee,
        last_day=hire.last_day,
        reason=hire.end_reason,
        notified_on=hire.notified_on or on,
    )
    if assessed is None:
        return None
    known = Rebate.objects.select_for_update(of=("self",), no_key=True).filter(fee=fee).first()
    if known:
        return leavers.reassess(known, assessed, by=by, on=on)
    if not assessed.share:
        return None
    rebate = Rebate(hire=hire, fee=fee)
    leavers.write(rebate, assessed)
    history.record(
        Verb.PROPOSED, rebate, by=by, on=on, after=rebate.state, net_pence=rebate.net_pence
    )
    return rebate


def assessment(
    fee: Fee, *, last_day: date, reason: str, notified_on: date
) -> RebateAssessment | None:
    """Return what leaving on a day gives back of a fee, with its working; nothing is stored.

    None where the terms give nothing back on any day. Reads the fee's hire and invoices.
    """
    schedule = FeeTerms.stored(fee.terms_snapshot).rebate
    if schedule is None:
        return None
    return assess(
        schedule,
        fee_net_pence=fee.net_pence,
        start_on=fee.earned_on,
        last_day=last_day,
        reason=reason,
        notified_on=notified_on,
        debts=_debts(fee),
    )


@atomic
def bring_over(hire: Hire, *, share: Decimal, note: str, by: User, on: date) -> Rebate:
    """Return the rebate that a record from before this system gives an ended hire, proposed.

    ``share`` is of the whole fee, ``note`` what that record says. Raises RebateDiffers when the
    terms themselves give another.
    """
    fee = hire.fees.live().select_for_update(of=("self",), no_key=True).get()
    if known := Rebate.objects.filter(fee=fee).first():
        if known.share != share:
            raise RebateDiffers(
                f"The terms give {percent(known.share)} of the fee back, not {percent(share)}."
            )
        return known
    exact = fee.net_pence * Fraction(share)
    working = [note, f"{percent(share)} of {pounds(fee.net_pence)} = {amount(exact)}"]
    rebate = Rebate(hire=hire, fee=fee)
    assessed = RebateAssessment(Fraction(share), half_up(exact), working=working)
    leavers.write(rebate, assessed)
    history.record(
        Verb.PROPOSED, rebate, by=by, on=on, after=rebate.state, net_pence=rebate.net_pence
    )
    return rebate


@atomic
def confirm(
    rebate_id: int,
    *,
    remedy: str,
    by: User,
    on: date,
    approval: Approval | None = None,
) -> Rebate:
    """Return the rebate, settled by ``remedy``: offset, refund, credit or replacement.

    Draft instalments are issued first, so that all of the fee is on invoices and all of the
    rebate on credit notes. Unpaid amounts are lowered before anything is paid back.
    Raises RebateSettled the second time or when barred, NoReplacement when the terms have none,
    MoreThanUnpaid when offset was chosen and money has to be paid back, and NeedsTwoPeople for a
    refund without a second person's approval (``refunds``).
    """
    if remedy not in Remedy.values:
        raise BadValue("remedy", f"Choose how to settle the rebate: {', '.join(Remedy.values)}.")
    rebate = proposed(rebate_id)
    if remedy == Remedy.REPLACEMENT:
        days = _replacement_days(rebate)
        rebate.state = RebateState.REPLACING
        rebate.replacement_until = on + timedelta(days=days)
    else:
        _credit(rebate, remedy, by=by, on=on, approval=approval)
        rebate.state = RebateState.CONFIRMED
    rebate.remedy = remedy
    rebate.save(update_fields=["state", "remedy", "replacement_until"])
    history.record(
        Verb.CONFIRMED,
        rebate,
        by=by,
        on=on,
        before=RebateState.PROPOSED,
        after=rebate.state,
        remedy=remedy,
    )
    return rebate


@atomic
def proposed(rebate_id: int) -> Rebate:
    """Return the locked rebate; raise RebateSettled unless it waits to be settled."""
    rebate = (
        Rebate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fee", "hire")
        .get(pk=rebate_id)
    )
    if not RebateMove.SETTLE.is_open_to(rebate):
        raise RebateSettled(f"This rebate is settled: {rebate.get_state_display().lower()}.")
    return rebate


def _debts(fee: Fee) -> list[Debt]:
    """Return when each issued instalment fell due, and the day its last payment came."""
    debts = []
    for invoice in fee.invoices.documents().prefetch_related("payments"):
        assert invoice.due_on is not None
        days = [payment.received_on for payment in invoice.payments.all()]
        paid = invoice.state == InvoiceState.PAID and days
        debts.append(Debt(invoice.due_on, max(days) if paid else None))
    return debts


def _replacement_days(rebate: Rebate) -> int:
    """Return how many days the terms give to find another graduate; raise NoReplacement."""
    schedule = FeeTerms.stored(rebate.fee.terms_snapshot).rebate
    if schedule is None or not schedule.replacement:
        raise NoReplacement("These terms offer money back, not a replacement.")
    return schedule.replacement_days


def _credit(rebate: Rebate, remedy: str, *, by: User, on: date, approval: Approval | None) -> None:
    """Credit the rebate over the fee's invoices: what is unpaid first, the latest before."""
    # All are locked before a number is taken, to prevent a deadlock.
    locked = rebate.fee.invoices.select_for_update(of=("self",), no_key=True).order_by("pk")
    drafts = [invoice for invoice in locked if invoice.state == InvoiceState.DRAFT]
    for draft in sorted(drafts, key=lambda invoice: invoice.instalment):
        invoices.issue(draft.pk, by=by, on=on)
    documents = list(rebate.fee.invoices.documents().order_by("-instalment"))
    for invoice, net in _shared_out(rebate.net_pence - leavers.given_back(rebate), documents):
        reason = f"Rebate: {rebate.hire} left early"
        wanted = credit_notes.Credit(net, reason, remedy, rebate, approval)
        credit_notes.credit(invoice.pk, wanted, by=by, on=on)


def _shared_out(net_pence: int, documents: list[Invoice]) -> list[tuple[Invoice, int]]:
    """Return what to credit on which invoice, net: first what is unpaid on each, then the rest.

    Raises MoreThanCreditable when too little is left on the invoices.
    """
    shares = dict.fromkeys(documents, 0)
    left = net_pence
    for most in (credit_notes.unpaid_net, credit_notes.creditable_net):
        for invoice in documents:
            more = min(left, most(invoice) - shares[invoice])
            shares[invoice] += more
            left -= more
    if left:
        raise credit_notes.MoreThanCreditable(
            f"{pounds(left)} of this rebate cannot be credited: the invoices have nothing left."
        )
    return [(invoice, net) for invoice, net in shares.items() if net]


def ask_refund(rebate_id: int, *, by: User, on: date, refunded_on: date | None = None) -> Approval:
    """Return the request to settle a rebate by paying money back, for a second person.

    Raises RebateSettled when it was settled or is barred.
    """
    rebate = proposed(rebate_id)
    day = refunded_on.isoformat() if refunded_on else None
    reason = f"{rebate.hire} left early"
    return approvals.ask(
        REFUND, rebate, by=by, on=on, reason=reason, net_pence=rebate.net_pence, refunded_on=day
    )


@approvals.on_approval(REFUND)
def _refund(approval: Approval) -> None:
    by, on = approvals.second_person(approval)
    confirm(approval.subject_id, remedy=Remedy.REFUND, approval=approval, by=by, on=on)
