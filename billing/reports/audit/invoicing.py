"""Invoices against their fee: parts missing or late, VAT, and the firm they went to."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from billing.choices import DOCUMENTS, INVOICES, InvoiceState, VatKind
from billing.domain.ledger.vat_rules import vat_of
from billing.models import Fee, Invoice, Seller, VatRate
from employers.choices import VatScope
from foundation.money import percent, pounds
from foundation.periods import format_date

from .findings import Row

# Finance issues in batches: a draft may wait for the next one.
PATIENCE: Final = timedelta(days=14)


def parts(on: date) -> Iterator[Row]:
    """Yield the fees whose invoices and drafts together ask for less, or more, than the fee."""
    standing = ~Q(invoices__state=InvoiceState.VOID)
    rows: Any = Fee.objects.live().annotate(
        billed=Coalesce(Sum("invoices__net_pence", filter=standing), 0)
        - Coalesce(F("rebate__taken_back_pence"), 0)
    )
    rows = rows.exclude(net_pence=F("billed"))
    for fee in rows.select_related("hire__graduate", "hire__employer").order_by("pk").iterator():
        missing = fee.net_pence - fee.billed
        more = "less" if missing > 0 else "more"
        yield Row(
            "instalment_missing" if missing > 0 else "invoiced_too_much",
            abs(missing),
            f"The invoices and drafts for {fee.hire} come to {pounds(fee.billed)}, "
            f"{pounds(abs(missing))} {more} than the fee of {pounds(fee.net_pence)}.",
            {"fee": fee.pk, "hire": fee.hire_id, "employer": fee.hire.employer_id},
        )


def drafts(on: date) -> Iterator[Row]:
    """Yield the drafts that should have been issued two weeks ago or earlier."""
    rows = Invoice.objects.filter(state=InvoiceState.DRAFT, bill_on__lt=on - PATIENCE)
    for draft in rows.select_related("employer", "fee__hire__graduate").order_by("pk").iterator():
        part = f", part {draft.instalment} of {draft.instalments}" if draft.instalments > 1 else ""
        yield Row(
            "draft_overdue",
            draft.net_pence,
            f"The draft of {pounds(draft.net_pence)} to {draft.employer} for "
            f"{draft.fee.hire.graduate}{part} was to be issued on {format_date(draft.bill_on)}.",
            _ids_of(draft),
        )


def debtors(on: date) -> Iterator[Row]:
    """Yield the invoices to another firm than the one that accepted the terms, or hires."""
    rows = Invoice.objects.exclude(state=InvoiceState.VOID).exclude(
        Q(employer=F("fee__hire__employer")) | Q(employer=F("fee__terms__employer"))
    )
    related = ("employer", "fee__terms__employer", "fee__hire__graduate")
    for invoice in rows.select_related(*related).order_by("pk").iterator():
        yield Row(
            "wrong_debtor",
            invoice.net_pence,
            f"{_name(invoice)} for {invoice.fee.hire.graduate} is made out to "
            f"{invoice.employer}, and {invoice.fee.terms.employer} accepted the terms.",
            _ids_of(invoice),
        )


def vat(on: date) -> Iterator[Row]:
    """Yield the issued invoices whose VAT is not that of the day of the start.

    One query for each time between changes of our own registration and of the rate.
    """
    for since, until, registered, rate in _times():
        rows = Invoice.objects.filter(
            state__in=DOCUMENTS, series=INVOICES, fee__earned_on__gte=since
        )
        if until:
            rows = rows.filter(fee__earned_on__lt=until)
        wrong = _wrong_while(rows, registered=registered, rate=rate)
        related = ("employer", "fee__hire__graduate")
        for invoice in wrong.select_related(*related).order_by("pk").iterator():
            yield _vat_row(invoice, rate if registered else Decimal(0))


def _wrong_while(rows: Any, *, registered: bool, rate: Decimal) -> Any:
    """Return the invoices with the wrong VAT while we were registered, or were not.

    Abroad is judged by what the paper says of the buyer: evidence may have come later.
    """
    if not registered:
        return rows.exclude(vat_kind=VatKind.NOT_REGISTERED)
    at_home = Q(employer__vat_treatment=VatScope.STANDARD)
    unproven = Q(employer__vat_number="", employer__business_evidence="", buyer__vat_number="")
    abroad = Q(employer__vat_treatment=VatScope.OUTSIDE_SCOPE) & ~Q(buyer__vat_number="")
    return rows.filter(
        Q(vat_kind=VatKind.NOT_REGISTERED)
        | Q(vat_kind=VatKind.STANDARD) & ~Q(vat_rate=rate)
        | Q(vat_kind=VatKind.REVERSE_CHARGE) & (at_home | unproven)
        | Q(vat_kind=VatKind.STANDARD) & abroad
    )


def _vat_row(invoice: Invoice, rate: Decimal) -> Row:
    abroad = invoice.employer.vat_treatment == VatScope.OUTSIDE_SCOPE
    proven = abroad and invoice.buyer.get("vat_number")
    right = 0 if proven else vat_of(invoice.net_pence, rate)
    less = right - invoice.vat_pence
    charged = invoice.get_vat_kind_display().lower()
    return Row(
        "vat_too_low" if less > 0 else "vat_too_high",
        abs(less),
        f"{_name(invoice)} to {invoice.employer} has VAT of {pounds(invoice.vat_pence)} "
        f"({charged}, {percent(invoice.vat_rate)}). By the day of the start, "
        f"{format_date(invoice.fee.earned_on)}, it is {pounds(right)}.",
        _ids_of(invoice),
    )


def _times() -> Iterator[tuple[date, date | None, bool, Decimal]]:
    """Yield the times in which neither our registration nor the rate of VAT changed."""
    sellers: list[Seller] = list(Seller.objects.order_by("effective_from"))
    rates: list[VatRate] = list(VatRate.objects.order_by("effective_from"))
    if not sellers or not rates:
        return
    first = max(sellers[0].effective_from, rates[0].effective_from)
    days = {*(row.effective_from for row in sellers), *(row.effective_from for row in rates)}
    starts = sorted({first, *(day for day in days if day > first)})
    for place, since in enumerate(starts):
        until = starts[place + 1] if place + 1 < len(starts) else None
        registered = [row for row in sellers if row.effective_from <= since][-1].vat_registered
        rate = [row for row in rates if row.effective_from <= since][-1].rate
        yield since, until, registered, rate


def _name(invoice: Invoice) -> str:
    return f"Invoice {invoice.number}" if invoice.number else f"The draft {invoice.pk}"


def _ids_of(invoice: Invoice) -> dict[str, int]:
    return {
        "invoice": invoice.pk,
        "fee": invoice.fee_id,
        "hire": invoice.fee.hire_id,
        "employer": invoice.employer_id,
    }
