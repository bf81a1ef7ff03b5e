"""What a document copies in when it is issued, so that it can be printed on any later day."""

from datetime import date

from billing.models import Invoice, Logo, Seller
from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.fee_terms import FeeTerms
from employers.models import Employer
from foundation.errors import DomainError
from foundation.money import pounds
from foundation.periods import format_date


class SellerUnknown(DomainError):
    """There are no details of the seller for the day."""

    code = "seller_unknown"


def seller_on(day: date) -> Seller:
    """Return our own name, address and numbers on a day. Raises SellerUnknown before the first."""
    try:
        return Seller.objects.on(day)
    except Seller.DoesNotExist:
        raise SellerUnknown(
            f"We have no details of our own for {format_date(day)}. "
            "Add the seller as it was that day."
        ) from None


def of_seller(day: date) -> dict[str, str]:
    """Return the seller's details on a document of a day. Raises SellerUnknown."""
    return snapshot_of(seller_on(day))


def snapshot_of(seller: Seller) -> dict[str, str]:
    """Return our details as a document prints them."""
    return {
        "name": seller.name,
        "address": seller.address,
        "company_number": seller.company_number,
        "vat_number": seller.vat_number if seller.vat_registered else "",
        "email": seller.email,
        "bank_details": seller.bank_details,
        "logo": _logo_of(seller),
    }


def _logo_of(seller: Seller) -> str:
    if seller.logo_id is None:
        return ""
    # Only its hash: the picture itself is read when it is printed.
    return Logo.objects.values_list("sha256", flat=True).get(pk=seller.logo_id)


def of_buyer(employer: Employer) -> dict[str, str]:
    """Return the buyer's details on an invoice."""
    return {
        "reference": employer.reference,
        "name": employer.billing_name or employer.name,
        "address": employer.billing_address,
        "email": employer.billing_email,
        "vat_number": employer.vat_number,
    }


def of_working(invoice: Invoice) -> list[str]:
    """Return how the fee was worked out, for the buyer.

    A fee that was set by hand shows its amount only; the reason and the person stay internal.
    """
    fee, hire = invoice.fee, invoice.fee.hire
    if fee.override_reason:
        steps = [f"Fee agreed at {pounds(fee.net_pence)}"]
    else:
        steps = compute_fee(
            FeeTerms.stored(fee.terms_snapshot),
            salary_pence=hire.salary_pence,
            fte=hire.fte,
            contract=hire.contract,
            months=hire.months,
        ).working
    if invoice.instalments == 1:
        return steps
    part = f"Instalment {invoice.instalment} of {invoice.instalments}"
    return [*steps, f"{part}: {pounds(invoice.net_pence)} of {pounds(fee.net_pence)}"]
