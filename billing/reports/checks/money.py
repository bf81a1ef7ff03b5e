"""The identities between sums of money: fees, invoices, payments, credits and the bank."""

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.choices import InvoiceState, RebateState
from billing.models import CreditNote, Fee, Invoice, Payment, Rebate, Refund, WriteOff
from billing.models.ledger.invoice import OUTSTANDING, PAYABLE
from billing.reports.debtors import owing
from billing.reports.pending import pending_fees
from billing.reports.revenue import revenue
from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.fee_terms import FeeTerms
from foundation.models import Approval
from foundation.periods import Month

FIRST = date(1970, 1, 1)


def total_of(model: type, column: str, **where: object) -> Coalesce:
    """Return the sum of a column over an invoice's rows, as SQL; nothing is 0."""
    rows = model.objects.filter(invoice=OuterRef("pk"), **where)  # type: ignore[attr-defined]
    total = rows.order_by().values("invoice").annotate(n=Sum(column)).values("n")
    return Coalesce(Subquery(total), Value(0))


def names_of(invoices: object) -> list[str]:
    """Return the invoices by number, or by id while they are drafts."""
    rows = invoices.values_list("pk", "number")  # type: ignore[attr-defined]
    return [f"invoice {number or pk}" for pk, number in rows]


def recomputed(on: date) -> list[str]:
    """Return the fees that their own terms do not give, and overrides nobody approved."""
    wrong = []
    approved = set(
        Approval.objects.filter(kind="fee_override", state="approved").values_list(
            "subject_id", flat=True
        )
    )
    for fee in Fee.objects.select_related("hire").iterator(chunk_size=500):
        hire = fee.hire
        computed = compute_fee(
            FeeTerms.stored(fee.terms_snapshot),
            salary_pence=hire.salary_pence,
            fte=hire.fte,
            contract=hire.contract,
            months=hire.months,
        )
        if fee.computed_net_pence != computed.net_pence:
            wrong.append(f"fee {fee.pk}")
        elif fee.net_pence != fee.computed_net_pence and fee.pk not in approved:
            wrong.append(f"fee {fee.pk} (overridden by one person)")
    return wrong


def invoiced_and_to_come(on: date) -> list[str]:
    """Return the live fees whose invoices and drafts together are not the fee."""
    standing = ~Q(invoices__state=InvoiceState.VOID)
    summed = Fee.objects.live().annotate(
        billed=Coalesce(Sum("invoices__net_pence", filter=standing), 0)
        - Coalesce(F("rebate__taken_back_pence"), 0)
    )
    return [
        f"fee {pk}" for pk in summed.exclude(net_pence=F("billed")).values_list("pk", flat=True)
    ]


def balances(on: date) -> list[str]:
    """Return the invoices whose paid and credited sums differ from their payments and credits."""
    # Summed from the rows themselves, and not by the invoice's own columns: those are checked.
    summed = Invoice.objects.annotate(
        paid=total_of(Payment, "amount_pence")
        - total_of(Refund, "amount_pence")
        - total_of(CreditNote, "kept_pence"),
        credited=total_of(CreditNote, "gross_pence"),
        gone=total_of(WriteOff, "amount_pence"),
    )
    same = summed.exclude(
        paid_pence=F("paid"), credited_pence=F("credited"), written_off_pence=F("gone")
    )
    return names_of(same)


def within_total(on: date) -> list[str]:
    """Return the invoices with more paid, credited or written off than their total."""
    summed = Invoice.objects.annotate(
        credited_net=total_of(CreditNote, "net_pence"),
        credited_vat=total_of(CreditNote, "vat_pence"),
        outstanding=OUTSTANDING,
    )
    over = summed.filter(
        Q(outstanding__lt=0)
        | Q(net_pence__lt=F("credited_net"))
        | Q(vat_pence__lt=F("credited_vat"))
    )
    return names_of(over)


def refunds(on: date) -> list[str]:
    """Return credit notes not refunded as they say, and invoices refunded above their payments."""
    summed = CreditNote.objects.annotate(
        refunded=Coalesce(Sum("refunds__amount_pence"), 0)
    ).exclude(refund_pence=F("refunded"))
    notes = [f"credit note {number}" for number in summed.values_list("number", flat=True)]
    over = Invoice.objects.annotate(
        came=total_of(Payment, "amount_pence"), went=total_of(Refund, "amount_pence")
    ).filter(went__gt=F("came"))
    return notes + names_of(over)


def states(on: date) -> list[str]:
    """Return the invoices marked paid that are not, or paid and not marked so."""
    wrong = (
        Invoice.objects.documents()
        .annotate(payable=PAYABLE)
        .filter(
            Q(state=InvoiceState.PAID) & ~Q(payable=0) | Q(state=InvoiceState.ISSUED, payable=0)
        )
    )
    return names_of(wrong)


def booked_and_earned(on: date) -> list[str]:
    """Return the sums if booked less earned is not what has not started plus the rebates."""
    total = revenue(Month.of(FIRST), Month.of(on), by="programme", on=on).total
    # What has not started comes from the hires, because the fees' own days are being checked.
    ahead = Fee.objects.live().filter(hire__agreed_on__lte=on, hire__start_on__gt=on)
    waiting = (ahead.aggregate(n=Sum("net_pence"))["n"] or 0) + sum(
        net for _hire, net in pending_fees(FIRST, on, on=on)
    )
    # A hire agreed after it started (logged late) is earned on a day it was not booked yet.
    late = Fee.objects.live().filter(hire__agreed_on__gt=on, hire__start_on__lte=on)
    waiting -= late.aggregate(n=Sum("net_pence"))["n"] or 0
    if total.booked_pence - total.earned_pence == waiting + total.rebates_pence:
        return []
    sums = f"booked {total.booked_pence} - earned {total.earned_pence} pence"
    return [f"{sums}, not started {waiting} + rebates {total.rebates_pence}"]


def debtors_and_bank(on: date) -> list[str]:
    """Return the sums if debtors less kept credit plus the bank is not invoiced plus VAT."""

    def total(rows: object, column: str) -> int:
        return rows.aggregate(n=Sum(column))["n"] or 0  # type: ignore[attr-defined]

    notes = CreditNote.objects.filter(issued_on__lte=on)
    documents = Invoice.objects.documents().filter(issued_on__lte=on)
    bank = total(Payment.objects.filter(received_on__lte=on), "amount_pence") - total(
        Refund.objects.filter(refunded_on__lte=on), "amount_pence"
    )
    owed = total(owing(on=on), "owed_pence")
    # What came before its invoice was dated is in the bank, and nowhere else yet.
    ahead = {"invoice__issued_on__gt": on}
    bank -= total(Payment.objects.filter(received_on__lte=on, **ahead), "amount_pence")
    bank += total(Refund.objects.filter(refunded_on__lte=on, **ahead), "amount_pence")
    gone = total(WriteOff.objects.filter(written_off_on__lte=on), "amount_pence")
    # Credit kept counts as long as it was ever kept: applied it is among the payments as well, and
    # paid back it left the bank, so that both sides are the same with it and without.
    left = owed + gone - total(notes, "kept_pence") + bank
    right = total(documents, "gross_pence") - total(notes, "gross_pence")
    if left == right:
        return []
    return [f"debtors less credit kept {owed} + bank {bank} pence, invoiced with VAT {right}"]


def rebates_credited(on: date) -> list[str]:
    """Return the settled rebates whose credit notes do not add up to them."""
    summed = Rebate.objects.filter(state=RebateState.CONFIRMED).annotate(
        credited=Coalesce(Sum("credit_notes__net_pence"), 0) - F("taken_back_pence")
    )
    wrong = summed.exclude(net_pence=F("credited"))
    return [f"rebate {pk}" for pk in wrong.values_list("pk", flat=True)]
