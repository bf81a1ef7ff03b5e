"""Invoices and credit notes as structured e-invoices (UBL)."""

from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from billing.exchange.ubl import credit_note_xml, invoice_xml
from billing.models import CreditNote, Invoice
from foundation.api.files import FileOrWhy, file_answer
from foundation.api.schema import Refusal

from .documents import Pdf

XML: Final = "application/xml"
XML_ANSWER: Final = {(200, XML): OpenApiTypes.STR, 409: Refusal}


class XmlOrWhy(FileOrWhy):
    """An XML file."""

    media_type = XML


class Structured(Pdf):
    """A document that programs read; made anew, and the same each time."""

    content_negotiation_class = XmlOrWhy  # type: ignore[assignment]

    def xml_of(self, thing: Any) -> bytes:
        """Return the UBL of what the path names."""
        return credit_note_xml(thing) if isinstance(thing, CreditNote) else invoice_xml(thing)

    def get(self, request: Request, pk: str) -> HttpResponse:
        thing = self.thing(pk)
        return file_answer(self.xml_of(thing), f"{thing}.xml", XML)


@extend_schema_view(get=extend_schema(operation_id="invoices_e_invoice", responses=XML_ANSWER))
class InvoiceXml(Structured):
    """The invoice as UBL. There is none for a draft, and for one issued before this system."""

    queryset = Invoice.objects.all()


@extend_schema_view(get=extend_schema(operation_id="credit_notes_e_invoice", responses=XML_ANSWER))
class CreditNoteXml(Structured):
    """The credit note as UBL."""

    queryset = CreditNote.objects.select_related("invoice")
