"""Our emails about money: text from templates/billing/mail/, facts from the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from billing.choices import ReminderStep
from billing.models import Invoice, Seller
from foundation.accounts.choices import HANDLES_MONEY, Notice, Role
from foundation.accounts.models import User
from foundation.letters import Letterhead, letterhead_by
from foundation.letters import rendered as filled_in
from foundation.money import pounds
from foundation.notices import notify_roles
from foundation.periods import format_date

SUBJECTS: Final = {
    ReminderStep.BEFORE_DUE: "Invoice {number} falls due on {due}",
    ReminderStep.FIRST: "Invoice {number} was due on {due}",
    ReminderStep.SECOND: "Second reminder: invoice {number}, due on {due}",
    ReminderStep.FINAL: "Final reminder: invoice {number}, due on {due}",
}


@dataclass(frozen=True, slots=True)
class Email:
    """An email as it goes out: its sender and its text."""

    sender: str
    reply_to: str
    subject: str
    body: str


def reminder(
    invoice: Invoice,
    step: ReminderStep,
    *,
    seller: Seller,
    on: date,
    working: Sequence[str] = (),
    charged: bool = False,
    attached: bool = True,
) -> Email:
    """Return the reminder of an unpaid invoice, signed by our finance officer.

    ``working`` explains the statutory interest and fixed sum; ``charged`` says that finance has
    charged them; ``attached``, that the invoice is attached.
    """
    officer = finance_officer()
    facts = {
        **_facts(invoice, on=on),
        "bank_details": [line for line in seller.bank_details.splitlines() if line.strip()],
        "attached": attached,
        "working": list(working),
        "charged": charged,
        "officer": officer.full_name if officer else "Accounts",
        "seller": seller.name,
    }
    subject = SUBJECTS[step].format(number=invoice.number, due=facts["due"])
    return Email(
        sender=seller.name,
        reply_to=officer.email if officer else seller.email,
        subject=f"{subject} ({facts['owed']})",
        body=filled_in(f"billing/mail/reminder_{step}.txt", facts),
    )


def _facts(invoice: Invoice, *, on: date) -> dict[str, Any]:
    """Return the facts of an invoice that every reminder states."""
    assert invoice.issued_on is not None
    assert invoice.due_on is not None
    return {
        "buyer": invoice.buyer.get("name") or str(invoice.employer),
        "number": invoice.number,
        "issued": format_date(invoice.issued_on),
        "due": format_date(invoice.due_on),
        "days_late": max((on - invoice.due_on).days, 0),
        "gross": pounds(invoice.gross_pence),
        "owed": pounds(invoice.outstanding_pence),
        "part_paid": invoice.outstanding_pence != invoice.gross_pence,
        "purchase_order": invoice.purchase_order,
        "what": [line.description for line in invoice.lines.all()],
    }


@letterhead_by
def letterhead(day: date) -> Letterhead | None:
    """Return our letterhead on a day, from our details; None before the first there are."""
    seller = Seller.objects.filter(effective_from__lte=day).order_by("-effective_from").first()
    if seller is None:
        return None
    logo = bytes(seller.logo.png) if seller.logo else b""
    lines = (line.strip() for line in seller.address.splitlines())
    return Letterhead(seller.name, tuple(filter(None, lines)), logo)


def finance_officer() -> User | None:
    """Return who signs our emails about money: the longest-serving finance officer."""
    return User.objects.filter(role=Role.FINANCE, is_active=True).order_by("pk").first()


def bank_details_requested(row: Seller, *, before: str, by: User) -> None:
    """Tell all who handle money that somebody asks to change how we are paid."""
    _to_finance("Somebody asks to change our bank details", "asked", row, before=before, by=by)


def bank_details_changed(
    row: Seller, *, before: str, by: User, asked_by: User | None = None
) -> None:
    """Tell all who handle money how we are paid from a day on, and who decided it."""
    subject = "Our bank details change"
    _to_finance(subject, "changed", row, before=before, by=by, asked_by=asked_by)


def _to_finance(subject: str, template: str, row: Seller, *, before: str, **people: Any) -> None:
    notify_roles(
        HANDLES_MONEY,
        Notice.BANK_DETAILS,
        subject=subject,
        template=f"billing/mail/bank_details_{template}.txt",
        context={
            "day": format_date(row.effective_from),
            "after": ", ".join(row.bank_details.splitlines()) or "none",
            "before": ", ".join(before.splitlines()) or "none",
            **people,
        },
    )
