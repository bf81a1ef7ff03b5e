"""The whole story through the API: from an empty database to the month's workbook.

Fonthill Rise hires Amara through us in September 2018; she starts, they are invoiced and pay half,
she leaves in her sixth week, and finance reads it all back out of the spreadsheet.
"""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

TERMS = {
    "fee_basis": "percentage",
    "rate": "0.15",
    "payment_days": 30,
    "instalments": [{"weight": 50, "days_after": 0}, {"weight": 50, "days_after": 30}],
    "rebate": {
        "unit": "weeks",
        "mode": "steps",
        "steps": [{"through": 4, "share": "0.75"}, {"through": 8, "share": "0.5"}],
    },
}


class Office:
    """Somebody at a keyboard: what they send must be answered as expected."""

    def __init__(self, client):
        self.client = client

    def post(self, path, answers=201, **body):
        response = self.client.post(f"/api/v1/{path}", body, format="json")
        assert response.status_code == answers, response.content
        return response.json()

    def get(self, path, **query):
        response = self.client.get(f"/api/v1/{path}", query)
        assert response.status_code == 200, response.content
        return response.json()


@pytest.fixture
def staff_office(keyed_client_of, staff):
    return Office(keyed_client_of(staff))


@pytest.fixture
def finance_office(keyed_client_of, finance_officer):
    return Office(keyed_client_of(finance_officer))


def test_from_a_graduates_profile_to_the_months_workbook(staff_office, finance_office, on_day):
    staff, finance = staff_office, finance_office

    # A graduate of FAC14 finishes, agrees to be shown, and shows a passport.
    on_day(date(2018, 8, 20))
    staff.post(
        "cohorts/",
        name="FAC14",
        campus="London",
        programme="Full-stack bootcamp",
        start_on="2018-07-02",
        places=16,
        state="running",
    )
    amara = staff.post(
        "graduates/",
        full_name="Amara Osei",
        email="amara@example.net",
        cohort="FAC14",
        headline="Full-stack developer",
        skills=["JavaScript", "Node.js", "React"],
        location="London",
        available_from="2018-09-01",
        job_search="looking",
        identity_seen_on="2018-08-20",
    )
    staff.post(
        "portfolio-projects/",
        title="Volunteer rota",
        client="Hornsey Food Bank",
        cohort="FAC14",
        skills=["React"],
        team=[amara["id"]],
    )
    shown = staff.post(f"graduates/{amara['id']}/publish/", 200, consented_on="2018-08-20")
    assert shown["visibility"] == "published"

    # An employer with a role; before terms are agreed nobody is introduced.
    fonthill = staff.post("employers/", name="Fonthill Rise Ltd", kind="company")
    role = staff.post(
        "hiring-requests/",
        employer=fonthill["id"],
        title="Junior developer",
        openings=1,
        skills=["Node.js", "React"],
        location="London",
        contract="permanent",
    )
    staff.post(f"hiring-requests/{role['id']}/open/", 200)
    (best,) = staff.get(f"hiring-requests/{role['id']}/matches/")["results"]
    assert best["reasons"][0] == "2 of 2 skills: Node.js, React"
    met = staff.post(
        "introductions/",
        graduate=amara["id"],
        employer=fonthill["id"],
        hiring_request=role["id"],
        willing_on="2018-08-21",
    )
    refused = staff.post(f"introductions/{met['id']}/send/", 409, on="2018-08-22")
    assert refused["code"] == "terms_not_agreed"

    terms = staff.post(
        "terms/",
        employer=fonthill["id"],
        effective_from="2018-08-01",
        accepted_on="2018-08-21",
        accepted_by="Olu Adeyemi, CTO",
        acceptance="signature",
        **TERMS,
    )
    told = staff.post(
        "fee-quotes/", 200, terms_id=terms["id"], salary_pence=32_000_00, start_on="2018-09-03"
    )
    assert told["working"][0] == "15 % of £32,000.00 = £4,800.00"

    # She is introduced, interviewed, offered the job and hired.
    sent = staff.post(f"introductions/{met['id']}/send/", 200, on="2018-08-22")
    assert (sent["state"], sent["valid_until"]) == ("sent", "2019-08-22")
    staff.post(f"introductions/{met['id']}/interview/", 200)
    staff.post(f"introductions/{met['id']}/offer/", 200)
    hire = staff.post(
        "hires/",
        introduction=met["id"],
        start_on="2018-09-03",
        salary_pence=32_000_00,
        agreed_on="2018-08-28",
        job_title="Junior developer",
    )
    on_day(date(2018, 9, 3))
    staff.post(f"hires/{hire['id']}/start/", 200, on="2018-09-03")

    # The fee and its two drafts are there; finance issues the first, and it is paid.
    (fee,) = finance.get("fees/")["results"]
    assert (fee["net_pence"], fee["vat_pence"]) == (4_800_00, 960_00)
    drafts = finance.get("invoices/", state="draft")["results"]
    first = min(drafts, key=lambda draft: draft["id"])
    issued = finance.post(f"invoices/{first['id']}/issue/", 200, issued_on="2018-09-03")
    assert (issued["number"], issued["due_on"]) == ("INV-0001", "2018-10-03")
    on_day(date(2018, 9, 28))
    finance.post(
        "payments/",
        invoice=first["id"],
        amount_pence=2_880_00,
        received_on="2018-09-28",
        method="bank_transfer",
        reference="INV-0001",
    )
    assert finance.get(f"invoices/{first['id']}/")["state"] == "paid"

    # September's figures, in the report and in the workbook.
    september = finance.get("reports/revenue/", **{"from": "2018-08", "to": "2018-09"})
    assert september["total"] == {
        "booked_pence": 4_800_00,
        "earned_pence": 4_800_00,
        "invoiced_pence": 2_400_00,
        "collected_pence": 2_400_00,
        "rebates_pence": 0,
        # 30 September is day 28, the last of week 4.
        "at_risk_pence": 3_600_00,
        "secured_pence": 1_200_00,
        "outstanding_pence": 0,
    }
    assert rows_of(workbook_of(finance, "2018-09"), "Fees", "Graduate") == ["Amara Osei"]
    assert rows_of(workbook_of(finance, "2018-09"), "Payments", "Amount") == [2880]

    # She leaves in her sixth week: half the fee goes back, first against what is unpaid.
    on_day(date(2018, 10, 15))
    staff.post(f"hires/{hire['id']}/end/", 200, last_day="2018-10-12", reason="resigned")
    (rebate,) = finance.get("rebates/")["results"]
    assert (rebate["net_pence"], rebate["state"]) == (2_400_00, "proposed")
    finance.post(f"rebates/{rebate['id']}/confirm/", 200, remedy="offset")
    (note,) = finance.get("credit-notes/")["results"]
    assert (note["number"], note["gross_pence"]) == ("CN-0001", 2_880_00)

    october = finance.get("reports/revenue/", **{"from": "2018-08", "to": "2018-10"})["total"]
    assert (october["earned_pence"], october["rebates_pence"]) == (2_400_00, 2_400_00)
    assert (october["at_risk_pence"], october["outstanding_pence"]) == (0, 0)
    assert finance.get("reports/debtors/", on="2018-10-31")["rows"] == []
    assert rows_of(workbook_of(finance, "2018-10"), "Credit notes", "Number") == ["CN-0001"]


def workbook_of(finance, month):
    """Return the month's workbook as finance downloads and opens it."""
    response = finance.client.get("/api/v1/reports/finance-workbook/", {"month": month})
    assert response.status_code == 200, response.content
    content = b"".join(response) if response.streaming else response.content
    return load_workbook(BytesIO(content))


def rows_of(workbook, sheet, heading):
    """Return a column of a sheet, below its heading and without the lines of totals."""
    rows = list(workbook[sheet].iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if heading in row)
    column = rows[top].index(heading)
    things = (row for row in rows[top + 1 :] if not any("Total" in str(cell) for cell in row))
    return [row[column] for row in things if row[column] is not None]
