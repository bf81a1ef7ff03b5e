"""The pages of chasing."""

from django.urls import path

from .debtors import DebtorPage, DebtPage, debtors_list

urlpatterns = [
    path("debtors/", debtors_list, name="debtors"),
    path("debtors/<int:pk>/", DebtorPage.as_view(), name="debtor"),
    path("debtors/<int:pk>/<slug:name>/", DebtorPage.as_action(), name="debtor-action"),
    path("debtors/invoices/<int:pk>/", DebtPage.as_view(), name="debt"),
    path("debtors/invoices/<int:pk>/<slug:name>/", DebtPage.as_action(), name="debt-action"),
]
