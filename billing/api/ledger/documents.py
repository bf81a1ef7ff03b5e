"""Documents as PDF: invoices, credit notes and receipts as sent, and statements."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from billing.exchange.documents.archive import document_of
from billing.exchange.documents.layout import typeset
from billing.exchange.documents.statement import statement_content
from billing.models import CreditNote, Invoice, LateCharge, Payment
from billing.reports.statements import statement
from employers.models import Employer
from foundation.api.permissions import IsSignedIn
from foundation.api.views import (
    ON_A_DAY,
    PDF_RESPONSES,
    FileView,
    pdf_answer,
    read_day,
)


class StoredDocument(FileView):
    """A document that was stored when it was issued."""

    permission_classes = [IsSignedIn]

    def get(self, request: Request, pk: str) -> HttpResponse:
        row = self.get_object()
        return pdf_answer(bytes(document_of(row).content), self.file_name(row))

    def file_name(self, row: Any) -> str:
        return f"{row}.pdf"


@extend_schema_view(get=extend_schema(operation_id="invoices_pdf", responses=PDF_RESPONSES))
class InvoicePdf(StoredDocument):
    """The invoice as it was sent.

    409 for a draft, and for an invoice issued before this system.
    """

    queryset = Invoice.objects.all()


@extend_schema_view(get=extend_schema(operation_id="credit_notes_pdf", responses=PDF_RESPONSES))
class CreditNotePdf(StoredDocument):
    """The credit note as it was sent."""

    queryset = CreditNote.objects.select_related("invoice")


@extend_schema_view(get=extend_schema(operation_id="payments_receipt", responses=PDF_RESPONSES))
class Receipt(StoredDocument):
    """The receipt for a payment. It is made on the first request and never changes."""

    queryset = Payment.objects.select_related("invoice")

    def file_name(self, row: Payment) -> str:
        return f"receipt-{row.pk}.pdf"


@extend_schema_view(get=extend_schema(operation_id="late_charges_pdf", responses=PDF_RESPONSES))
class LateChargePdf(StoredDocument):
    """The late payment charge as it was sent."""

    queryset = LateCharge.objects.select_related("invoice")

    def file_name(self, row: LateCharge) -> str:
        return f"{row.invoice.number}-L.pdf"


class StatementPdf(FileView):
    """An employer's account at the end of a day: open invoices, and the 12 months before."""

    permission_classes = [IsSignedIn]
    queryset = Employer.objects.all()
    parameters = {"on"}

    @extend_schema(
        operation_id="employers_statement", parameters=[ON_A_DAY], responses=PDF_RESPONSES
    )
    def get(self, request: Request, pk: str) -> HttpResponse:
        on, employer = read_day(request), self.get_object()
        content = typeset(statement_content(statement(employer, on=on)))
        return pdf_answer(content, f"statement-{employer.reference}-{on}.pdf")
