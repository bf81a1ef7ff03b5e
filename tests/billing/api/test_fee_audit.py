"""The fee audit by the API: its rows, one kind of them, and the same as a file."""

import csv
import io
from datetime import date

import pytest

from billing.reports.audit.kinds import KINDS
from tests.billing.reports.audit import plants

AUDIT = "/api/v1/reports/fee-audit/"
ON = f"on={plants.ON}"


@pytest.fixture
def two_findings(db) -> None:
    plants.start_overdue()
    plants.pay_lower()


def test_the_rows_come_with_their_worth_those_worth_most_first(finance_api, two_findings):
    report = finance_api.get(f"{AUDIT}?{ON}").json()

    assert [(row["kind"], row["worth_pence"]) for row in report["rows"]] == [
        ("start_overdue", 4_800_00),
        ("pay_lower", 600_00),
    ]
    sums = (report["as_of"], report["loss_pence"], report["overcharge_pence"])
    assert sums == ("2018-12-03", 4_800_00, 600_00)
    first = report["rows"][0]
    assert first["direction"] == "loss"
    assert first["link"] == f"/hires/{first['subjects']['hire']}/"
    assert first["action"] == KINDS["start_overdue"].mend.action
    assert "was to start on 3 September 2018" in first["sentence"]


def test_one_kind_is_asked_for(finance_api, two_findings):
    report = finance_api.get(f"{AUDIT}?{ON}&kind=pay_lower").json()

    assert [row["kind"] for row in report["rows"]] == ["pay_lower"]
    assert (report["loss_pence"], report["overcharge_pence"]) == (0, 600_00)


def test_the_same_rows_are_a_file(finance_api, two_findings):
    answer = finance_api.get(f"{AUDIT}?{ON}&format=csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="fee-audit-2018-12-03.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["kind"], row["worth_pence"]) for row in rows] == [
        ("start_overdue", "480000"),
        ("pay_lower", "60000"),
    ]


def test_a_name_is_no_formula_in_the_file(finance_api, db):
    one = plants.sent(graduate__full_name="=1+1")
    plants.uncharged(one.graduate, one.employer)

    content = finance_api.get(f"{AUDIT}?{ON}&format=csv").content.decode()

    [row] = csv.DictReader(io.StringIO(content))
    assert row["sentence"].startswith("'=1+1 works at")


def test_clean_books_answer_no_rows(finance_api, db):
    report = finance_api.get(f"{AUDIT}?{ON}").json()

    assert report == {
        "as_of": "2018-12-03",
        "rows": [],
        "loss_pence": 0,
        "overcharge_pence": 0,
    }


@pytest.mark.parametrize("wrong", ["kind=unknown", "format=xml", "on=today", "sort=worth"])
def test_a_parameter_that_cannot_be_is_refused(finance_api, wrong):
    assert finance_api.get(f"{AUDIT}?{wrong}").status_code == 400


def test_without_a_day_it_is_today(finance_api, db, on_day):
    on_day(date(2018, 12, 3))
    assert finance_api.get(AUDIT).json()["as_of"] == "2018-12-03"
