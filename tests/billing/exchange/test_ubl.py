"""Structured e-invoices: valid against their schema, and the same sums as the document."""

from datetime import date

import pytest
from facturx import xml_check_xsd
from lxml import etree

from billing.domain.ledger import invoices
from billing.exchange.ubl import NoEInvoice, credit_note_xml, invoice_xml
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, SellerFactory

from .accounting.test_files import in_two_lines

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
TOTALS = "cac:LegalMonetaryTotal"


def values(xml: bytes, path: str) -> list[str]:
    return [node.text for node in etree.fromstring(xml).xpath(f"//{path}", namespaces=NAMES)]


def valid(xml: bytes, kind: str = "invoice") -> bool:
    return xml_check_xsd(xml, flavor=f"ubl-2.1-{kind}")


def test_an_invoice_with_vat_is_valid_and_says_what_the_document_says(db):
    invoice = InvoiceFactory(issued=True)

    xml = invoice_xml(invoice)

    assert valid(xml)
    assert values(xml, "cbc:IssueDate") == ["2018-09-03"]
    assert values(xml, "cbc:DueDate") == ["2018-10-03"]
    assert values(xml, "cbc:InvoiceTypeCode") == ["380"]
    assert values(xml, "cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["S"]
    assert values(xml, "cac:TaxSubtotal/cac:TaxCategory/cbc:Percent") == ["20.00"]
    assert values(xml, f"{TOTALS}/cbc:TaxExclusiveAmount") == ["4800.00"]
    assert values(xml, "cac:TaxTotal/cbc:TaxAmount") == ["960.00"]
    assert values(xml, f"{TOTALS}/cbc:PayableAmount") == ["5760.00"]
    assert values(xml, "cac:AccountingCustomerParty//cbc:RegistrationName") == [
        invoice.buyer["name"]
    ]


def test_a_reverse_charge_names_both_numbers_and_the_country(db):
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer__abroad=True)

    xml = invoice_xml(invoice)

    assert valid(xml)
    assert values(xml, "cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["AE"]
    assert values(xml, "cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason") == [
        "Reverse charge: outside the scope of UK VAT; the customer accounts for any VAT due."
    ]
    assert values(xml, "cac:AccountingCustomerParty//cac:PartyTaxScheme/cbc:CompanyID") == [
        "DE136695976"
    ]
    assert values(xml, "cac:AccountingCustomerParty//cac:Country/cbc:IdentificationCode") == ["DE"]
    assert values(xml, f"{TOTALS}/cbc:PayableAmount") == ["4800.00"]


def test_who_is_not_registered_charges_none_and_names_no_number(db):
    SellerFactory(effective_from=date(2015, 1, 2), vat_registered=False, vat_number="")
    invoice = InvoiceFactory(issued=True)

    xml = invoice_xml(invoice)

    assert valid(xml)
    assert values(xml, "cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["O"]
    assert values(xml, "cac:PartyTaxScheme/cbc:CompanyID") == []
    assert values(xml, "cbc:TaxPointDate") == []
    assert values(xml, f"{TOTALS}/cbc:PayableAmount") == ["4800.00"]


def test_several_lines_add_up(db, finance_officer):
    draft = in_two_lines(InvoiceFactory())
    invoice = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))

    xml = invoice_xml(invoice)

    assert valid(xml)
    assert values(xml, "cac:InvoiceLine/cbc:LineExtensionAmount") == ["3200.00", "1600.00"]
    assert values(xml, f"{TOTALS}/cbc:PayableAmount") == ["5760.00"]


@pytest.mark.parametrize("abroad", [False, True])
def test_a_credit_note_names_its_invoice(db, abroad):
    note = CreditNoteFactory(invoice__fee__hire__introduction__employer__abroad=abroad)

    xml = credit_note_xml(note)

    assert valid(xml, "creditnote")
    assert values(xml, "cbc:CreditNoteTypeCode") == ["381"]
    assert values(xml, "cac:BillingReference//cbc:ID") == [note.invoice.number]
    assert values(xml, "cbc:Note") == ["Agreed with the employer"]
    assert values(xml, f"{TOTALS}/cbc:PayableAmount") == ["1200.00" if abroad else "1440.00"]


def test_a_credit_note_of_who_is_not_registered_is_valid(db):
    SellerFactory(effective_from=date(2015, 1, 2), vat_registered=False, vat_number="")

    xml = credit_note_xml(CreditNoteFactory())

    assert valid(xml, "creditnote")
    assert values(xml, f"{TOTALS}/cbc:PayableAmount") == ["1200.00"]


def test_it_comes_out_the_same_whatever_changed_since(db):
    invoice = InvoiceFactory(issued=True)
    before = invoice_xml(invoice)
    employer = invoice.employer
    employer.name, employer.billing_address = "Renamed Ltd", "Elsewhere"
    employer.save()

    assert invoice_xml(type(invoice).objects.get(pk=invoice.pk)) == before


def test_a_purchase_order_is_named(db, finance_officer):
    draft = InvoiceFactory()
    draft.purchase_order = "PO-77"
    draft.save()
    invoice = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))

    xml = invoice_xml(invoice)

    assert valid(xml)
    assert values(xml, "cac:OrderReference/cbc:ID") == ["PO-77"]


@pytest.mark.parametrize("name", ["Ash & <Elm> Ltd", 'O’Neil "Söhne"', "张伟"])
def test_any_name_is_written_as_it_is(db, name):
    xml = invoice_xml(InvoiceFactory(issued=True, fee__hire__introduction__employer__name=name))

    assert valid(xml)
    assert values(xml, "cac:AccountingCustomerParty//cbc:RegistrationName") == [name]


def test_a_draft_and_an_invoice_of_the_time_before_are_none(db):
    for invoice in (InvoiceFactory(), InvoiceFactory(from_the_register=True)):
        with pytest.raises(NoEInvoice):
            invoice_xml(invoice)


@pytest.mark.parametrize(
    ("line", "code"), [("Netherlands", "NL"), ("THE NETHERLANDS", "NL"), ("USA", "US")]
)
def test_the_last_line_of_an_address_tells_the_country_of_who_has_no_vat_number(db, line, code):
    invoice = InvoiceFactory(
        issued=True,
        fee__hire__introduction__employer__vat_treatment="outside_scope",
        fee__hire__introduction__employer__business_evidence="An extract of the trade register",
        fee__hire__introduction__employer__billing_address=f"Duinweg 118\nZandhoek\n{line}",
    )

    xml = invoice_xml(invoice)

    assert valid(xml)
    assert values(xml, "cac:AccountingCustomerParty//cac:Country/cbc:IdentificationCode") == [code]
    # Without a number of theirs nobody can account for the VAT by it: it is outside of VAT.
    assert values(xml, "cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["O"]


def test_a_buyer_abroad_whose_country_is_not_known_is_refused(db):
    invoice = InvoiceFactory(
        issued=True,
        fee__hire__introduction__employer__vat_treatment="outside_scope",
        fee__hire__introduction__employer__business_evidence="Commercial register of Basel",
    )

    with pytest.raises(NoEInvoice, match="the country of"):
        invoice_xml(invoice)
