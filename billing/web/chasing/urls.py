"""The pages of chasing."""

from django.urls import path

from . import debtors

urlpatterns = [
    path("debtors/", debtors.debtors_list, name="debtors"),
    path("debtors/<int:pk>/", debtors.debtor, name="debtor"),
    path("debtors/<int:pk>/<slug:name>/", debtors.debtor_deed, name="debtor-deed"),
    path("debtors/invoices/<int:pk>/", debtors.debt, name="debt"),
    path("debtors/invoices/<int:pk>/<slug:name>/", debtors.debt_deed, name="debt-deed"),
]
