"""Our details on documents, and how customers pay us: a new account takes two people.

Who changes the bank details of our invoices gets the money. So one person asks, another decides,
and all who handle money hear of both.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from billing import notices
from billing.models import Logo, Seller
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, require
from foundation.models import Approval
from foundation.periods import format_date
from foundation.transactions import atomic
from foundation.uk_numbers import company_number, vat_number

KIND = "bank_details"


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
def change(details: Details, *, by: User, on: date) -> Seller | Approval:
    """Return the row that applies from its day on, or the request to change how we are paid.

    The request waits for a second person, and all who handle money are told of it. The first bank
    details there are take one person. Documents issued before stay as they are.
    Raises BadValue for a wrong field and for a day that already has a row, and AlreadyWaiting.
    """
    row = _row(details)
    now = _replaced(row.effective_from)
    if now is None or row.bank_details == now.bank_details:
        return _save(row, by=by, on=on)
    if not now.bank_details and not Seller.objects.exclude(bank_details="").exists():
        saved = _save(row, by=by, on=on)
        notices.bank_details_changed(saved, before="", by=by)
        return saved
    wanted = asdict(details) | {
        "effective_from": row.effective_from.isoformat(),
        "logo": row.logo_id,
    }
    approval = approvals.ask(
        KIND,
        now,
        by=by,
        on=on,
        reason=f"How to pay us from {format_date(row.effective_from)}: "
        f"{_in_a_line(row.bank_details)}. Until then: {_in_a_line(now.bank_details)}.",
        **wanted,
    )
    notices.bank_details_requested(row, before=now.bank_details, by=by)
    return approval


@approvals.on_approval(KIND)
@atomic
def _change(approval: Approval) -> None:
    """Save the details as they were asked for."""
    by, on = approvals.second_person(approval)
    given: dict[str, Any] = dict(approval.detail)
    given["effective_from"] = date.fromisoformat(given["effective_from"])
    given["logo"] = Logo.objects.get(pk=given["logo"]) if given["logo"] else None
    row = _row(Details(**given))
    now = _replaced(row.effective_from)
    _save(row, by=by, on=on)
    before = now.bank_details if now else ""
    notices.bank_details_changed(row, before=before, by=by, asked_by=approval.asked_by)


def _row(details: Details) -> Seller:
    """Return the row of some details, not saved. Raises BadValue."""
    require("address", details.address, "Enter the address line by line. Every invoice prints it.")
    vat_agrees(details.vat_number, registered=details.vat_registered)
    if Seller.objects.filter(effective_from=details.effective_from).exists():
        raise BadValue(
            "effective_from", "There are already details from this day. Choose another day."
        )
    return Seller(
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


def _replaced(day: date) -> Seller | None:
    """Return the details that hold on a day, or the first there are if it lies before them."""
    rows = Seller.objects.order_by("effective_from").select_for_update(of=("self",), no_key=True)
    known = list(rows.defer("logo"))
    earlier = [row for row in known if row.effective_from <= day]
    return earlier[-1] if earlier else next(iter(known), None)


def _save(row: Seller, *, by: User, on: date) -> Seller:
    row.save()
    history.record(Verb.CREATED, row, by=by, on=on)
    return row


def _in_a_line(bank_details: str) -> str:
    return ", ".join(line.strip() for line in bank_details.splitlines() if line.strip()) or "none"


def vat_agrees(number: str, *, registered: bool) -> None:
    """Raise BadValue unless there is a VAT number exactly when we are registered for VAT."""
    if registered and not number:
        raise BadValue(
            "vat_number", "Enter the VAT number, or say that you are not registered for VAT."
        )
    if number and not registered:
        raise BadValue("vat_number", "Leave the VAT number out if you are not registered for VAT.")
