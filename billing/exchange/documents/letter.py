"""The paper all our documents are written on: what they say goes in, a PDF comes out.

The layout is `layouts/letter.typ`; words and figures reach it as JSON and are never made part of
its code. The same words give the same bytes: the only date inside is the one that is passed in.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import typst

from billing.domain.ledger.vat_rules import VatTreatment
from billing.models import Logo
from foundation.money import pounds
from foundation.uk_numbers import format_vat_number, registered_in

Said = dict[str, Any]
Pairs = list[tuple[str, str]]

LAYOUT: Final = Path(__file__).parent / "layouts" / "letter.typ"
OWN_FONTS: Final = typst.Fonts(include_system_fonts=False)
# Archival, and readable aloud.
STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-2a", "ua-1"]


def typeset(said: Said) -> bytes:
    """Return the PDF of what a document says: tagged, and archival (PDF/A-2a, PDF/UA-1).

    A letter that our own fonts lack, such as a Chinese name, is looked for in those of the
    machine; one that is nowhere prints as a box, in a plain tagged PDF: a name is no reason to
    have no invoice.
    """
    words = json.dumps(said, ensure_ascii=False)
    try:
        return _compile(words, OWN_FONTS, STANDARDS)
    except typst.TypstError:
        machine = typst.Fonts()
    try:
        return _compile(words, machine, STANDARDS)
    except typst.TypstError:
        return _compile(words, machine, [])


def _compile(words: str, fonts: typst.Fonts, standards: "list[typst.PDFStandard]") -> bytes:
    return typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=fonts,
        ignore_system_fonts=fonts is OWN_FONTS,
        format="pdf",
        sys_inputs={"said": words},
        pdf_standards=standards,
    )


def head(title: str, number: str, day: date, seller: Mapping[str, str], vat: VatTreatment) -> Said:
    """Return what every document says: its title, day and sender.

    A sender that is not registered for VAT names no VAT number.
    """
    name = seller["name"]
    said = {
        "title": f"{title} {number} from {name}",
        "short_title": f"{title} {number}",
        "heading": title,
        "day": [day.year, day.month, day.day],
        "seller": {
            "name": name,
            "lines": [*address(seller), *filter(None, [seller.get("email")])],
            "small_print": small_print(seller, vat),
        },
    }
    if sha256 := seller.get("logo"):
        said["logo"] = list(Logo.objects.get(sha256=sha256).png)
    return said


def address(party: Mapping[str, str]) -> list[str]:
    """Return the lines of an address, without empty ones."""
    return [line.strip() for line in party.get("address", "").splitlines() if line.strip()]


def small_print(seller: Mapping[str, str], vat: VatTreatment) -> list[str]:
    """Return the foot of every page.

    Source: Company, Limited Liability Partnership and Business (Names and Trading Disclosures)
    Regulations 2015, reg. 24 and 25: a company's name, number and register.
    """
    said = [seller["name"]]
    if number := seller.get("company_number"):
        said[0] += f", registered in {registered_in(number)}, company number {number}"
    if vat.names_vat and seller.get("vat_number"):
        said.append(f"VAT number {format_vat_number(seller['vat_number'])}")
    return said


def to_whom(label: str, buyer: Mapping[str, str]) -> Said:
    """Return who a document is for."""
    return {"label": label, "name": buyer["name"], "lines": address(buyer)}


def how_to_pay(seller: Mapping[str, str], reference: str) -> Said:
    """Return where the money goes: the bank details line by line, and what to quote."""
    facts: Pairs = []
    words = []
    for line in filter(None, map(str.strip, seller.get("bank_details", "").splitlines())):
        name, colon, value = line.partition(":")
        if colon and value.strip():
            facts.append((name.strip(), value.strip()))
        else:
            words.append(line)
    facts.append(("Payment reference", reference))
    said = {"heading": "How to pay", "facts": facts}
    return {**said, "words": words} if words else said


def columns(*names: str, wide: Sequence[str], figures: Sequence[str]) -> list[Said]:
    """Return the columns of a table: which share the room that is left, and which are figures."""
    return [{"name": name, "wide": name in wide, "figures": name in figures} for name in names]


def money(pence: int) -> str:
    """Return an amount as it is printed, below zero with a real minus sign."""
    return pounds(pence).replace("-", "\N{MINUS SIGN}")


def british(text: str) -> str:
    """Return percentages as British documents write them: "20%"."""
    return text.replace(" %", "%")


def unbroken(text: str) -> str:
    """Return text that stays on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
