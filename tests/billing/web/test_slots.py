"""Billing's parts of lower floors' pages: loaded into place, or opened as a page."""

import pytest

from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory

pytestmark = pytest.mark.django_db


def test_an_employers_invoices_load_into_their_place(client, staff):
    client.force_login(staff)
    invoice = InvoiceFactory(issued=True)
    address = f"/employers/{invoice.employer_id}/invoices/"

    whole, part = client.get(address).text, client.get(address, headers={"HX-Request": "true"}).text

    for page in (whole, part):
        assert invoice.number in page
        assert f"/invoices/{invoice.pk}/" in page
    assert "<html" in whole
    assert "<html" not in part


def test_an_employer_without_invoices_says_when_there_will_be(client, staff):
    client.force_login(staff)

    page = client.get(f"/employers/{EmployerFactory().pk}/invoices/").text

    assert "They are drafted when a hire starts." in page


def test_the_invoices_cost_the_same_for_one_and_thirty(client, staff, django_assert_num_queries):
    client.force_login(staff)
    employer = EmployerFactory()
    of_employer = {"fee__hire__introduction__employer": employer}
    InvoiceFactory(**of_employer)
    address = f"/employers/{employer.pk}/invoices/"
    with django_assert_num_queries(4):
        client.get(address)
    for _ in range(4):
        InvoiceFactory(**of_employer)

    with django_assert_num_queries(4):
        client.get(address)


def test_the_statement_of_an_employer_is_a_pdf(client, staff):
    client.force_login(staff)
    invoice = InvoiceFactory(issued=True)

    answer = client.get(f"/employers/{invoice.employer_id}/statement/")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
