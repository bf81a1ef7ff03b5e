"""Documents as they were sent: made once, kept with their SHA-256, and never made again.

Invoices, credit notes and late charges are put on paper as soon as they are committed: not within
the transaction that numbers them, which others wait for. What that misses, because a process died
in between, `store_documents` makes up for, and so does whoever first asks for the document: what
it says was frozen when it was issued, so that it comes out the same.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from billing.choices import INVOICES, DocumentKind, InvoiceState
from billing.models import CreditNote, Document, Invoice, LateCharge, Payment
from foundation.errors import DomainError

from .credit_note_letter import credit_note_letter
from .invoice_letter import invoice_letter
from .late_charge_letter import late_charge_letter
from .letter import Said, typeset
from .receipt_letter import receipt_letter

Papered = Invoice | CreditNote | Payment | LateCharge

# Which kind of document a thing has, by the name of the column that points at it.
KINDS: Final[dict[type[Papered], tuple[DocumentKind, str, Callable[[Any], Said]]]] = {
    Invoice: (DocumentKind.INVOICE, "invoice", invoice_letter),
    CreditNote: (DocumentKind.CREDIT_NOTE, "credit_note", credit_note_letter),
    Payment: (DocumentKind.RECEIPT, "payment", receipt_letter),
    LateCharge: (DocumentKind.LATE_CHARGE, "late_charge", late_charge_letter),
}


class NoDocument(DomainError):
    """There is none, and none to make."""

    code = "no_document"


def document_of(thing: Papered) -> Document:
    """Return the document of one of our papers; made if it is not there yet.

    Raises NoDocument for a draft, and for an invoice issued before this system.
    """
    kind, column, letter = KINDS[type(thing)]
    found = Document.objects.filter(**{column: thing}).first()
    if found:
        return found
    if isinstance(thing, Invoice):
        _refuse(thing)
    content = typeset(letter(thing))
    kept = {"sha256": hashlib.sha256(content).hexdigest(), "content": content}
    # Whoever else made it meanwhile made the same.
    document, _made = Document.objects.get_or_create(kind=kind, **{column: thing}, defaults=kept)
    return document


def _refuse(invoice: Invoice) -> None:
    if invoice.state == InvoiceState.DRAFT:
        raise NoDocument("A draft has no document yet: issue it first.")
    if invoice.series != INVOICES:
        raise NoDocument(
            f"Invoice {invoice} was issued before this system: its document is where it was then."
        )


def without_document() -> Iterator[Invoice | CreditNote | LateCharge]:
    """Yield the invoices, credit notes and late charges that nobody has put on paper yet."""
    issued = Invoice.objects.filter(series=INVOICES).exclude(state=InvoiceState.DRAFT)
    yield from issued.filter(document=None).order_by("pk").iterator(chunk_size=500)
    notes = CreditNote.objects.filter(document=None).select_related("invoice")
    yield from notes.order_by("pk").iterator(chunk_size=500)
    charges = LateCharge.objects.filter(document=None).select_related("invoice")
    yield from charges.order_by("pk").iterator(chunk_size=500)
