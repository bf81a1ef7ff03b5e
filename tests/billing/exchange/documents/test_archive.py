"""Documents are kept as they were sent: made once, when it is committed, and the same whenever."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from billing.domain.ledger import invoices
from billing.exchange.documents import layout
from billing.exchange.documents.archive import NoDocument, document_of, without_document
from billing.exchange.documents.invoice import invoice_content
from billing.exchange.documents.layout import typeset
from billing.models import Document, Invoice
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, PaymentFactory, SellerFactory
from tests.factories.documents import DocumentFactory

pytestmark = pytest.mark.django_db


def test_what_is_issued_is_put_on_paper_once_it_is_committed(
    finance_officer, django_capture_on_commit_callbacks
):
    draft = InvoiceFactory()

    with django_capture_on_commit_callbacks(execute=True):
        invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))
        # Not before: others wait for the number.
        assert not Document.objects.exists()

    document = Document.objects.get(invoice=draft)
    assert document.kind == "invoice"
    assert document.sha256 == hashlib.sha256(document.content).hexdigest()


def test_a_credit_note_is_put_on_paper_and_a_payment_leaves_papers_alone(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        CreditNoteFactory(kept=True)

    assert sorted(Document.objects.values_list("kind", flat=True)) == ["credit_note", "invoice"]


def test_what_goes_wrong_on_paper_takes_no_number_back(
    finance_officer, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    draft = InvoiceFactory()

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(layout, "LAYOUT", layout.LAYOUT.with_name("nowhere.typ"))
        issued = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))

    assert issued.number == "INV-0001"
    assert [invoice.number for invoice in without_document()] == ["INV-0001"]
    assert "Error calling" in caplog.text
    call_command("store_documents", stdout=StringIO())
    assert Document.objects.get().invoice_id == issued.pk


def test_a_draft_and_an_invoice_brought_over_are_not_put_on_paper(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        draft, old = InvoiceFactory(), InvoiceFactory(from_the_register=True)

    assert not Document.objects.exists()
    with pytest.raises(NoDocument, match="A draft has no document yet"):
        document_of(draft)
    with pytest.raises(NoDocument, match="issued before this system"):
        document_of(old)


def test_what_was_missed_is_made_up_for_and_only_that():
    note = CreditNoteFactory()
    document_of(note.invoice)
    out = StringIO()

    call_command("store_documents", stdout=out, no_color=True)
    call_command("store_documents", stdout=out, no_color=True)

    assert out.getvalue() == "CN-0001\nDocuments stored: 1.\nDocuments stored: 0.\n"
    assert list(without_document()) == []


def test_the_same_words_give_the_same_bytes_on_any_day(on_day):
    invoice = InvoiceFactory(issued=True)
    on_day(date(2018, 9, 3))
    first = typeset(invoice_content(invoice))

    on_day(date(2031, 12, 31))

    assert typeset(invoice_content(invoice)) == first


def test_made_late_it_says_what_it_would_have_said_at_once(finance_officer):
    invoice = InvoiceFactory(issued=True)
    at_once = typeset(invoice_content(Invoice.objects.get(pk=invoice.pk)))

    PaymentFactory(invoice=invoice, amount_pence=1_000_00)
    employer, hire = invoice.employer, invoice.fee.hire
    employer.name, employer.billing_address = "Renamed Ltd", "Elsewhere"
    employer.save()
    hire.graduate.full_name = "Married Name"
    hire.graduate.save()
    SellerFactory(effective_from=date(2018, 9, 2), name="Somebody Else CIC", vat_number="")

    assert bytes(document_of(Invoice.objects.get(pk=invoice.pk)).content) == at_once


def test_a_void_invoice_keeps_the_paper_it_had_or_gets_it():
    invoice = InvoiceFactory(void=True)

    assert document_of(invoice).kind == "invoice"


def test_it_is_never_made_again():
    invoice = InvoiceFactory(issued=True)
    document = document_of(invoice)
    invoice.seller["name"] = "Not what it says"

    again = document_of(invoice)

    assert (again.pk, bytes(again.content)) == (document.pk, bytes(document.content))


def test_a_receipt_is_made_when_it_is_first_asked_for():
    payment = PaymentFactory()

    assert document_of(payment).pk == document_of(payment).pk
    assert Document.objects.get().kind == "receipt"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE billing_document SET sha256 = 'another'",
        "UPDATE billing_document SET made_at = '2018-09-04 12:00:00+00:00'",
        "DELETE FROM billing_document",
    ],
)
def test_the_database_keeps_a_document_as_it_was_sent(sql):
    DocumentFactory()

    with (
        pytest.raises(IntegrityError, match="document_is_immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE billing_invoice SET working = '[\"Something else\"]' WHERE state = 'issued'",
        "UPDATE billing_creditnote SET seller = '{}'",
    ],
)
def test_the_database_keeps_what_will_be_printed(sql):
    CreditNoteFactory()

    with (
        pytest.raises(IntegrityError, match="immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_document_is_of_one_thing():
    invoice, payment = InvoiceFactory(issued=True), PaymentFactory()

    with pytest.raises(IntegrityError, match="document_is_of_one_thing"), transaction.atomic():
        Document.objects.create(
            kind="invoice", invoice=invoice, payment=payment, sha256="0" * 64, content=b""
        )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_get_the_one_document():
    payment = PaymentFactory()

    def ask(_turn: int) -> int:
        try:
            return document_of(payment).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(ask, range(32)))

    assert ids == {Document.objects.get(payment=payment).pk}
