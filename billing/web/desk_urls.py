"""The pages of the finance desk."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import fee_audit, forecast, months
from .fees import rebates
from .fees.fees import MoneyPage
from .fees.rebates import RebatePage
from .ledger import invoices, issuing, seller
from .ledger.invoices import InvoicePage
from .stripe import desk
from .stripe.desk import PlacePage


class MonthInPath(StringConverter):
    """A month in an address: 2018-09."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(MonthInPath, "month")

urlpatterns = [
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/to-issue/", issuing.to_issue, name="to-issue"),
    path("invoices/to-issue/issue/", issuing.issue_all, name="issue-all"),
    path("invoices/<int:pk>/", InvoicePage.as_view(), name="invoice"),
    path("invoices/<int:pk>/<slug:name>/", InvoicePage.as_action(), name="invoice-action"),
    path("papers/<slug:kind>/<int:pk>/", invoices.document, name="paper"),
    path("fees/<int:pk>/", MoneyPage.as_view(), {"kind": "fee"}, name="fee"),
    path("payments/<int:pk>/", MoneyPage.as_view(), {"kind": "payment"}, name="payment"),
    path(
        "late-charges/<int:pk>/", MoneyPage.as_view(), {"kind": "late-charge"}, name="late-charge"
    ),
    path("money/<slug:kind>/<int:pk>/<slug:name>/", MoneyPage.as_action(), name="money-action"),
    path("rebates/", rebates.rebates_list, name="rebates"),
    path(
        "rebates/<int:pk>/settle/", RebatePage.as_action(), {"name": "settle"}, name="settle-rebate"
    ),
    path("months/<month:in_month>/", months.month, name="month"),
    path("months/<month:in_month>/rows/<slug:figure>/", months.rows, name="figure-rows"),
    path("months/<month:in_month>/workbook/", months.workbook, name="workbook"),
    path("months/<month:in_month>/chart.svg", months.chart, name="chart"),
    path(
        "months/<month:in_month>/<slug:program>/<str:kind>.csv",
        months.accounting,
        name="accounting",
    ),
    path("our-details/", seller.seller_page, name="our-details"),
    path("our-details/change/", seller.change, name="change-our-details"),
    path("our-details/rates/add/", seller.add_rate, name="add-rate"),
    path("forecast/", forecast.cash_to_come, name="forecast"),
    path("books/", months.books, name="books"),
    path("fee-audit/", fee_audit.findings, name="fee-audit"),
    path("fee-audit/verdict/", fee_audit.verdict, name="fee-audit-verdict"),
    path("stripe/", desk.stripe, name="stripe"),
    path("stripe/<slug:source>/<int:pk>/<slug:name>/", PlacePage.as_action(), name="place"),
]
