"""The endpoints of the billing floor."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from billing.api import events  # noqa: F401  declares what may happen to its nouns
from billing.api.accounting_file import AccountingFileReport
from billing.api.finance_workbook import FinanceWorkbook
from billing.api.forecast import ForecastReport
from billing.api.reports import DebtorsReport, RevenueReport
from billing.api.tasks import TasksReport
from foundation.api.approvals import ApprovalViewSet
from foundation.api.events import EventViewSet
from foundation.api.outbox import OutboxViewSet
from foundation.api.webhooks import WebhookDeliveryViewSet, WebhookEndpointViewSet

from .bank.bank_lines import BankLineViewSet
from .bank.bank_statements import BankStatementViewSet
from .chasing.chasing import ReminderLadderOf, ReminderPreview, ReminderViewSet
from .chasing.late_charges import LateChargeViewSet
from .chasing.late_payment import LatePayment, ReferenceRateViewSet
from .fee_audit import FeeAuditReport
from .fees.fee_quotes import FeeQuotes
from .fees.fees import FeeViewSet
from .fees.rebates import RebateViewSet
from .ledger.credit_notes import CreditNoteViewSet
from .ledger.customer_credits import CustomerCreditViewSet
from .ledger.documents import CreditNotePdf, InvoicePdf, LateChargePdf, Receipt, StatementPdf
from .ledger.e_invoices import CreditNoteXml, InvoiceXml
from .ledger.invoices import InvoiceViewSet
from .ledger.payments import PaymentViewSet
from .ledger.seller import SellerViewSet
from .stripe.stripe import StripeParkedViewSet, StripeStanding

router = SimpleRouter()
router.register("fees", FeeViewSet)
router.register("invoices", InvoiceViewSet)
router.register("credit-notes", CreditNoteViewSet)
router.register("payments", PaymentViewSet)
router.register("rebates", RebateViewSet)
router.register("bank-statements", BankStatementViewSet)
router.register("bank-lines", BankLineViewSet)
router.register("kept-credits", CustomerCreditViewSet)
router.register("approvals", ApprovalViewSet)
router.register("stripe-parked", StripeParkedViewSet)
router.register("outbox", OutboxViewSet)
router.register("events", EventViewSet)
router.register("webhook-endpoints", WebhookEndpointViewSet)
router.register("webhook-deliveries", WebhookDeliveryViewSet)
router.register("seller", SellerViewSet)
router.register("reference-rates", ReferenceRateViewSet)
router.register("late-charges", LateChargeViewSet)
router.register("reminders", ReminderViewSet)

urlpatterns = [
    path("reports/revenue/", RevenueReport.as_view(), name="report-revenue"),
    path("reports/debtors/", DebtorsReport.as_view(), name="report-debtors"),
    path("reports/forecast/", ForecastReport.as_view(), name="report-forecast"),
    path("reports/fee-audit/", FeeAuditReport.as_view(), name="report-fee-audit"),
    path("reports/accounting-file/", AccountingFileReport.as_view(), name="accounting-file"),
    path("reports/finance-workbook/", FinanceWorkbook.as_view(), name="report-workbook"),
    path("reports/tasks/", TasksReport.as_view(), name="report-tasks"),
    path("invoices/<str:pk>/pdf/", InvoicePdf.as_view(), name="invoice-pdf"),
    path("invoices/<str:pk>/e-invoice/", InvoiceXml.as_view(), name="invoice-xml"),
    path("invoices/<str:pk>/reminder-preview/", ReminderPreview.as_view(), name="reminder-preview"),
    path("invoices/<str:pk>/late-payment/", LatePayment.as_view(), name="late-payment"),
    path("credit-notes/<str:pk>/pdf/", CreditNotePdf.as_view(), name="credit-note-pdf"),
    path("credit-notes/<str:pk>/e-invoice/", CreditNoteXml.as_view(), name="credit-note-xml"),
    path("late-charges/<str:pk>/pdf/", LateChargePdf.as_view(), name="late-charge-pdf"),
    path("payments/<str:pk>/receipt/", Receipt.as_view(), name="payment-receipt"),
    path("employers/<str:pk>/statement/", StatementPdf.as_view(), name="employer-statement"),
    path("employers/<str:pk>/reminder-ladder/", ReminderLadderOf.as_view(), name="reminder-ladder"),
    path("stripe/", StripeStanding.as_view(), name="stripe"),
    path("fee-quotes/", FeeQuotes.as_view(), name="fee-quotes"),
    *router.urls,
]
