"""The identities of dates, and of VAT over time."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import F, Q

from billing.choices import INVOICES, InvoiceState
from billing.domain.ledger.vat_rules import tax_point
from billing.models import CreditNote, Invoice, Payment, Refund
from employers.models import Terms
from foundation.money import half_up
from placements.models import Introduction


def terms_of_the_day(on: date) -> list[str]:
    """Return the introductions sent under terms that were not in force on the day."""
    sent = Introduction.objects.filter(sent_on__lte=on).select_related("terms")
    late = Q(terms__accepted_on=None) | Q(terms__accepted_on__gt=F("sent_on"))
    outside = Q(terms__effective_from__gt=F("sent_on")) | Q(terms__effective_to__lt=F("sent_on"))
    other = ~Q(terms__employer=F("employer"))
    wrong = sent.filter(late | outside | other).values_list("pk", flat=True)
    unapproved = Terms.objects.filter(needs_approval=True, approved_on=None, introductions__in=sent)
    return [f"introduction {pk}" for pk in wrong] + [f"terms {terms.pk}" for terms in unapproved]


def tax_points(on: date) -> list[str]:
    """Return the invoices whose tax point is not what start and issue give, or due before issued.

    Source: VATA 1994, s. 6.
    """
    issued = Invoice.objects.filter(series=INVOICES).exclude(state=InvoiceState.DRAFT)
    rows: Any = issued.values_list("number", "fee__earned_on", "issued_on", "tax_point", "due_on")
    wrong = []
    for row in rows.iterator(chunk_size=2000):
        number, earned_on, issued_on, given, due_on = row
        right = tax_point(earned_on, invoiced_on=issued_on, paid_on=None)
        if given != right or due_on < issued_on:
            wrong.append(f"invoice {number}")
    return wrong


def days_of_money(on: date) -> list[str]:
    """Return the credit notes dated before the invoice they lower."""
    early = CreditNote.objects.filter(issued_on__lt=F("invoice__issued_on"))
    return [f"credit note {number}" for number in early.values_list("number", flat=True)]


def vat_of_credits(on: date) -> list[str]:
    """Return the invoices whose credits took back other VAT than their share, note by note."""
    notes = CreditNote.objects.select_related("invoice").order_by("invoice", "sequence")
    net: dict[int, int] = defaultdict(int)
    vat: dict[int, int] = defaultdict(int)
    wrong: dict[str, None] = {}
    for note in notes.iterator(chunk_size=500):
        invoice = note.invoice
        net[invoice.pk] += note.net_pence
        vat[invoice.pk] += note.vat_pence
        share = Fraction(invoice.vat_pence * net[invoice.pk], invoice.net_pence)
        if vat[invoice.pk] != half_up(share):
            wrong[f"invoice {invoice}"] = None
    return list(wrong)


def net_of_money(on: date) -> list[str]:
    """Return the invoices paid in full whose payments, less refunds, are not their net."""
    paid = Invoice.objects.filter(state=InvoiceState.PAID, credit_notes=None)
    shares: dict[int, int] = defaultdict(int)
    for key, pence in Payment.objects.filter(invoice__in=paid).values_list("invoice", "net_pence"):
        shares[key] += pence
    for key, pence in Refund.objects.filter(invoice__in=paid).values_list("invoice", "net_pence"):
        shares[key] -= pence
    return [
        f"invoice {number}"
        for key, number, net in paid.values_list("pk", "number", "net_pence")
        if shares[key] != net
    ]
