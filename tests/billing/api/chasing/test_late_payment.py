"""Late payment through the API: reading charges nothing, charging is an action, rates are added."""

from datetime import date

import pytest

from tests.factories import book_one


@pytest.fixture
def late(admin):
    """An invoice of £5,400.00 with VAT, due on 1 April 2026."""
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 1), start=date(2026, 3, 2), by=admin)
    return f"/api/v1/invoices/{fee.invoices.get().pk}/"


def test_the_claim_comes_with_its_working_as_of_a_day(staff_api, late):
    claim = staff_api.get(f"{late}late-payment/", {"on": "2026-05-01"}).json()

    assert claim == {
        "as_of": "2026-05-01",
        "interest_pence": 52_15,
        "fixed_sum_pence": 70_00,
        "total_pence": 122_15,
        "rate": "0.1175",
        "starts_on": "2026-04-02",
        "days": 30,
        "working": [
            "11.75 % a year: 8 % above the reference rate when it starts to run, on 2 April 2026",
            "£5,400.00 for 30 days to 1 May 2026",
            "Interest: £52.15",
            "Fixed sum for a debt of £5,400.00: £70.00",
        ],
        "charged_on": None,
    }


def test_before_it_is_late_nothing_is_claimed(staff_api, late):
    claim = staff_api.get(f"{late}late-payment/", {"on": "2026-04-01"}).json()

    assert (claim["total_pence"], claim["working"]) == (0, ["The invoice is not late."])


def test_finance_charges_it_once(finance_api, late, on_day):
    on_day(date(2026, 5, 1))
    charged = finance_api.post(f"{late}charge-late-payment/")
    again = finance_api.post(f"{late}charge-late-payment/")

    assert (charged.status_code, charged.json()["total_pence"]) == (201, 122_15)
    assert (again.status_code, again.json()["code"]) == (409, "already_charged")
    assert finance_api.get(f"{late}late-payment/").json()["charged_on"] == "2026-05-01"


def test_a_half_year_nobody_looked_up_is_refused_until_it_is_entered(finance_api, admin):
    fee = book_one.started(4_500_00, accepted=date(2026, 6, 1), start=date(2026, 6, 2), by=admin)
    path = f"/api/v1/invoices/{fee.invoices.get().pk}/late-payment/"

    refused = finance_api.get(path, {"on": "2026-08-01"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_reference_rate")

    rate = {"effective_from": "2026-07-01", "rate": "0.04", "source": "Bank of England"}
    assert finance_api.post("/api/v1/reference-rates/", rate, format="json").status_code == 201
    assert finance_api.get(path, {"on": "2026-08-01"}).json()["rate"] == "0.12"


@pytest.mark.parametrize(
    ("effective_from", "says"),
    [("2026-08-01", "1 January or 1 July"), ("2026-01-01", "already on file")],
)
def test_a_rate_begins_a_half_year_that_has_none(finance_api, effective_from, says):
    rate = {"effective_from": effective_from, "rate": "0.04", "source": "Bank of England"}

    answer = finance_api.post("/api/v1/reference-rates/", rate, format="json")

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["attr"]) == (400, "effective_from")
    assert says in fault["detail"]
