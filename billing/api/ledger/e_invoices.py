"""Invoices and credit notes as structured e-invoices (UBL)."""

from typing import Final

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from billing.exchange.ubl import credit_note_xml, invoice_xml
from billing.models import CreditNote, Invoice
from foundation.api.permissions import IsSignedIn
from foundation.api.schema import Refusal
from foundation.api.views import FileView, file_answer

XML: Final = "application/xml"
XML_ANSWER: Final = {(200, XML): OpenApiTypes.STR, 409: Refusal}


class StructuredDocument(FileView):
    """A document for programs; made on each request, with the same content each time."""

    permission_classes = [IsSignedIn]
    media_type = XML

    def get(self, request: Request, pk: str) -> HttpResponse:
        row = self.get_object()
        xml = credit_note_xml(row) if isinstance(row, CreditNote) else invoice_xml(row)
        return file_answer(xml, f"{row}.xml", XML)


@extend_schema_view(get=extend_schema(operation_id="invoices_e_invoice", responses=XML_ANSWER))
class InvoiceXml(StructuredDocument):
    """The invoice as UBL. Drafts, and invoices issued before this system, have none."""

    queryset = Invoice.objects.all()


@extend_schema_view(get=extend_schema(operation_id="credit_notes_e_invoice", responses=XML_ANSWER))
class CreditNoteXml(StructuredDocument):
    """The credit note as UBL."""

    queryset = CreditNote.objects.select_related("invoice")
