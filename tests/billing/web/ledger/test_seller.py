"""The page of our details: what documents say from a day on, and the rates for late interest."""

import base64
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing.models import Logo, ReferenceRate, Seller

pytestmark = pytest.mark.django_db
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TYPED = {
    "effective_from": "2026-12-01",
    "name": "Founders and Coders CIC",
    "address": "1 Example Street\nLondon",
    "company_number": "9023124",
    "vat_registered": "on",
    "vat_number": "GB 980 7806 84",
    "email": "finance@example.org",
    "bank_details": "Sort code 00-00-00",
}


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2026, 11, 23))


@pytest.fixture
def finance(client, finance_officer):
    client.force_login(finance_officer)
    return client


def test_a_change_holds_from_its_day_on_and_what_was_stays(finance):
    before = Seller.objects.on(date(2026, 11, 30))

    page = finance.post("/our-details/change/", TYPED, follow=True)

    row = Seller.objects.on(date(2026, 12, 1))
    assert "Saved. Documents dated from 1 December 2026 will show it." in page.text
    assert (row.company_number, row.vat_number) == ("09023124", "GB980780684")
    assert Seller.objects.on(date(2026, 11, 30)) == before
    assert "future" in page.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"address": ""}, "This field is required."),
        ({"vat_number": ""}, "Enter the VAT number, or say that you are not registered for VAT."),
        ({"vat_number": "GB 123"}, "This is not a UK VAT number. Check its digits."),
        ({"vat_registered": ""}, "Leave the VAT number out if you are not registered for VAT."),
        ({"company_number": "12"}, ""),
        ({"company_number": "X1"}, "Enter eight digits, or two letters and six digits: SC123456."),
        ({"logo": SimpleUploadedFile("logo.png", b"no")}, "The logo must be a PNG picture."),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(finance, wrong, says):
    page = finance.post("/our-details/change/", TYPED | wrong, follow=True)

    assert says in page.text
    assert Seller.objects.filter(effective_from="2026-12-01").exists() == (not says)
    if says:
        assert page.status_code == 400
        assert 'value="Founders and Coders CIC"' in page.text


def test_a_day_has_one_row(finance):
    finance.post("/our-details/change/", TYPED)

    page = finance.post("/our-details/change/", TYPED)

    assert "There are already details from this day. Choose another day." in page.text


def test_the_logo_stays_until_another_is_chosen_or_none_is_wanted(finance):
    def change(day: str, **more: object) -> Logo | None:
        finance.post("/our-details/change/", TYPED | {"effective_from": day} | more)
        return Seller.objects.get(effective_from=day).logo

    first = change("2026-12-01", logo=SimpleUploadedFile("logo.png", PNG))

    assert first is not None
    assert change("2026-12-02") == first
    assert change("2026-12-03", no_logo="on") is None


def test_a_missing_rate_is_requested_and_added_once(finance):
    ReferenceRate.objects.filter(effective_from__gte=date(2026, 7, 1)).delete()
    assert "1 July 2026" in finance.get("/our-details/").text

    typed = {"effective_from": "2026-07-01", "rate": "3.75", "source": "Bank of England"}
    page = finance.post("/our-details/rates/add/", typed, follow=True)

    row = ReferenceRate.objects.get(effective_from=date(2026, 7, 1))
    assert (row.rate, row.checked_on) == (Decimal("0.0375"), date(2026, 11, 23))
    assert "Saved. Late interest can now be worked out." in page.text
    assert 'action="/our-details/rates/add/"' not in page.text
    assert finance.post("/our-details/rates/add/", typed).status_code == 400


def test_a_rate_that_cannot_be_is_refused_beside_its_field(finance):
    ReferenceRate.objects.filter(effective_from__gte=date(2026, 7, 1)).delete()
    typed = {"effective_from": "2026-07-01", "rate": "375", "source": "Bank of England"}

    page = finance.post("/our-details/rates/add/", typed)

    assert (page.status_code, ReferenceRate.objects.filter(rate__gt=1).count()) == (400, 0)


def test_staff_read_it_and_change_nothing(client, staff):
    client.force_login(staff)

    page = client.get("/our-details/")

    assert page.status_code == 200
    assert "Change our details" not in page.text


def test_the_page_costs_the_same_however_many_rows_there_are(finance, django_assert_num_queries):
    finance.get("/our-details/")
    with django_assert_num_queries(5):
        finance.get("/our-details/")
    for n in range(1, 30):
        Seller.objects.create(effective_from=date(2025, 1, n), name="Us", vat_registered=False)

    with django_assert_num_queries(5):
        finance.get("/our-details/")
