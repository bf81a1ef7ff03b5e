"""The portal's pages about money: terms, invoices, the account."""

from django.urls import path

from .ledger import portal_invoices as invoices
from .ledger import portal_terms as terms

urlpatterns = [
    path("portal/terms/", terms.portal_terms, name="portal-terms"),
    path(
        "portal/terms/<int:terms_id>/accept/",
        terms.portal_terms_accept,
        name="portal-terms-accept",
    ),
    path("portal/terms/<int:terms_id>/text/", terms.portal_terms_text, name="portal-terms-text"),
    path("portal/invoices/", invoices.portal_invoices, name="portal-invoices"),
    path("portal/invoices/<int:invoice_id>/", invoices.portal_invoice, name="portal-invoice"),
    path("portal/papers/<slug:kind>/<int:pk>/", invoices.portal_document, name="portal-paper"),
    path("portal/account/", invoices.portal_account, name="portal-account"),
    path("portal/account/pdf/", invoices.portal_statement, name="portal-statement"),
]
