"""The identities within documents: lines, VAT, numbers, and the history behind them."""

from datetime import date
from itertools import pairwise

from django.db.models import BigIntegerField, F, Model, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from billing.choices import CREDIT_NOTES, INVOICES, InvoiceState
from billing.domain.ledger.vat_rules import vat_of
from billing.models import (
    CreditNote,
    CreditUse,
    CustomerCredit,
    Fee,
    Invoice,
    InvoiceLine,
    LateCharge,
    LateChargePayment,
    LateChargeWaiver,
    Payment,
    Rebate,
    Refund,
    WriteOff,
)
from foundation.choices import Verb
from foundation.models import HistoryEntry, NumberSeries


def lines(on: date) -> list[str]:
    """Return the invoices that are not the sum of their lines, or whose total does not add up."""
    summed = Invoice.objects.annotate(
        line_net=Coalesce(Sum("lines__net_pence"), 0), line_vat=Coalesce(Sum("lines__vat_pence"), 0)
    )
    wrong = summed.exclude(
        net_pence=F("line_net"),
        vat_pence=F("line_vat"),
        gross_pence=F("net_pence") + F("vat_pence"),
    )
    return [f"invoice {number or pk}" for pk, number in wrong.values_list("pk", "number")]


def vat_of_lines(on: date) -> list[str]:
    """Return the invoices with a line whose VAT is not its net times its rate."""
    wrong = []
    rows = InvoiceLine.objects.values_list("invoice", "net_pence", "vat_rate", "vat_pence")
    for invoice, net, rate, vat in rows.iterator(chunk_size=2000):
        if vat_of(net, rate) != vat:
            wrong.append(f"invoice {invoice}")
    return wrong


def numbers(on: date) -> list[str]:
    """Return where a series has a gap, runs back in time, or differs from its counter."""
    issued = Invoice.objects.filter(series=INVOICES).exclude(state=InvoiceState.DRAFT)
    return _series(INVOICES, issued) + _series(CREDIT_NOTES, CreditNote.objects.all())


def _series(code: str, documents: QuerySet[Invoice] | QuerySet[CreditNote]) -> list[str]:
    faults = []
    rows = [(0, date.min), *documents.order_by("sequence").values_list("sequence", "issued_on")]
    for (before, earlier), (sequence, issued_on) in pairwise(rows):
        if sequence != before + 1:
            faults.append(f"{code}-{before + 1:04d} is missing")
        if issued_on < earlier:
            faults.append(f"{code}-{sequence:04d} is dated before {code}-{before:04d}")
    counter = NumberSeries.objects.get(code=code).last_number
    if counter != rows[-1][0]:
        faults.append(f"{code} counts {counter}, and its last document is {rows[-1][0]}")
    return faults


# The verbs in the history that record each kind of row.
RECORDED_AS: list[tuple[type[Model], Q, list[str]]] = [
    (Fee, Q(), ["raised"]),
    (Invoice, ~Q(state=InvoiceState.DRAFT), [Verb.ISSUED, Verb.BROUGHT_OVER]),
    (CreditNote, Q(), [Verb.ISSUED]),
    (Payment, Q(), [Verb.RECORDED]),
    (Refund, Q(), [Verb.REFUNDED]),
    (WriteOff, Q(), [Verb.WRITTEN_OFF]),
    (CustomerCredit, Q(), [Verb.KEPT]),
    (CreditUse, Q(), [Verb.APPLIED, Verb.REFUNDED]),
    (LateCharge, Q(), [Verb.CHARGED]),
    (LateChargePayment, Q(), [Verb.RECORDED]),
    (LateChargeWaiver, Q(), [Verb.WAIVED]),
    (Rebate, Q(), [Verb.PROPOSED]),
    (Rebate, Q(state__in=["confirmed", "replaced"]), [Verb.CONFIRMED]),
]


def history(on: date) -> list[str]:
    """Return the rows of money without an entry in the history."""
    unrecorded = []
    for model, which, verbs in RECORDED_AS:
        recorded = HistoryEntry.objects.filter(
            subject_type=model._meta.label_lower, verb__in=verbs
        ).annotate(subject=Cast("subject_id", BigIntegerField()))
        silent = model._default_manager.filter(which).exclude(pk__in=recorded.values("subject"))
        unrecorded += [
            f"{model._meta.verbose_name} {pk}" for pk in silent.values_list("pk", flat=True)
        ]
    return unrecorded
