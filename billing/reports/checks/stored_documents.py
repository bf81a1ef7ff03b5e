"""The identities of stored documents: each is there and unaltered."""

import hashlib
from datetime import date

from billing.choices import INVOICES, DocumentKind, InvoiceState
from billing.models import CreditNote, Document, Invoice, LateCharge


def present(on: date) -> list[str]:
    """Return issued documents that are not stored, and imported ones that are.

    `manage.py store_documents` makes the missing ones.
    """
    numbered = Invoice.objects.exclude(state=InvoiceState.DRAFT).filter(issued_on__lte=on)
    wrong = numbered.filter(series=INVOICES, document=None) | numbered.exclude(
        series=INVOICES
    ).exclude(document=None)
    notes = CreditNote.objects.filter(issued_on__lte=on, document=None)
    charges = LateCharge.objects.filter(charged_on__lte=on, document=None)
    return [
        *(f"invoice {number}" for number in wrong.values_list("number", flat=True)),
        *(f"credit note {number}" for number in notes.values_list("number", flat=True)),
        *(f"late charge {pk}" for pk in charges.values_list("pk", flat=True)),
    ]


def unaltered(on: date) -> list[str]:
    """Return the documents whose bytes are not those that were stored."""
    rows = Document.objects.values_list("pk", "kind", "sha256", "content")
    return [
        f"{DocumentKind(kind).label.lower()}, document {pk}"
        for pk, kind, sha256, content in rows.iterator(chunk_size=100)
        if hashlib.sha256(content).hexdigest() != sha256
    ]
