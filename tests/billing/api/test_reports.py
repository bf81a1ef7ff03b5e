"""The reports by the API: what they take, what they answer, and the workbook as a file."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories.billing import FeeFactory, InvoiceFactory

REVENUE, DEBTORS = "/api/v1/reports/revenue/", "/api/v1/reports/debtors/"
WORKBOOK = "/api/v1/reports/finance-workbook/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES = ("booked_pence", "earned_pence", "invoiced_pence", "collected_pence", "rebates_pence")


def fault(answer) -> str:
    assert answer.status_code == 400, answer.content
    return answer.json()["errors"][0]["attr"]


def test_revenue_by_month_has_a_row_for_every_month_and_one_total(finance_api):
    FeeFactory()
    report = finance_api.get(f"{REVENUE}?from=2018-08&to=2018-10").json()

    assert (report["as_of"], report["by"]) == ("2018-10-31", "month")
    assert [row["key"] for row in report["rows"]] == ["2018-08", "2018-09", "2018-10"]
    assert report["rows"][1] == {
        "key": "2018-09",
        "label": "September 2018",
        "booked_pence": 0,
        "earned_pence": 480000,
        "invoiced_pence": 0,
        "collected_pence": 0,
        "rebates_pence": 0,
    }
    standing = ("at_risk_pence", "secured_pence", "outstanding_pence")
    assert set(report["total"]) == {*FIGURES, *standing}
    assert report["total"]["booked_pence"] == 480000


@pytest.mark.parametrize("by", ["employer", "cohort", "programme"])
def test_revenue_by_anything_else_has_a_row_for_what_moved(finance_api, by):
    FeeFactory()
    report = finance_api.get(f"{REVENUE}?from=2018-01&to=2018-12&by={by}").json()

    assert [row["booked_pence"] for row in report["rows"]] == [480000]


def test_what_lies_after_the_day_does_not_count(finance_api):
    FeeFactory()
    report = finance_api.get(f"{REVENUE}?from=2018-08&to=2018-12&on=2018-09-02").json()

    assert (report["as_of"], report["total"]["earned_pence"]) == ("2018-09-02", 0)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "from"),
        ("from=2018-01", "to"),
        ("from=2018-13&to=2018-12", "from"),
        ("from=2018-1&to=2018-12", "from"),
        ("from=2018-06&to=2018-05", "to"),
        ("from=1971-01&to=2199-12", "to"),
        ("from=2018-01&to=2018-12&by=week", "by"),
        ("from=2018-01&to=2018-12&on=2018-W01-1", "on"),
        ("from=2018-01&to=2018-12&month=2018-01", "month"),
        ("from=%00&to=2018-12", "from"),
    ],
)
def test_what_cannot_be_reported_is_named(finance_api, query, name):
    assert fault(finance_api.get(f"{REVENUE}?{query}")) == name


def test_debtors_are_who_owes_on_the_day(finance_api):
    invoice = InvoiceFactory(overdue=True)
    report = finance_api.get(f"{DEBTORS}?on=2018-11-05").json()

    assert report["as_of"] == "2018-11-05"
    assert [row["employer"] for row in report["rows"]] == [invoice.employer_id]
    assert report["rows"][0]["total_pence"] == invoice.gross_pence


def test_debtors_are_of_today_unless_a_day_is_given(finance_api, on_day):
    invoice = InvoiceFactory(overdue=True)
    on_day(invoice.due_on)

    assert finance_api.get(DEBTORS).json()["rows"][0]["current_pence"] == invoice.gross_pence


@pytest.mark.parametrize("accept", ["*/*", XLSX, "text/html,application/xhtml+xml,*/*;q=0.8"])
def test_the_workbook_comes_as_a_file(finance_api, accept):
    answer = finance_api.get(f"{WORKBOOK}?month=2018-09", headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == 'attachment; filename="finance-workbook-2018-09.xlsx"'
    workbook = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert "Summary" in workbook.sheetnames


@pytest.mark.parametrize("query", ["", "month=2018-00", "month=September", "month=2018-09-01"])
def test_a_workbook_is_of_a_month(finance_api, query):
    assert fault(finance_api.get(f"{WORKBOOK}?{query}", headers={"Accept": XLSX})) == "month"


def test_a_workbook_as_of_a_day_before_its_month_is_refused(finance_api):
    assert fault(finance_api.get(f"{WORKBOOK}?month=2018-09&on=2018-08-31")) == "on"
