"""Raising the fee of a hire, and changing it: with two people, and before it is invoiced."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.choices import FeeState, InvoiceState
from billing.models import Fee, Invoice, Seller, VatRate
from employers.domain.terms import fee_terms_of
from employers.models import Employer
from placements.models import Hire
from project.accounts.models import User
from project.foundation import approvals, history
from project.foundation.errors import BadValue, DomainError
from project.foundation.models import Approval
from project.foundation.money import pounds

from . import invoices
from .quotes import Quote, instalment_plan, quote
from .rebate_rules import protected_until
from .vat_rules import VatTreatment, vat_treatment

OVERRIDE, WAIVER = "fee_override", "fee_waiver"


class FeeInvoiced(DomainError):
    """An instalment was issued."""

    code = "fee_already_invoiced"


class FeeNotLive(DomainError):
    """The fee was waived."""

    code = "fee_not_live"


def vat_for(employer: Employer, *, on: date) -> VatTreatment:
    """Return how an employer is charged VAT on a day, from our own dated rows and its evidence."""
    return vat_treatment(
        registered=Seller.objects.on(on).vat_registered,
        outside_scope=employer.vat_treatment == "outside_scope",
        has_business_evidence=employer.has_business_evidence,
        rate=VatRate.objects.on(on).rate,
    )


def quote_for(hire: Hire, vat: VatTreatment) -> Quote:
    """Return what a hire with a fee due comes to under its own terms."""
    assert hire.terms is not None
    return quote(
        fee_terms_of(hire.terms),
        salary_pence=hire.salary_pence,
        fte=Decimal(hire.fte),
        contract=hire.contract,
        months=hire.months,
        start_on=hire.start_on,
        vat=vat,
    )


@transaction.atomic
def raise_for(hire: Hire, *, by: User, on: date) -> Fee | None:
    """Return the fee of a started hire, its instalments drafted as invoices; None if none is due.

    The version of the terms, the figures and the working are kept with it.
    """
    if not hire.fee_due or hire.terms is None:
        return None
    vat = vat_for(hire.employer, on=hire.start_on)
    told = quote_for(hire, vat)
    fee_terms = fee_terms_of(hire.terms)
    fee = Fee.objects.create(
        hire=hire,
        terms=hire.terms,
        terms_snapshot=fee_terms.as_json(),
        computed_net_pence=told.net_pence,
        net_pence=told.net_pence,
        vat_pence=told.vat_pence,
        gross_pence=told.gross_pence,
        working=told.working,
        earned_on=hire.start_on,
        protected_until=protected_until(fee_terms.rebate, hire.start_on),
        brought_over=hire.brought_over,
    )
    invoices.draft_instalments(fee, told.instalments, vat)
    history.record(
        "raised", fee, by=by, on=on, after=FeeState.LIVE, net_pence=fee.net_pence, hire=hire.pk
    )
    return fee


def ask_override(fee_id: int, *, net_pence: int, reason: str, by: User, on: date) -> Approval:
    """Return the request to set a fee by hand, for a second person to approve.

    Raises FeeNotLive, FeeInvoiced once an instalment was issued, and BadValue for a bad amount.
    """
    if net_pence < 0:
        raise BadValue("net_pence", "A fee is not negative; to charge nothing, waive it.")
    fee = _changeable(fee_id)
    return approvals.ask(OVERRIDE, fee, by=by, on=on, reason=reason, net_pence=net_pence)


def ask_waiver(fee_id: int, *, reason: str, by: User, on: date) -> Approval:
    """Return the request to charge nothing for a hire, for a second person to approve.

    Raises FeeNotLive, and FeeInvoiced once an instalment was issued.
    """
    return approvals.ask(WAIVER, _changeable(fee_id), by=by, on=on, reason=reason)


@approvals.deed_of(OVERRIDE)
@transaction.atomic
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
    invoices.draft_instalments(fee, plan, vat)
    _record("overridden", fee, approval, was_net_pence=before)


@approvals.deed_of(WAIVER)
@transaction.atomic
def _waive(approval: Approval) -> None:
    fee = _changeable(approval.subject_id)
    fee.state, fee.waive_reason = FeeState.WAIVED, approval.reason
    fee.save()
    fee.invoices.filter(state=InvoiceState.DRAFT).delete()
    _record("waived", fee, approval, was_net_pence=fee.net_pence)


def _record(verb: str, fee: Fee, approval: Approval, *, was_net_pence: int) -> None:
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


@transaction.atomic
def _changeable(fee_id: int) -> Fee:
    """Return the locked fee; raise unless it is live and nothing of it was issued."""
    fee = (
        Fee.objects.select_for_update(of=("self",))
        .select_related("hire__employer", "terms")
        .get(pk=fee_id)
    )
    if fee.state != FeeState.LIVE:
        raise FeeNotLive(f"The fee of {fee.hire} was waived: {fee.waive_reason}")
    issued = Invoice.objects.filter(fee=fee).documents().first()
    if issued:
        raise FeeInvoiced(f"Invoice {issued} of this fee was issued: credit it instead.")
    return fee
