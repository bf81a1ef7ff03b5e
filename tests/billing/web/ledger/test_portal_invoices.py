"""Invoices and the account, as an employer sees, pays and downloads them."""

from datetime import date

import pytest

from billing.models import StripeLink
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, PaymentFactory, SellerFactory

pytestmark = pytest.mark.django_db
LIST = "/portal/invoices/"


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 10, 4))


@pytest.fixture
def portal(client, employer_contact):
    client.force_login(employer_contact)
    return client


def invoice_of(employer, **but):
    return InvoiceFactory(fee__hire__introduction__employer=employer, **but)


def test_the_list_says_what_is_to_pay_and_what_is_late(portal, employer):
    invoice_of(employer, overdue=True)
    invoice_of(employer, paid=True)
    invoice_of(employer)  # only the office sees drafts

    page = portal.get(LIST)

    assert "£5,760.00 to pay, £5,760.00 of it past its due date" in page.text
    assert sorted(invoice.number for invoice in page.context["page"].rows) == [
        "INV-0001",
        "INV-0002",
    ]
    assert "Overdue" in page.text


def test_an_invoice_says_what_for_how_much_and_how_to_pay(portal, employer):
    SellerFactory(effective_from=date(2018, 1, 1), bank_details="Sample Bank\n00-00-00 12345678")
    invoice = invoice_of(employer, part_paid=True)

    page = portal.get(f"{LIST}{invoice.pk}/").text

    assert invoice.lines.get().description in page
    assert "£3,760.00 to pay" in page
    assert "Sample Bank<br>00-00-00 12345678" in page
    assert "Pay by card" not in page


def test_an_invoice_that_stripe_has_can_be_paid_by_card_while_it_is_owed(portal, employer):
    invoice = invoice_of(employer, overdue=True)
    StripeLink.objects.create(
        subject_type="billing.invoice",
        subject_id=invoice.pk,
        stripe_id="in_1",
        status="open",
        url="https://pay.example/in_1",
    )
    assert 'href="https://pay.example/in_1"' in portal.get(f"{LIST}{invoice.pk}/").text

    PaymentFactory(invoice=invoice)

    assert "pay.example" not in portal.get(f"{LIST}{invoice.pk}/").text


def test_what_was_credited_and_paid_stands_on_the_invoice_with_its_papers(portal, employer):
    note = CreditNoteFactory(invoice=invoice_of(employer, part_paid=True))
    payment = note.invoice.payments.get()

    page = portal.get(f"{LIST}{note.invoice.pk}/").text

    assert note.number in page
    for kind, pk in [
        ("invoice", note.invoice.pk),
        ("credit-note", note.pk),
        ("receipt", payment.pk),
    ]:
        assert f"/portal/papers/{kind}/{pk}/" in page
        assert portal.get(f"/portal/papers/{kind}/{pk}/").content[:5] == b"%PDF-"


def test_an_invoice_of_before_this_system_has_no_paper_here(portal, employer):
    old = invoice_of(employer, from_the_register=True)

    assert "before this system" in portal.get(f"{LIST}{old.pk}/").text
    assert portal.get(f"/portal/papers/invoice/{old.pk}/").status_code == 404


def test_papers_of_another_employer_are_not_there(portal):
    note = CreditNoteFactory(invoice__part_paid=True)
    pks = {
        "invoice": note.invoice.pk,
        "credit-note": note.pk,
        "receipt": note.invoice.payments.get().pk,
    }

    assert portal.get(f"{LIST}{note.invoice.pk}/").status_code == 404
    for kind, pk in pks.items():
        assert portal.get(f"/portal/papers/{kind}/{pk}/").status_code == 404


def test_a_draft_is_not_there(portal, employer):
    assert portal.get(f"{LIST}{invoice_of(employer).pk}/").status_code == 404


def test_a_kind_of_paper_that_there_is_not_is_not_there(portal):
    assert portal.get("/portal/papers/poem/1/").status_code == 404


def test_the_account_shows_what_is_open_and_every_move(portal, employer):
    invoice = invoice_of(employer, part_paid=True)

    page = portal.get("/portal/account/").text

    assert "£3,760.00 to pay, £3,760.00 of it past its due date" in page
    assert page.count(invoice.number) == 3  # open, billed, paid
    assert "-£2,000.00" in page


def test_the_account_is_downloaded_as_a_pdf(portal, employer):
    SellerFactory(effective_from=date(2018, 1, 1))
    invoice_of(employer, overdue=True)

    paper = portal.get("/portal/account/pdf/")

    assert paper.content[:5] == b"%PDF-"
    assert f"statement-{employer.reference}-2018-10-04.pdf" in paper["Content-Disposition"]


def test_an_account_without_a_move_says_so(portal):
    page = portal.get("/portal/account/").text

    assert "Nothing to pay." in page
    assert "Nothing was billed or paid" in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_much_for_one_as_for_thirty(
    portal, employer, rows, django_assert_num_queries
):
    for _ in range(rows):
        invoice_of(employer, overdue=True)

    with django_assert_num_queries(6):
        portal.get(LIST)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_account_asks_as_much_for_one_as_for_thirty(
    portal, employer, rows, django_assert_num_queries
):
    for _ in range(rows):
        invoice_of(employer, part_paid=True)

    with django_assert_num_queries(12):
        portal.get("/portal/account/")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_much_after_one_payment_as_after_thirty(
    portal, employer, rows, django_assert_num_queries
):
    invoice = invoice_of(employer, issued=True)
    for _ in range(rows):
        PaymentFactory(invoice=invoice, amount_pence=100)

    with django_assert_num_queries(8):
        portal.get(f"{LIST}{invoice.pk}/")
