"""Customers and VAT rates at Stripe."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .client import MARK, MOST, SLACK, Ask, mark_of, seconds, services

if TYPE_CHECKING:
    from stripe import params


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer, as our invoice prints it."""

    reference: str
    name: str
    email: str
    address: str


def find(ask: Ask, buyer: Buyer) -> str | None:
    """Return the customer an earlier request created, or one of the same reference and name."""
    with services() as v1:
        if ask.since:
            since = seconds(ask.since - SLACK)
            made = v1.customers.list({"created": {"gte": since}, "limit": MOST})
            return next((c.id for c in made.auto_paging_iter() if mark_of(c) == ask.mark), None)
        known = v1.customers.search({"query": f"metadata['employer']:'{_plain(buyer.reference)}'"})
        return next((c.id for c in known.auto_paging_iter() if c.name == buyer.name), None)


def make(ask: Ask, buyer: Buyer) -> str:
    """Return the new customer."""
    wanted: params.CustomerCreateParams = {
        "name": buyer.name,
        "address": {"line1": buyer.address},
        "metadata": {**ask.metadata, "employer": buyer.reference},
    }
    if buyer.email:
        wanted["email"] = buyer.email
    with services() as v1:
        return v1.customers.create(wanted, ask.only_once).id


def update(customer: str, buyer: Buyer) -> None:
    """Update the customer's details at Stripe, which emails them."""
    wanted: params.CustomerUpdateParams = {
        "name": buyer.name,
        "address": {"line1": buyer.address},
        "email": buyer.email,
    }
    with services() as v1:
        v1.customers.update(customer, wanted)


def find_rate(ask: Ask, percentage: Decimal) -> str | None:
    """Return the VAT rate that we created before, at any time."""
    with services() as v1:
        rates = v1.tax_rates.list({"active": True, "inclusive": False, "limit": MOST})
        ours = (r for r in rates.auto_paging_iter() if mark_of(r) == _mark_of_rate(percentage))
        return next((r.id for r in ours), None)


def make_rate(ask: Ask, percentage: Decimal) -> str:
    """Return the new VAT rate, which is added to the price of a line."""
    wanted: params.TaxRateCreateParams = {
        "display_name": "VAT",
        "percentage": float(percentage),
        "inclusive": False,
        "country": "GB",
        "tax_type": "vat",
        "metadata": {MARK: _mark_of_rate(percentage)},
    }
    with services() as v1:
        return v1.tax_rates.create(wanted, ask.only_once).id


def _mark_of_rate(percentage: Decimal) -> str:
    return f"vat {percentage.normalize():f}"


def _plain(text: str) -> str:
    """Return text that a search can quote."""
    return text.replace("\\", "").replace("'", "")
