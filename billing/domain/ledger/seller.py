"""The seller's details, and the reference rates of late interest: dated rows, each added once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.models import Logo, ReferenceRate, Seller
from foundation.errors import BadValue, require
from foundation.transactions import atomic
from foundation.uk_numbers import company_number, vat_number

HALF_YEARS = ((1, 1), (7, 1))


@dataclass(frozen=True, slots=True)
class Details:
    """The seller's details from a day on; the address and bank details have one item a line."""

    effective_from: date
    name: str
    address: str
    vat_registered: bool
    company_number: str = ""
    vat_number: str = ""
    email: str = ""
    bank_details: str = ""
    logo: Logo | None = None


@atomic
def change(details: Details) -> Seller:
    """Return the row that applies from its day on. Documents issued before stay as they are.

    Raises BadValue for a wrong field, and for a day that already has a row.
    """
    require("address", details.address, "Enter the address line by line. Every invoice prints it.")
    vat_agrees(details.vat_number, registered=details.vat_registered)
    if Seller.objects.filter(effective_from=details.effective_from).exists():
        raise BadValue(
            "effective_from", "There are already details from this day. Choose another day."
        )
    return Seller.objects.create(
        effective_from=details.effective_from,
        name=details.name.strip(),
        address=details.address.strip(),
        company_number=details.company_number and company_number(details.company_number),
        vat_registered=details.vat_registered,
        vat_number=details.vat_number and vat_number(details.vat_number),
        email=details.email.strip(),
        bank_details=details.bank_details.strip(),
        logo=details.logo,
    )


def vat_agrees(number: str, *, registered: bool) -> None:
    """Raise BadValue unless there is a VAT number exactly when we are registered for VAT."""
    if registered and not number:
        raise BadValue(
            "vat_number", "Enter the VAT number, or say that you are not registered for VAT."
        )
    if number and not registered:
        raise BadValue("vat_number", "Leave the VAT number out if you are not registered for VAT.")


@atomic
def add_rate(half_year: date, rate: Decimal, *, source: str, on: date) -> ReferenceRate:
    """Return the Bank of England rate (a fraction) for interest that starts in a half-year.

    It is the official rate of the day before the half-year begins. Source: the Late Payment of
    Commercial Debts (Rate of Interest) (No. 3) Order 2002. Raises BadValue.
    """
    half_year_is_open(half_year)
    if not 0 <= rate <= 1:
        raise BadValue("rate", "The rate must be between 0 % and 100 %.")
    require("source", source, "Say where you found it, such as the Bank of England's website.")
    return ReferenceRate.objects.create(
        effective_from=half_year, rate=rate, source=source.strip(), checked_on=on
    )


def half_year_is_open(day: date) -> None:
    """Raise BadValue unless a half-year begins on the day and its rate is not on file."""
    if (day.month, day.day) not in HALF_YEARS:
        raise BadValue("effective_from", "A half-year begins on 1 January or 1 July.")
    if ReferenceRate.objects.filter(effective_from=day).exists():
        raise BadValue("effective_from", "The rate of this half-year is already on file.")


def half_years_missing(*, on: date) -> list[date]:
    """Return the half-years up to a day whose rate is not on file, the newest first."""
    held = set(ReferenceRate.objects.values_list("effective_from", flat=True))
    first = min(held, default=date(on.year, 1, 1))
    begun = [date(year, *half) for year in range(first.year, on.year + 1) for half in HALF_YEARS]
    return [day for day in reversed(begun) if first <= day <= on and day not in held]
