"""Raising the fee of a hire, and changing it: with two people, and before it is invoiced."""

from datetime import date
from decimal import Decimal

from billing.choices import FeeState, InvoiceState, RebateState
from billing.domain.ledger import snapshots
from billing.domain.ledger.drafts import draft_instalments
from billing.domain.ledger.instalments import instalment_plan
from billing.domain.ledger.vat_rules import VatTreatment, vat_treatment
from billing.models import Fee, Invoice, Rebate, VatRate
from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.rebate_period import protected_until
from employers.domain.terms.versions import fee_terms_of
from employers.models import Employer
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.models import Approval
from foundation.money import pounds
from foundation.periods import format_date
from foundation.transactions import atomic
from placements.models import Hire

from .quotes import Job, quote_for

OVERRIDE, WAIVER = "fee_override", "fee_waiver"


class FeeInvoiced(DomainError):
    """An instalment was issued."""

    code = "fee_already_invoiced"


class FeeNotLive(DomainError):
    """The fee was waived."""

    code = "fee_not_live"


class RebateWaits(DomainError):
    """A rebate of the fee is proposed, and was worked out from it."""

    code = "rebate_waits"


class VatRateUnknown(DomainError):
    """There is no VAT rate for the day."""

    code = "vat_rate_unknown"


def vat_for(employer: Employer, *, on: date) -> VatTreatment:
    """Return how an employer is charged VAT on a day, from our own dated rows and its evidence.

    Raises SellerUnknown or VatRateUnknown for a day before the first row: nothing is guessed.
    """
    try:
        rate = VatRate.objects.on(on).rate
    except VatRate.DoesNotExist:
        raise VatRateUnknown(f"We have no VAT rate for {format_date(on)}.") from None
    return vat_treatment(
        registered=snapshots.seller_on(on).vat_registered,
        outside_scope=employer.vat_treatment == "outside_scope",
        has_business_evidence=employer.has_business_evidence,
        rate=rate,
    )


def net_of(hire: Hire) -> int:
    """Return the fee of a hire under its own terms, in pence net of VAT."""
    assert hire.terms is not None
    fee = compute_fee(
        fee_terms_of(hire.terms),
        salary_pence=hire.salary_pence,
        fte=Decimal(hire.fte),
        contract=hire.contract,
        months=hire.months,
    )
    return fee.net_pence


@atomic
def raise_for(hire: Hire, *, by: User, on: date) -> Fee | None:
    """Return the fee of a started hire, its instalments drafted as invoices; None if none is due.

    The version of the terms, the figures and the working are stored with it.
    """
    if not hire.fee_due or hire.terms is None:
        return None
    vat = vat_for(hire.employer, on=hire.start_on)
    fee_terms = fee_terms_of(hire.terms)
    quote = quote_for(Job.of(hire), fee_terms, vat)
    fee = Fee.objects.create(
        hire=hire,
        terms=hire.terms,
        terms_snapshot=fee_terms.as_json(),
        computed_net_pence=quote.net_pence,
        net_pence=quote.net_pence,
        vat_pence=quote.vat_pence,
        gross_pence=quote.gross_pence,
        working=quote.working,
        earned_on=hire.start_on,
        protected_until=protected_until(fee_terms.rebate, hire.start_on),
        brought_over=hire.brought_over,
    )
    draft_instalments(fee, quote.instalments, vat)
    history.record(
        Verb.RAISED, fee, by=by, on=on, after=FeeState.LIVE, net_pence=fee.net_pence, hire=hire.pk
    )
    return fee


def why_not_ask_override(fee: Fee) -> DomainError | None:
    """Return what `ask_override` refuses about a fee, None for one that may be set by hand."""
    return _why_fixed(fee) or approvals.why_not_ask(OVERRIDE, fee)


def why_not_ask_waiver(fee: Fee) -> DomainError | None:
    """Return what `ask_waiver` refuses about a fee, None for one that may be waived."""
    return _why_fixed(fee) or approvals.why_not_ask(WAIVER, fee)


def _why_fixed(fee: Fee) -> FeeNotLive | FeeInvoiced | RebateWaits | None:
    """Return why a fee cannot change; None while it is live and neither invoiced nor rebated."""
    if fee.state != FeeState.LIVE:
        return FeeNotLive(f"The fee of {fee.hire} was waived: {fee.waive_reason}")
    if invoice := fee.invoices.documents().order_by("pk").first():
        return FeeInvoiced(f"Invoice {invoice} for this fee has been issued. Credit it instead.")
    if Rebate.objects.filter(fee=fee, state=RebateState.PROPOSED).exists():
        return RebateWaits(f"A rebate is proposed on the fee of {fee.hire}. Settle it instead.")
    return None


def ask_override(fee_id: int, *, net_pence: int, reason: str, by: User, on: date) -> Approval:
    """Return the request to set a fee by hand, for a second person to approve.

    Raises FeeNotLive, FeeInvoiced once an instalment was issued, RebateWaits once a leaver's
    rebate is proposed, and BadValue for a bad amount or no reason.
    """
    if net_pence < 0:
        raise BadValue("net_pence", "A fee cannot be negative. To charge nothing, waive it.")
    fee = _changeable(fee_id)
    return approvals.ask(OVERRIDE, fee, by=by, on=on, reason=reason, net_pence=net_pence)


def ask_waiver(fee_id: int, *, reason: str, by: User, on: date) -> Approval:
    """Return the request to charge nothing for a hire, for a second person to approve.

    Raises FeeNotLive, FeeInvoiced once an instalment was issued, RebateWaits once a leaver's
    rebate is proposed, and BadValue without a reason.
    """
    return approvals.ask(WAIVER, _changeable(fee_id), by=by, on=on, reason=reason)


@approvals.on_approval(OVERRIDE)
@atomic
def _override(approval: Approval) -> None:
    fee = _changeable(approval.subject_id)
    before, fee.net_pence = fee.net_pence, approval.detail["net_pence"]
    fee.override_reason = approval.reason
    vat = vat_for(fee.hire.employer, on=fee.earned_on)
    plan = instalment_plan(
        fee_terms_of(fee.terms), net_pence=fee.net_pence, start_on=fee.earned_on, vat=vat
    )
    fee.vat_pence = sum(part.vat_pence for part in plan)
    fee.gross_pence = fee.net_pence + fee.vat_pence
    line = f"Set by hand from {pounds(before)} to {pounds(fee.net_pence)}: {approval.reason}"
    line += f" (asked by {approval.asked_by}, approved by {approval.decided_by})"
    fee.working = [*fee.working, line]
    fee.save()
    fee.invoices.filter(state=InvoiceState.DRAFT).delete()
    draft_instalments(fee, plan, vat)
    _record(Verb.OVERRIDDEN, fee, approval, was_net_pence=before)


@approvals.on_approval(WAIVER)
@atomic
def _waive(approval: Approval) -> None:
    fee = _changeable(approval.subject_id)
    fee.state, fee.waive_reason = FeeState.WAIVED, approval.reason
    fee.save()
    fee.invoices.filter(state=InvoiceState.DRAFT).delete()
    _record(Verb.WAIVED, fee, approval, was_net_pence=fee.net_pence)


def _record(verb: Verb, fee: Fee, approval: Approval, *, was_net_pence: int) -> None:
    assert approval.decided_on is not None
    history.record(
        verb,
        fee,
        by=approval.decided_by,
        on=approval.decided_on,
        after=fee.state,
        was_net_pence=was_net_pence,
        net_pence=fee.net_pence,
    )


@atomic
def _changeable(fee_id: int) -> Fee:
    """Return the fee, locked with its drafts; raise unless it is live and nothing was issued."""
    fee = (
        Fee.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hire__employer", "terms")
        .get(pk=fee_id)
    )
    # Locked: a draft that is issued at the same time is seen either as issued or as deleted.
    drafts = Invoice.objects.select_for_update(of=("self",), no_key=True).filter(fee=fee)
    list(drafts.order_by("pk").values_list("pk"))
    if refusal := _why_fixed(fee):
        raise refusal
    return fee
