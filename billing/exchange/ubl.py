"""Invoices and credit notes as structured e-invoices: UBL 2.1 of the European norm EN 16931.

Made on request from the copies frozen when the document was issued, so that it is always the
same; the document that was sent and is stored is the PDF (`documents`). The UK requires
structured invoices between businesses from April 2029 on.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from billing.choices import INVOICES, InvoiceState, VatKind
from billing.domain.ledger.vat_rules import VatTreatment
from billing.models import CreditNote, Invoice
from foundation.errors import DomainError
from foundation.periods import format_date

from .accounting.month import amount, one_line
from .documents.invoice import treatment_of
from .documents.layout import address

INVOICE, CREDIT_NOTE = "380", "381"  # UNTDID 1001
STANDARD, REVERSE_CHARGE, OUTSIDE = "S", "AE", "O"  # UNTDID 5305, as the norm uses them
ONE, NO_MEANS, BY_EMAIL = "C62", "1", "EM"
NOT_SUBJECT: Final = "Not subject to VAT"
# Prefixes of VAT numbers that are not country codes.
COUNTRIES: Final = {"EL": "GR", "XI": "GB"}
HOME: Final = "GB"
# Names of countries in addresses, besides those of the table.
OTHER_NAMES: Final = {
    **dict.fromkeys(("united kingdom", "uk", "england", "scotland", "wales"), HOME),
    **dict.fromkeys(("usa", "united states of america"), "US"),
    "the netherlands": "NL",
    "republic of ireland": "IE",
}


class NoEInvoice(DomainError):
    """A draft, an invoice from before this system, or a buyer whose country is unknown."""

    code = "no_e_invoice"


@dataclass(frozen=True, slots=True)
class Item:
    """One line, in pence."""

    name: str
    net_pence: int
    vat_pence: int
    rate: Decimal


def invoice_xml(invoice: Invoice) -> bytes:
    """Return an issued invoice as UBL, checked against its schema. Raises NoEInvoice."""
    if invoice.state == InvoiceState.DRAFT or invoice.series != INVOICES:
        raise NoEInvoice(
            f"There is no e-invoice of {invoice}, because it was not issued in this system."
        )
    assert invoice.due_on is not None
    items = [
        Item(one_line(line.description), line.net_pence, line.vat_pence, line.vat_rate)
        for line in invoice.lines.order_by("pk")
    ]
    vat = treatment_of(invoice)
    fields = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": INVOICE,
        "BT-9": invoice.due_on,
        "BT-20": f"To pay by {format_date(invoice.due_on)}",
        "BT-81": NO_MEANS,
        "BT-83": invoice.number,
        **_parties(invoice.seller, invoice.buyer, vat),
        **_sums(items, _category(vat, invoice.buyer), vat),
    }
    if vat.names_vat:
        fields["BT-7"] = invoice.tax_point
    if invoice.purchase_order:
        fields["BT-13"] = invoice.purchase_order
    return _xml(fields)


def credit_note_xml(note: CreditNote) -> bytes:
    """Return a credit note as UBL, checked against its schema. Raises NoEInvoice."""
    invoice = note.invoice
    vat, reason = treatment_of(invoice), one_line(note.reason)
    item = Item(f"Credit of {invoice}", note.net_pence, note.vat_pence, invoice.vat_rate)
    fields = {
        "BT-1": note.number,
        "BT-2": note.issued_on,
        "BT-3": CREDIT_NOTE,
        "BG-1": [{"BT-22": reason}],
        "BG-3": [{"BT-25": invoice.number, "BT-26": invoice.issued_on}],
        **_parties(note.seller or invoice.seller, invoice.buyer, vat),
        **_sums([item], _category(vat, invoice.buyer), vat),
    }
    return _xml(fields)


def _xml(fields: dict[str, Any]) -> bytes:
    from facturx import generate_ubl_xml  # noqa: PLC0415  it takes 0.2 s to load

    # The schema comes with the library; the further rules of the norm need a separate server.
    xml: bytes = generate_ubl_xml(fields, level="en16931", check_xsd=True, check_schematron=None)
    return xml


def _category(vat: VatTreatment, buyer: Mapping[str, str]) -> str:
    """Return the category of all lines: a reverse charge needs the buyer's VAT number.

    Source: EN 16931-1, rules BR-AE-2 and BR-O-2.
    """
    if vat.kind == VatKind.STANDARD:
        return STANDARD
    named = vat.kind == VatKind.REVERSE_CHARGE and buyer["vat_number"]
    return REVERSE_CHARGE if named else OUTSIDE


def _parties(
    seller: Mapping[str, str], buyer: Mapping[str, str], vat: VatTreatment
) -> dict[str, Any]:
    """Return the seller and the buyer; outside the scope of VAT, without VAT numbers."""
    outside = _category(vat, buyer) == OUTSIDE
    us, them = _party(seller, HOME), _party(buyer, _country(buyer, vat))
    us["legal_identifier"] = seller.get("company_number", "")
    if not outside:
        us["vat_identifier"] = seller.get("vat_number", "")
        them["vat_identifier"] = buyer["vat_number"]
    return {"BG-4": us, "BG-7": them, "BT-10": buyer["reference"]}


def _party(party: Mapping[str, str], country: str) -> dict[str, Any]:
    first, second, *rest = [*map(one_line, address(party)), "", ""]
    fields = {
        "name": one_line(party["name"]),
        "addr_l1": first,
        "addr_l2": second,
        "addr_l3": ", ".join(filter(None, rest)),
        "country_code": country,
    }
    if email := party.get("email"):
        fields |= {"einvoicing_addr": email, "einvoicing_addr_schemeid": BY_EMAIL}
    return fields


def _country(buyer: Mapping[str, str], vat: VatTreatment) -> str:
    """Return the buyer's country, from its VAT number or the last line of its address.

    In the UK it is ours. Raises NoEInvoice for a buyer abroad without a country.
    """
    prefix = buyer["vat_number"][:2].upper()
    if prefix.isalpha() and prefix:
        return COUNTRIES.get(prefix, prefix)
    named = address(buyer)[-1:]
    if named and (code := countries().get(named[0].casefold())):
        return code
    if vat.kind == VatKind.REVERSE_CHARGE:
        raise NoEInvoice(
            f"We do not know the country of {buyer['name']}. Its invoice has no VAT number, and "
            "the last line of its address is not a country."
        )
    return HOME


@cache
def countries() -> dict[str, str]:
    """Return the code of each country by its English name in small letters (ISO 3166-1)."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {name.casefold(): code for code, name in rows} | OTHER_NAMES


def _sums(items: Sequence[Item], category: str, vat: VatTreatment) -> dict[str, Any]:
    """Return the lines, the VAT by rate, and the totals."""
    by_rate: dict[Decimal, list[int]] = defaultdict(lambda: [0, 0])
    for item in items:
        by_rate[item.rate][0] += item.net_pence
        by_rate[item.rate][1] += item.vat_pence
    net, tax = sum(item.net_pence for item in items), sum(item.vat_pence for item in items)
    return {
        "BT-5": "GBP",
        "BG-25": [_line(place, item, category) for place, item in enumerate(items, start=1)],
        "BG-23": [
            {
                "BT-116": amount(taxed),
                "BT-117": amount(charged),
                "BT-118": category,
                **_rate(rate, category),
                **_why_none(category, vat),
            }
            for rate, (taxed, charged) in by_rate.items()
        ],
        "BT-106": amount(net),
        "BT-109": amount(net),
        "BT-110": amount(tax),
        "BT-112": amount(net + tax),
        "BT-115": amount(net + tax),
    }


def _line(place: int, item: Item, category: str) -> dict[str, Any]:
    return {
        "BT-126": str(place),
        "BT-129": "1",
        "BT-130": ONE,
        "BT-131": amount(item.net_pence),
        "BT-146": amount(item.net_pence),
        "BT-151": category,
        "BT-153": item.name,
        **({"BT-152": _percent(item.rate)} if category != OUTSIDE else {}),
    }


def _rate(rate: Decimal, category: str) -> dict[str, str]:
    return {} if category == OUTSIDE else {"BT-119": _percent(rate)}


def _percent(rate: Decimal) -> str:
    return f"{100 * rate:.2f}"


def _why_none(category: str, vat: VatTreatment) -> dict[str, str]:
    return {} if category == STANDARD else {"BT-120": vat.words or NOT_SUBJECT}
