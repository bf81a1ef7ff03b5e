"""Finance's tasks with a deadline, each with the last day to do it."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import Final

from django.db.models import Q, QuerySet, Sum

from billing.choices import RebateState, VatKind
from billing.domain.fees import rebates
from billing.domain.ledger import refunds
from billing.domain.ledger.vat_rules import (
    THRESHOLDS,
    must_credit_by,
    must_issue_by,
    must_register,
    registration_days,
    threshold_on,
)
from billing.models import Fee, Invoice, Rebate, Seller
from employers.choices import VatScope
from foundation.models import Approval
from foundation.models.approval import ApprovalState
from foundation.money import pounds
from foundation.periods import Month, add_months, format_date

from . import chasing_tasks
from .task import Task

KINDS: Final = (
    "invoice_to_issue",
    "rebate_to_settle",
    "refund_to_approve",
    "seller_incomplete",
    "vat_registration",
    "vat_threshold_near",
    *chasing_tasks.KINDS,
)
# From this share of the threshold, turnover needs checking at every month end.
NEAR_PERCENT: Final = 90


def tasks(*, on: date) -> list[Task]:
    """Return the tasks on a day, the most urgent first; late tasks stay until they are done."""
    waiting = [*_to_issue(on), *_to_settle(on), *_to_approve(on), *_of_ourselves(on)]
    waiting += chasing_tasks.tasks(on=on)
    return sorted(waiting, key=attrgetter("due_by", "kind", "subject"))


def _to_issue(on: date) -> Iterator[Task]:
    """Yield the drafts that may be billed. Source: VAT Regulations 1995, reg. 13(5)."""
    drafts = Invoice.objects.to_issue(on=on).select_related("employer", "fee")
    for draft in drafts.order_by("pk"):
        what = f"Issue the invoice for {pounds(draft.gross_pence)} to {draft.employer}"
        if draft.instalments > 1:
            what += f", instalment {draft.instalment} of {draft.instalments}"
        start, limit = draft.fee.earned_on, must_issue_by(draft.fee.earned_on)
        due_by = max(limit, draft.bill_on)
        if draft.vat_kind == VatKind.NOT_REGISTERED:
            due_by = draft.bill_on
            why = f"its billing date is {format_date(draft.bill_on)}."
        elif draft.bill_on > limit:
            why = (
                f"its terms bill it on {format_date(draft.bill_on)}, but VAT on the whole fee "
                f"counts from the start on {format_date(start)}."
            )
        else:
            why = (
                f"the hire started on {format_date(start)}, and the 30-day limit is "
                f"{format_date(limit)}."
            )
        yield Task("invoice_to_issue", f"invoices/{draft.pk}/", due_by, f"{what}: {why}")


def _to_settle(on: date) -> Iterator[Task]:
    """Yield the rebates that are not settled and have no refund requested.

    The law's 14 days begin when a refund is paid, not when somebody leaves. Counting from the last
    day is safe, because no refund is paid before it.
    """
    requested = _open_requests(on).filter(kind=rebates.REFUND).values("subject_id")
    proposed = Rebate.objects.filter(state=RebateState.PROPOSED, fell_due_on__lte=on)
    proposed = proposed.exclude(pk__in=requested)
    for rebate in proposed.select_related("hire__employer", "hire__graduate").order_by("pk"):
        sentence = (
            f"Settle the rebate of {pounds(rebate.net_pence)} for {rebate.hire.employer}: "
            f"{rebate.hire.graduate} left on {format_date(rebate.fell_due_on)}. A refund needs a "
            "credit note within 14 days."
        )
        due_by = must_credit_by(rebate.fell_due_on)
        yield Task("rebate_to_settle", f"rebates/{rebate.pk}/", due_by, sentence)


def _to_approve(on: date) -> Iterator[Task]:
    """Yield the refund requests that wait for a second person.

    Approval issues the credit note. If the refund has been paid, its 14 days have begun.
    """
    for request in _open_requests(on).select_related("asked_by").order_by("pk"):
        paid = request.detail["refunded_on"]
        since = date.fromisoformat(paid) if paid else request.asked_on
        sentence = (
            f"Approve or refuse the refund of {pounds(request.detail['net_pence'])} net that "
            f"{request.asked_by} asked for on {format_date(request.asked_on)}. Its credit note "
            "is due within 14 days of the payment."
        )
        yield Task("refund_to_approve", f"approvals/{request.pk}/", must_credit_by(since), sentence)


def _open_requests(on: date) -> QuerySet[Approval]:
    kinds = (refunds.INVOICE, rebates.REFUND)
    return Approval.objects.filter(kind__in=kinds, state=ApprovalState.ASKED, asked_on__lte=on)


def _of_ourselves(on: date) -> Iterator[Task]:
    """Yield what our own VAT registration requires."""
    sellers = list(Seller.objects.filter(effective_from__lte=on).order_by("effective_from"))
    if not sellers:
        return
    if not sellers[-1].vat_registered:
        yield from _threshold(sellers, on)
        return
    missing = [name for name in ("address", "vat_number") if not getattr(sellers[-1], name)]
    if missing:
        words = " and ".join(missing).replace("vat_number", "VAT number")
        sentence = f"VAT invoices must show our {words}. Add the missing details to the seller."
        yield Task("seller_incomplete", "seller/", on, sentence)


def _threshold(sellers: list[Seller], on: date) -> Iterator[Task]:
    """Yield the registration due since the first month end above the threshold.

    Month ends before the thresholds we hold, or while we were registered, do not count.
    """
    if on < THRESHOLDS[-1][0]:
        return
    this = Month.of(on)
    for end in [this.plus(-back).last for back in range(12, -1, -1)]:
        held = [seller for seller in sellers if seller.effective_from <= end]
        if not THRESHOLDS[-1][0] <= end <= on or not held or held[-1].vat_registered:
            continue
        turnover = taxable_turnover(on=end)
        if must_register(turnover, on=end):
            yield _registration(turnover, end)
            return
    turnover, limit = taxable_turnover(on=on), threshold_on(on)
    if turnover * 100 >= limit * NEAR_PERCENT:
        sentence = (
            f"Watch the VAT threshold: placement fees for the 12 months to {format_date(on)} come "
            f"to {pounds(turnover)}, and the limit at each month end is {pounds(limit)}."
        )
        yield Task("vat_threshold_near", "seller/", this.last, sentence)


def _registration(turnover_pence: int, end: date) -> Task:
    notify_by, from_day = registration_days(end)
    sentence = (
        f"Register for VAT: placement fees for the 12 months to {format_date(end)} came to "
        f"{pounds(turnover_pence)}, above the limit of {pounds(threshold_on(end))}. Tell HMRC by "
        f"{format_date(notify_by)}. We are registered from {format_date(from_day)}."
    )
    return Task("vat_registration", "seller/", notify_by, sentence)


def taxable_turnover(*, on: date) -> int:
    """Return the fees of the 12 months to a day less their rebates, in pence; UK customers only.

    A fee counts on the day of the start. What a business customer abroad pays is outside the
    scope of UK VAT, and is not taxable turnover. Our other income is not known here.
    Source: VATA 1994, Sch. 1 para. 1.
    """
    month = Month.of(on)
    # Twelve whole months end with a month, also where one of them is a leap year's February.
    since = month.plus(-12).last if on == month.last else add_months(on, -12)
    abroad = Q(hire__employer__vat_treatment=VatScope.OUTSIDE_SCOPE) & (
        ~Q(hire__employer__vat_number="") | ~Q(hire__employer__business_evidence="")
    )
    fees = Fee.objects.live().filter(earned_on__gt=since, earned_on__lte=on).exclude(abroad)
    back = Rebate.objects.counting().filter(fell_due_on__gt=since, fell_due_on__lte=on)
    earned = fees.aggregate(n=Sum("net_pence"))["n"] or 0
    return earned - (back.exclude(abroad).aggregate(n=Sum("net_pence"))["n"] or 0)
