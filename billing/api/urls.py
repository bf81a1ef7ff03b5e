"""The endpoints of the billing floor."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from billing.api.approvals import ApprovalViewSet
from billing.api.credit_notes import CreditNoteViewSet
from billing.api.fee_quotes import FeeQuotes
from billing.api.fees import FeeViewSet
from billing.api.invoices import InvoiceViewSet
from billing.api.payments import PaymentViewSet
from billing.api.rebates import RebateViewSet
from billing.api.reports import DebtorsReport, RevenueReport

router = SimpleRouter()
router.register("fees", FeeViewSet)
router.register("invoices", InvoiceViewSet)
router.register("credit-notes", CreditNoteViewSet)
router.register("payments", PaymentViewSet)
router.register("rebates", RebateViewSet)
router.register("approvals", ApprovalViewSet)

urlpatterns = [
    path("reports/revenue/", RevenueReport.as_view(), name="report-revenue"),
    path("reports/debtors/", DebtorsReport.as_view(), name="report-debtors"),
    path("fee-quotes/", FeeQuotes.as_view(), name="fee-quotes"),
    *router.urls,
]
