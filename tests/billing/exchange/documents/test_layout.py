"""What our documents say, read back out of the PDF."""

from datetime import date

import pytest

from billing.choices import PaymentMethod
from billing.domain.ledger import invoices
from billing.exchange.documents.archive import document_of
from billing.exchange.documents.layout import typeset
from billing.exchange.documents.statement import statement_content
from billing.models import CreditNote, Invoice, Seller
from billing.reports.statements import statement
from tests.billing.exchange.bank_statement.reading import everything_in, reader, text_of
from tests.factories.billing import (
    CreditNoteFactory,
    FeeFactory,
    InvoiceFactory,
    PaymentFactory,
    SellerFactory,
)
from tests.factories.documents import LogoFactory
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory

pytestmark = pytest.mark.django_db

BANK = "Account name: Founders and Coders CIC\nSort code: 20-00-00\nAccount number: 12345678"
OURS = {
    "name": "Founders and Coders CIC",
    "address": "14 Palmers Road\nLondon E2 0SY",
    "company_number": "09023124",
    "email": "accounts@example.org",
    "bank_details": BANK,
}


@pytest.fixture(autouse=True)
def ourselves() -> Seller:
    return SellerFactory(effective_from=date(2015, 1, 1), vat_number="GB980780684", **OURS)


@pytest.fixture
def not_registered() -> Seller:
    return SellerFactory(
        effective_from=date(2015, 1, 2), vat_registered=False, vat_number="", **OURS
    )


def of(subject: object) -> str:
    return text_of(document_of(subject).content)


def test_an_invoice_has_every_field_the_regulations_ask_for():
    employer = EmployerFactory(name="Ember Analytics Ltd", billing_address="1 High Street\nLeeds")
    invoice = InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)

    says = of(invoice)

    for words in (
        "VAT invoice",
        "Invoice number INV-0001",  # reg. 14(1)(a), a sequential number that identifies it
        "Tax point 3 September 2018",  # (b), the time of the supply
        "Date of issue 3 September 2018",  # (c)
        "Founders and Coders CIC",  # (d), our name, address and number
        "14 Palmers Road London E2 0SY",
        "VAT number GB 980 7806 84",
        "Ember Analytics Ltd 1 High Street Leeds",  # (e), the customer's
        "Placement fee: Graduate",  # (g), what was supplied
        "Quantity Unit price Net VAT rate VAT",  # (h), the extent, rate and net of each line
        "1 £4,800.00 £4,800.00 20% £960.00",  # and (m), the unit price
        "Total net £4,800.00",  # (i)
        "VAT at 20% on £4,800.00 £960.00",  # (l), in sterling
        "Total to pay in pounds sterling £5,760.00",
    ):
        assert words in says


def test_an_invoice_says_by_when_and_how_to_pay_and_how_the_fee_came_about():
    says = of(InvoiceFactory(issued=True))

    assert "To pay by 3 October 2018 £5,760.00" in says
    assert "Sort code 20-00-00 Account number 12345678 Payment reference INV-0001" in says
    assert "How the fee was worked out 15% of £32,000.00 = £4,800.00" in says
    assert "registered in England and Wales, company number 09023124" in says
    assert says.endswith("VAT invoice INV-0001 · Page 1 of 1")


def test_bank_details_in_a_sentence_are_printed_as_one():
    SellerFactory(effective_from=date(2016, 1, 1), bank_details="Cheques to 14 Palmers Road")

    assert "How to pay Cheques to 14 Palmers Road Payment reference" in of(
        InvoiceFactory(issued=True)
    )


def test_a_purchase_order_is_printed_wherever_the_buyer_looks_for_it(finance_officer):
    draft = InvoiceFactory()
    Invoice.objects.filter(pk=draft.pk).update(purchase_order="PO-4711/2018")
    invoice = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))
    payment = PaymentFactory(invoice=invoice)
    note = CreditNoteFactory(invoice=Invoice.objects.get(pk=invoice.pk), remedy="credit")

    for subject in (invoice, note, payment):
        assert "Your purchase order PO-4711/2018" in of(subject)


def test_an_instalment_says_which_it_is_and_of_what():
    invoice = InvoiceFactory(fee__in_three_instalments=True, issued=True)

    says = of(invoice)

    assert "(instalment 1 of 3)" in says
    assert "Instalment 1 of 3: £2,400.00 of £4,800.00" in says


def test_why_a_fee_was_set_by_hand_stays_in_the_office():
    fee = FeeFactory(overridden=True)

    says = of(InvoiceFactory(fee=fee, issued=True))

    assert "Fee agreed at £4,000.00" in says
    assert "Agreed on the phone" not in says
    assert fee.working[-1] not in says


def test_a_business_abroad_reads_the_words_of_the_reverse_charge_and_both_numbers():
    employer = EmployerFactory(abroad=True)
    invoice = InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)

    says = of(invoice)

    assert says.count("VAT invoice") == 0
    assert (
        "Reverse charge: outside the scope of UK VAT; the customer accounts for any VAT due."
        in says
    )
    assert "£4,800.00 £4,800.00 Reverse charge £0.00" in says
    assert "Total to pay in pounds sterling £4,800.00" in says
    assert "Your VAT number DE136695976" in says
    assert "VAT number GB 980 7806 84" in says


def test_who_is_not_registered_says_nothing_of_vat_anywhere(not_registered):
    employer = EmployerFactory(vat_number="GB980780684")
    invoice = InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)
    payment = PaymentFactory(invoice=invoice)
    note = CreditNoteFactory(invoice=Invoice.objects.get(pk=invoice.pk), remedy="credit")
    account = typeset(statement_content(statement(employer, on=date(2018, 12, 31))))

    papers = [document_of(subject).content for subject in (invoice, note, payment)]

    for pdf in (*papers, account):
        assert "VAT" not in everything_in(pdf).upper()
    says = text_of(papers[0])
    assert "Description Quantity Unit price Amount" in says
    assert "Total to pay in pounds sterling £4,800.00" in says
    assert "Tax point" not in says


def test_a_credit_note_has_every_field_the_regulations_ask_for():
    note = CreditNoteFactory(reason="Left in the eleventh week")

    says = of(note)

    for words in (
        "Credit note number CN-0001",  # reg. 15C, an identifying number
        "Date of issue 19 November 2018",
        "Founders and Coders CIC",
        "14 Palmers Road London E2 0SY",
        "VAT number GB 980 7806 84",
        f"{note.invoice.buyer['name']} 1 Example Street London E1 1AA",
        "Credits invoice INV-0001",
        "Invoice dated 3 September 2018",
        "Left in the eleventh week Placement fee: Graduate",
        "£1,200.00 20% £240.00",  # the amount credited, the rate and the VAT
        "Net credited £1,200.00",
        "VAT credited at 20% on £1,200.00 £240.00",
        "Total credited in pounds sterling £1,440.00",
        "Taken off what is still to pay on invoice INV-0001 £1,440.00",
    ):
        assert words in says


@pytest.mark.parametrize(
    ("trait", "words"),
    [("refunded", "Paid back to you £1,440.00"), ("kept", "Kept as credit for you £1,440.00")],
)
def test_a_credit_note_says_what_becomes_of_what_was_paid(trait, words):
    says = of(CreditNoteFactory(**{trait: True}))

    assert words in says
    assert "still to pay" not in says


def test_a_credit_note_shows_us_as_we_are_on_its_own_day():
    note = CreditNoteFactory(issued_on=date(2018, 11, 19))
    SellerFactory(effective_from=date(2018, 12, 1), name="Foothold CIC", vat_number="GB980780684")

    later = CreditNoteFactory(invoice=note.invoice, net_pence=100_00, issued_on=date(2018, 12, 3))

    assert "Founders and Coders CIC, registered" in of(note)
    assert "Foothold CIC" in of(later)


def test_a_receipt_counts_what_came_before_it_and_nothing_that_comes_after():
    invoice = InvoiceFactory(issued=True)
    first = PaymentFactory(invoice=invoice, amount_pence=1_000_00, reference="EMBER 4711")
    invoice.refresh_from_db()
    second = PaymentFactory(invoice=invoice, method=PaymentMethod.CARD)

    says = of(first)

    assert "Receipt number INV-0001-R1" in says
    assert "Date received 28 September 2018 Paid by Bank transfer Reference EMBER 4711" in says
    assert "Received so far £1,000.00" in says
    assert "Receipt number INV-0001-R2" in of(second)
    assert "Received before £1,000.00 This payment £4,760.00 Received so far £5,760.00" in of(
        second
    )


def test_a_statement_adds_up_line_by_line():
    invoice = InvoiceFactory(part_paid=True)
    CreditNoteFactory(invoice=invoice)

    says = text_of(typeset(statement_content(statement(invoice.employer, on=date(2018, 12, 31)))))

    assert "To pay; £2,320.00 is past its due date £2,320.00" in says
    assert "INV-0001 03 Sep 2018 03 Oct 2018 89 £5,760.00 £2,320.00" in says
    assert "£0.00 £0.00 £0.00 £2,320.00 £0.00" in says  # 61-90 days late
    assert "Brought forward £0.00 03 Sep 2018 Invoice INV-0001 £5,760.00 £5,760.00" in says
    assert "28 Sep 2018 Payment INV-0001 £2,000.00 £3,760.00" in says
    assert "19 Nov 2018 Credit note CN-0001 £1,440.00 £2,320.00" in says
    assert f"Payment reference {invoice.employer.reference}" in says


def test_a_statement_of_a_settled_account_asks_for_nothing():
    invoice = InvoiceFactory(paid=True)

    says = text_of(typeset(statement_content(statement(invoice.employer, on=date(2018, 12, 31)))))

    assert "Nothing is owed £0.00" in says
    assert "How to pay" not in says
    assert "Open invoices" not in says


def test_a_long_reason_runs_over_pages_that_count_themselves():
    note = CreditNoteFactory(reason="\n".join(f"Reason {n}" for n in range(120)))

    pdf = document_of(note).content

    pages = len(reader(pdf).pages)
    assert pages >= 2
    assert f"Page {pages} of {pages}" in text_of(pdf)
    # The head of the table stands on every page it runs over.
    assert text_of(pdf).count("Description Net VAT rate VAT") == pages


HOSTILE = [
    "#panic(1)",
    '#import "@preview/cetz:0.3.0"',
    '"], ["injected',
    "*not bold* _nor this_ $x^2$ `raw` @nowhere <label> // no comment",
    "= No heading",
    "\\u{41} \\",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_write_is_printed_and_never_obeyed(name):
    employer = EmployerFactory(name=name)
    invoice = InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)

    assert f"Invoice to {name} 1 Example Street" in of(invoice)


def standards(pdf: bytes) -> tuple[bool, bool]:
    """Return whether it says that it is archival, and that it can be read aloud."""
    about = everything_in(pdf)
    return "pdfaid:conformance>A<" in about, "pdfuaid:part>1<" in about


def test_a_document_is_titled_tagged_archival_and_in_british_english():
    pdf = document_of(InvoiceFactory(issued=True)).content

    read = reader(pdf)

    assert read.metadata.title == "VAT invoice INV-0001 from Founders and Coders CIC"
    assert read.metadata.author == "Founders and Coders CIC"
    assert read.metadata.creation_date.date() == date(2018, 9, 3)
    assert read.root_object["/Lang"] == "en-GB"
    assert read.root_object["/MarkInfo"]["/Marked"]
    assert standards(pdf) == (True, True)


@pytest.mark.parametrize("name", ["محمد العلي", "נועה כהן", "Łukasz Žižek", "Siân O’Neill"])
def test_names_of_our_campuses_print_in_their_own_letters(name):
    graduate = GraduateFactory(ready=True, full_name=name)
    invoice = InvoiceFactory(fee__hire__introduction__graduate=graduate, issued=True)

    pdf = document_of(invoice).content

    assert standards(pdf) == (True, True)
    assert sorted(name) == sorted(letter for letter in name if letter in text_of(pdf))


@pytest.mark.parametrize("name", ["李小龙", "Party 🎉 Ltd", "\ue000 Ltd", "नमस्ते"])
def test_letters_that_no_font_has_are_no_reason_to_have_no_invoice(name):
    employer = EmployerFactory(name=name)
    invoice = InvoiceFactory(fee__hire__introduction__employer=employer, issued=True)

    assert "Total to pay in pounds sterling £5,760.00" in of(invoice)


def test_a_word_without_end_stays_on_the_page():
    employer = EmployerFactory(name="W" * 200)
    draft = InvoiceFactory(fee__hire__introduction__employer=employer)
    Invoice.objects.filter(pk=draft.pk).update(purchase_order="P" * 60)

    invoice = InvoiceFactory(fee=draft.fee, issued=True)

    lines = reader(document_of(invoice).content).pages[0].extract_text().splitlines()
    assert max(map(len, lines)) < 100
    for word in ("W" * 200, "P" * 60):
        assert word in "".join(lines).replace("\u200b", "")


def test_a_logo_stands_at_the_head_with_our_name_for_those_who_hear_it():
    SellerFactory(effective_from=date(2016, 1, 1), logo=LogoFactory(), **OURS)

    pdf = document_of(InvoiceFactory(issued=True)).content

    assert len(reader(pdf).pages[0].images) == 1
    assert standards(pdf) == (True, True)


def test_a_note_from_before_the_seller_was_copied_in_speaks_for_that_of_its_invoice():
    note = CreditNoteFactory()
    bare = CreditNote.objects.get(pk=note.pk)
    bare.seller = None

    assert "14 Palmers Road" in of(bare)
