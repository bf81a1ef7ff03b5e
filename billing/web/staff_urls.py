"""The office's pages of people that show money, as slots of lower floors."""

from django.urls import path

from . import slots
from .fees import terms_preview

urlpatterns = [
    path("hires/<int:pk>/money/", slots.hire_money, name="hire-money"),
    path("hires/<int:pk>/rebate-preview/", slots.rebate_preview, name="rebate-preview"),
    path("employers/<int:pk>/invoices/", slots.employer_invoices, name="employer-invoices"),
    path("employers/<int:pk>/statement/", slots.employer_statement, name="employer-statement"),
    path("employers/<int:pk>/terms/preview/", terms_preview.terms_preview, name="terms-preview"),
]
