"""PDFs through the API: the stored bytes for those who may see the row, else a JSON refusal."""

from datetime import date
from pathlib import PurePath

import pytest

from billing.domain.ledger import invoices
from billing.models import Document, Invoice, Seller
from foundation import history
from tests.billing.exchange.bank_statement.reading import text_of
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, PaymentFactory


@pytest.fixture
def invoice(employer) -> Invoice:
    return InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)


def test_an_employer_downloads_its_invoice_as_it_was_stored(employer_api, invoice):
    answer = employer_api.get(f"/api/v1/invoices/{invoice.pk}/pdf/")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="INV-0001.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content == bytes(Document.objects.get(invoice=invoice).content)
    assert employer_api.get(f"/api/v1/invoices/{invoice.pk}/pdf/").content == answer.content


def test_credit_notes_and_receipts_are_downloaded_by_their_own_addresses(employer_api, invoice):
    payment = PaymentFactory(invoice=invoice, amount_pence=1_000_00)
    note = CreditNoteFactory(invoice=Invoice.objects.get(pk=invoice.pk))

    paper = employer_api.get(f"/api/v1/credit-notes/{note.pk}/pdf/")
    receipt = employer_api.get(f"/api/v1/payments/{payment.pk}/receipt/")

    assert PurePath(paper.headers["Content-Disposition"]).name.endswith('"CN-0001.pdf"')
    assert "Credit note number CN-0001" in text_of(paper.content)
    assert "Receipt number INV-0001-R1" in text_of(receipt.content)


def test_a_statement_is_of_a_day(employer_api, employer, invoice, on_day):
    on_day(date(2018, 10, 20))
    address = f"/api/v1/employers/{employer.pk}/statement/"

    today, before = employer_api.get(address), employer_api.get(f"{address}?on=2018-09-02")

    assert "At the end of 20 October 2018" in text_of(today.content)
    assert "To pay; £5,760.00 is past its due date" in text_of(today.content)
    assert "Nothing is owed" in text_of(before.content)
    assert today.headers["Content-Disposition"].endswith(
        f'"statement-{employer.reference}-2018-10-20.pdf"'
    )


def test_a_statement_takes_a_day_and_nothing_else(employer_api, employer):
    address = f"/api/v1/employers/{employer.pk}/statement/"

    assert employer_api.get(f"{address}?on=tomorrow").json()["errors"][0]["attr"] == "on"
    assert employer_api.get(f"{address}?until=2018-10-20").json()["errors"][0]["attr"] == "until"


def test_before_we_wrote_down_who_we_are_a_statement_is_refused(finance_api, employer):
    Seller.objects.all().delete()

    answer = finance_api.get(f"/api/v1/employers/{employer.pk}/statement/?on=2018-10-20")

    assert (answer.status_code, answer.json()["code"]) == (409, "seller_unknown")


@pytest.mark.parametrize("accept", ["application/pdf", "*/*", "application/json", "application/*"])
def test_a_refusal_is_json_whatever_type_is_accepted(finance_api, accept, db):
    draft = InvoiceFactory()

    answer = finance_api.get(f"/api/v1/invoices/{draft.pk}/pdf/", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/json")
    assert answer.json() == {
        "code": "no_document",
        "detail": "A draft has no document yet. Issue it first.",
    }


def test_neither_pdf_nor_json_is_not_to_be_had(finance_api, invoice):
    answer = finance_api.get(f"/api/v1/invoices/{invoice.pk}/pdf/", headers={"Accept": "image/png"})

    assert answer.status_code == 406


def test_what_was_issued_before_this_system_has_its_paper_elsewhere(finance_api, db):
    old = InvoiceFactory(from_the_register=True)

    answer = finance_api.get(f"/api/v1/invoices/{old.pk}/pdf/")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_document")


@pytest.mark.parametrize("pk", ["0", "999999", "-1", "1.0", "x", "٣", "9" * 30])
def test_what_is_no_row_of_theirs_is_not_there(employer_api, pk):
    for address in ("invoices/{}/pdf", "credit-notes/{}/pdf", "payments/{}/receipt"):
        assert employer_api.get(f"/api/v1/{address.format(pk)}/").status_code == 404
    assert employer_api.get(f"/api/v1/employers/{pk}/statement/").status_code == 404


def test_another_employer_and_a_graduate_find_nothing(
    other_employer_api, graduate_api, employer, invoice
):
    payment = PaymentFactory(invoice=invoice, amount_pence=1_000_00)
    for client in (other_employer_api, graduate_api):
        for address in (
            f"invoices/{invoice.pk}/pdf/",
            f"payments/{payment.pk}/receipt/",
            f"employers/{employer.pk}/statement/",
        ):
            assert client.get(f"/api/v1/{address}").status_code == 404
    assert not Document.objects.exists()


def test_a_purchase_order_is_set_on_a_draft_with_history_and_printed(finance_api, finance_officer):
    draft = InvoiceFactory()
    address = f"/api/v1/invoices/{draft.pk}/"

    answer = finance_api.patch(address, {"purchase_order": "PO-4711"}, format="json")

    assert (answer.status_code, answer.json()["purchase_order"]) == (200, "PO-4711")
    entry = history.of(draft).get(verb="edited")
    assert (entry.by, entry.detail) == (
        finance_officer,
        {"changes": {"purchase_order": ["", "PO-4711"]}},
    )
    invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))
    assert "Your purchase order PO-4711" in text_of(finance_api.get(f"{address}pdf/").content)


def test_once_issued_the_purchase_order_stays(finance_api, invoice):
    answer = finance_api.patch(
        f"/api/v1/invoices/{invoice.pk}/", {"purchase_order": "PO-2"}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_issued_is_immutable")
