"""The layout all our documents share: their content goes in, a PDF comes out.

The layout is `layouts/document.typ`; words and figures reach it as JSON and never become part of
its code. The same content gives the same bytes: the only date in the file is the one passed in.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from billing.domain.ledger.vat_rules import VatTreatment
from billing.models import Logo
from foundation.money import pounds
from foundation.uk_numbers import format_vat_number, registered_in

if TYPE_CHECKING:
    import typst

Content = dict[str, Any]
Pairs = list[tuple[str, str]]

LAYOUT: Final = Path(__file__).parent / "layouts" / "document.typ"
# Archival, and readable aloud.
STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-2a", "ua-1"]


def typeset(content: Content) -> bytes:
    """Return the PDF of a document: tagged and archival (PDF/A-2a, PDF/UA-1).

    Characters that our own fonts lack, such as those of a Chinese name, are looked up in the
    fonts of the machine. One that no font has prints as a box in a plain tagged PDF, because an
    unusual name must not stop an invoice.
    """
    import typst  # noqa: PLC0415  7 MB, which a worker that prints nothing does without

    text = json.dumps(content, ensure_ascii=False)
    try:
        return _compile(text, _own_fonts(), STANDARDS)
    except typst.TypstError:
        machine = typst.Fonts()
    try:
        return _compile(text, machine, STANDARDS)
    except typst.TypstError:
        return _compile(text, machine, [])


@cache
def _own_fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415  as above

    return typst.Fonts(include_system_fonts=False)


def _compile(text: str, fonts: "typst.Fonts", standards: "list[typst.PDFStandard]") -> bytes:
    import typst  # noqa: PLC0415  as above

    return typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=fonts,
        ignore_system_fonts=fonts is _own_fonts(),
        format="pdf",
        sys_inputs={"content": text},
        pdf_standards=standards,
    )


def head(
    title: str, number: str, day: date, seller: Mapping[str, str], vat: VatTreatment
) -> Content:
    """Return the part that every document has: its title, day and sender.

    A sender that is not registered for VAT shows no VAT number.
    """
    name = seller["name"]
    content: Content = {
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
        content["logo"] = list(Logo.objects.get(sha256=sha256).png)
    return content


def address(party: Mapping[str, str]) -> list[str]:
    """Return the lines of an address, without empty ones."""
    return [line.strip() for line in party.get("address", "").splitlines() if line.strip()]


def small_print(seller: Mapping[str, str], vat: VatTreatment) -> list[str]:
    """Return the lines at the foot of every page.

    Source: Company, Limited Liability Partnership and Business (Names and Trading Disclosures)
    Regulations 2015, reg. 24 and 25: a company's name, number and register.
    """
    lines = [seller["name"]]
    if number := seller.get("company_number"):
        lines[0] += f", registered in {registered_in(number)}, company number {number}"
    if vat.names_vat and seller.get("vat_number"):
        lines.append(f"VAT number {format_vat_number(seller['vat_number'])}")
    return lines


def to_whom(label: str, buyer: Mapping[str, str]) -> Content:
    """Return the recipient of a document."""
    return {"label": label, "name": buyer["name"], "lines": address(buyer)}


def how_to_pay(seller: Mapping[str, str], reference: str) -> Content:
    """Return how to pay: the bank details line by line, and the reference to quote."""
    facts: Pairs = []
    words = []
    for line in filter(None, map(str.strip, seller.get("bank_details", "").splitlines())):
        name, colon, value = line.partition(":")
        if colon and value.strip():
            facts.append((name.strip(), value.strip()))
        else:
            words.append(line)
    facts.append(("Payment reference", reference))
    content: Content = {"heading": "How to pay", "facts": facts}
    return {**content, "words": words} if words else content


def columns(*names: str, wide: Sequence[str], figures: Sequence[str]) -> list[Content]:
    """Return the columns of a table; ``wide`` ones share the spare width, ``figures`` are sums."""
    return [{"name": name, "wide": name in wide, "figures": name in figures} for name in names]


def money(pence: int) -> str:
    """Return an amount as printed; a negative one has a real minus sign."""
    return pounds(pence).replace("-", "\N{MINUS SIGN}")


def british(text: str) -> str:
    """Return percentages as British documents write them: "20%"."""
    return text.replace(" %", "%")


def unbroken(text: str) -> str:
    """Return text that stays on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
