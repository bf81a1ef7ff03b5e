"""Documents as PDF: invoices, credit notes and receipts as they were sent, and statements."""

from typing import Any, ClassVar, cast

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from billing.exchange.documents.documents import document_of
from billing.exchange.documents.letter import typeset
from billing.exchange.documents.statement_letter import statement_letter
from billing.models import CreditNote, Invoice, LateCharge, Payment
from billing.reports.statements import statement
from employers.models import Employer
from foundation.accounts.models import User
from foundation.api.files import PDF_ANSWER, PdfOrWhy, pdf_answer
from foundation.api.parameters import ON_A_DAY, day_asked
from foundation.api.permissions import SignedIn
from foundation.api.relations import id_in_path
from foundation.api.viewsets import OneAnswer


class Pdf(OneAnswer, GenericAPIView[Any]):
    """A PDF of one thing that the person may see."""

    permission_classes = [SignedIn]
    content_negotiation_class = PdfOrWhy
    pagination_class = None
    filter_backends = []
    serializer_class = None
    parameters: ClassVar[set[str]] = set()

    def known_parameters(self) -> set[str]:
        return self.parameters

    def thing(self, pk: str) -> Any:
        """Return what the path names. Raises NotFound, also for what is not theirs to see."""
        rows: Any = self.get_queryset()
        found = rows.visible_to(cast(User, self.request.user)).filter(pk=id_in_path(pk)).first()
        if found is None:
            raise NotFound
        return found


class Stored(Pdf):
    """A document that was stored when it was issued."""

    def get(self, request: Request, pk: str) -> HttpResponse:
        thing = self.thing(pk)
        return pdf_answer(bytes(document_of(thing).content), self.file_name(thing))

    def file_name(self, thing: Any) -> str:
        return f"{thing}.pdf"


@extend_schema_view(get=extend_schema(operation_id="invoices_pdf", responses=PDF_ANSWER))
class InvoicePdf(Stored):
    """The invoice as it was sent.

    409 for a draft, and for an invoice issued before this system.
    """

    queryset = Invoice.objects.all()


@extend_schema_view(get=extend_schema(operation_id="credit_notes_pdf", responses=PDF_ANSWER))
class CreditNotePdf(Stored):
    """The credit note as it was sent."""

    queryset = CreditNote.objects.select_related("invoice")


@extend_schema_view(get=extend_schema(operation_id="payments_receipt", responses=PDF_ANSWER))
class Receipt(Stored):
    """The receipt of a payment: made when it is first asked for, and the same ever after."""

    queryset = Payment.objects.select_related("invoice")

    def file_name(self, thing: Payment) -> str:
        return f"receipt-{thing.pk}.pdf"


@extend_schema_view(get=extend_schema(operation_id="late_charges_pdf", responses=PDF_ANSWER))
class LateChargePdf(Stored):
    """The late payment charge as it was sent."""

    queryset = LateCharge.objects.select_related("invoice")

    def file_name(self, thing: LateCharge) -> str:
        return f"{thing.invoice.number}-L.pdf"


class StatementPdf(Pdf):
    """An employer's account at the end of a day: what is open, and the twelve months to it."""

    queryset = Employer.objects.all()
    parameters = {"on"}

    @extend_schema(operation_id="employers_statement", parameters=[ON_A_DAY], responses=PDF_ANSWER)
    def get(self, request: Request, pk: str) -> HttpResponse:
        on, employer = day_asked(request), self.thing(pk)
        content = typeset(statement_letter(statement(employer, on=on)))
        return pdf_answer(content, f"statement-{employer.reference}-{on}.pdf")
