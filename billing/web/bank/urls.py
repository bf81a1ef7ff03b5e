"""The pages of the bank."""

from django.urls import path

from . import credit, lines, splits, statements

urlpatterns = [
    path("bank/", lines.bank, name="bank"),
    path("bank/accept-sure/", lines.accept_sure, name="bank-accept-sure"),
    path("bank/set-aside/", lines.set_aside, name="bank-set-aside"),
    path("bank/lines/<int:pk>/", splits.split, name="bank-split"),
    path("bank/lines/<int:pk>/accept/", lines.accept, name="bank-accept"),
    path("bank/lines/<int:pk>/ignore/", lines.ignore, name="bank-ignore"),
    path("bank/lines/<int:pk>/reopen/", lines.reopen, name="bank-reopen"),
    path("bank/statements/look/", statements.look, name="bank-look"),
    path("bank/statements/take/", statements.take, name="bank-take"),
    path("bank/statements/<int:pk>/take-back/", statements.take_back, name="bank-take-back"),
    path("bank/credit/", credit.credit, name="bank-credit"),
    path("bank/credit/<int:pk>/apply/", credit.apply, name="bank-credit-apply"),
    path("bank/credit/<int:pk>/pay-back/", credit.pay_back, name="bank-credit-pay-back"),
]
