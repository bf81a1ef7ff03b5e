"""Documents as they were sent: made once, stored with their SHA-256, and never made again.

Invoices, credit notes and late charges become PDFs as soon as they are committed, outside the
transaction that numbers them, so that nobody waits for the typesetting. If a process dies in
between, `store_documents` makes the missing ones, and so does the first request for one. The
content was frozen when it was issued, so the PDF is the same whenever it is made.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from billing.choices import INVOICES, DocumentKind, InvoiceState
from billing.models import CreditNote, Document, Invoice, LateCharge, Payment
from foundation.errors import DomainError

from .credit_note import credit_note_content
from .invoice import invoice_content
from .late_charge import late_charge_content
from .layout import Content, typeset
from .receipt import receipt_content

Documented = Invoice | CreditNote | Payment | LateCharge

# The kind of document of each model, the column that points at it, and what makes its content.
KINDS: Final[dict[type[Documented], tuple[DocumentKind, str, Callable[[Any], Content]]]] = {
    Invoice: (DocumentKind.INVOICE, "invoice", invoice_content),
    CreditNote: (DocumentKind.CREDIT_NOTE, "credit_note", credit_note_content),
    Payment: (DocumentKind.RECEIPT, "payment", receipt_content),
    LateCharge: (DocumentKind.LATE_CHARGE, "late_charge", late_charge_content),
}


class NoDocument(DomainError):
    """The document does not exist and cannot be made."""

    code = "no_document"


def document_of(subject: Documented) -> Document:
    """Return the document of an invoice, credit note, payment or late charge; made if missing.

    Raises NoDocument for a draft, and for an invoice issued before this system.
    """
    kind, column, content_of = KINDS[type(subject)]
    stored = Document.objects.filter(**{column: subject}).first()
    if stored:
        return stored
    if isinstance(subject, Invoice):
        _refuse_without_document(subject)
    pdf = typeset(content_of(subject))
    file = {"sha256": hashlib.sha256(pdf).hexdigest(), "content": pdf}
    # Two requests at once make the same bytes.
    document, _new = Document.objects.get_or_create(kind=kind, **{column: subject}, defaults=file)
    return document


def _refuse_without_document(invoice: Invoice) -> None:
    if invoice.state == InvoiceState.DRAFT:
        raise NoDocument("A draft has no document yet. Issue it first.")
    if invoice.series != INVOICES:
        raise NoDocument(
            f"Invoice {invoice} was issued before this system, so we have no PDF of it here."
        )


def without_document() -> Iterator[Invoice | CreditNote | LateCharge]:
    """Yield the invoices, credit notes and late charges whose PDF has not been made yet."""
    issued = Invoice.objects.filter(series=INVOICES).exclude(state=InvoiceState.DRAFT)
    yield from issued.filter(document=None).order_by("pk").iterator(chunk_size=500)
    notes = CreditNote.objects.filter(document=None).select_related("invoice")
    yield from notes.order_by("pk").iterator(chunk_size=500)
    charges = LateCharge.objects.filter(document=None).select_related("invoice")
    yield from charges.order_by("pk").iterator(chunk_size=500)
