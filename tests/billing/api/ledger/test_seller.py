"""Our details through the API: finance adds dated rows, and impossible ones are refused."""

import base64
from datetime import date

import pytest

from billing.models import Logo, Seller
from foundation import history
from tests.factories.billing import InvoiceFactory
from tests.factories.documents import png

ADDRESS = "/api/v1/seller/"
OURS = {
    "effective_from": "2018-06-01",
    "name": "Founders and Coders CIC",
    "address": "14 Palmers Road\nLondon E2 0SY",
    "company_number": "9023124",
    "vat_registered": True,
    "vat_number": "GB 980 7806 84",
    "email": "accounts@example.org",
    "bank_details": "Sort code: 20-00-00",
}


def faults(answer) -> dict[str, str]:
    assert answer.status_code == 400
    return {fault["attr"]: fault["detail"] for fault in answer.json()["errors"]}


def test_a_row_is_added_as_the_registers_write_it(finance_api, finance_officer):
    answer = finance_api.post(ADDRESS, OURS, format="json")

    assert answer.status_code == 201
    row = Seller.objects.get(effective_from=date(2018, 6, 1))
    assert answer.json() == {
        **OURS,
        "id": row.pk,
        "company_number": "09023124",
        "vat_number": "GB980780684",
        "logo_sha256": None,
        "updated_at": answer.json()["updated_at"],
    }
    assert history.of(row).get().by == finance_officer


def test_invoices_from_its_day_on_show_it_and_those_before_do_not(finance_api):
    before = InvoiceFactory(issued_on=date(2018, 9, 3))

    finance_api.post(ADDRESS, {**OURS, "effective_from": "2018-09-04"}, format="json")

    before.refresh_from_db()
    assert before.seller["address"] == ""
    assert InvoiceFactory(issued_on=date(2018, 9, 4)).seller == {
        "name": "Founders and Coders CIC",
        "address": "14 Palmers Road\nLondon E2 0SY",
        "company_number": "09023124",
        "vat_number": "GB980780684",
        "email": "accounts@example.org",
        "bank_details": "Sort code: 20-00-00",
        "logo": "",
    }


def test_a_logo_is_named_by_its_hash(finance_api):
    picture = base64.b64encode(png()).decode()

    answer = finance_api.post(ADDRESS, {**OURS, "logo": picture}, format="json")

    assert answer.json()["logo_sha256"] == Logo.objects.get().sha256
    assert "logo" not in answer.json()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vat_number": "GB980780685"}, "vat_number"),
        ({"vat_number": ""}, "vat_number"),
        ({"vat_registered": False}, "vat_number"),
        ({"company_number": "XYZ"}, "company_number"),
        ({"address": ""}, "address"),
        ({"name": ""}, "name"),
        ({"effective_from": "1 June 2018"}, "effective_from"),
        ({"logo": "not Base64!"}, "logo"),
        ({"logo": base64.b64encode(b"GIF89a").decode()}, "logo"),
        ({"logo": "A" * 300_000}, "logo"),
        ({"vat_rate": "0.2"}, "vat_rate"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(finance_api, change, field):
    answer = finance_api.post(ADDRESS, {**OURS, **change}, format="json")

    assert set(faults(answer)) == {field}


def test_a_day_has_one_row(finance_api):
    finance_api.post(ADDRESS, OURS, format="json")

    again = finance_api.post(ADDRESS, OURS, format="json")

    assert faults(again).keys() == {"effective_from"}


def test_a_row_is_never_changed(finance_api):
    row = finance_api.post(ADDRESS, OURS, format="json").json()["id"]

    assert finance_api.patch(f"{ADDRESS}{row}/", {"name": "X"}, format="json").status_code == 405
    assert finance_api.delete(f"{ADDRESS}{row}/").status_code == 405


def test_staff_read_it_and_do_not_write_it(staff_api, employer_api):
    assert staff_api.get(ADDRESS).json()["results"][0]["name"] == "Founders and Coders CIC"
    assert staff_api.post(ADDRESS, OURS, format="json").status_code == 403
    assert employer_api.get(ADDRESS).status_code == 403
