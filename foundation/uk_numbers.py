"""Numbers in UK registers: Companies House and HMRC's VAT numbers."""

import re
from typing import Final

from stdnum.exceptions import ValidationError
from stdnum.gb import vat

from .errors import BadValue

# Eight digits, or two letters and six digits; the oldest of Northern Ireland have one letter.
COMPANY: Final = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|R[0-9]{7}")
REGISTERS: Final = {"S": "Scotland", "N": "Northern Ireland", "R": "Northern Ireland"}


def company_number(text: str, *, field: str = "company_number") -> str:
    """Return a Companies House number in its usual form: "9023124" is "09023124".

    Raises BadValue naming ``field`` for any other form; there are no check digits.
    """
    number = re.sub(r"\s", "", text).upper()
    number = number.zfill(8) if number.isdecimal() and number.isascii() else number
    if not COMPANY.fullmatch(number):
        raise BadValue(field, "Enter eight digits, or two letters and six digits: SC123456.")
    return number


def registered_in(number: str) -> str:
    """Return the part of the United Kingdom whose register a company number is from."""
    return REGISTERS.get(number[:1], "England and Wales")


def vat_number(text: str, *, field: str = "vat_number") -> str:
    """Return a UK VAT number without spaces: "GB980780684".

    Raises BadValue naming ``field`` if its check digits are wrong.
    """
    try:
        return f"GB{vat.validate(text)}"
    except ValidationError:
        raise BadValue(field, "This is not a UK VAT number. Check its digits.") from None


def format_vat_number(number: str) -> str:
    """Return a VAT number with spaces, for documents: "GB 980 7806 84"; others unchanged."""
    return re.sub(r"^GB(\d{3})(\d{4})(\d{2})(\d{3})?$", r"GB \1 \2 \3 \4", number).strip()
