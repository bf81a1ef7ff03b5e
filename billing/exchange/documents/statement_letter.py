"""What a statement of account says on paper. It is made anew each time: it is a view of a day."""

from datetime import date

from billing.domain.ledger import snapshots
from billing.domain.ledger.vat_rules import NOT_REGISTERED, VatTreatment
from billing.reports.statements import Statement
from foundation.periods import format_date

from .letter import Said, columns, head, how_to_pay, money, to_whom, unbroken

AGES = (
    ("Not yet due", "current_pence"),
    ("1–30 days late", "days_1_30_pence"),
    ("31–60 days late", "days_31_60_pence"),
    ("61–90 days late", "days_61_90_pence"),
    ("Over 90 days late", "over_90_pence"),
)


def statement_letter(told: Statement) -> Said:
    """Return the words of a statement. Raises SellerUnknown before we were anybody."""
    seller = snapshots.of_seller(told.on)
    buyer = snapshots.of_buyer(told.employer)
    # Whether we are registered on the day decides whether the foot names our number.
    vat = VatTreatment("standard", NOT_REGISTERED.rate) if seller["vat_number"] else NOT_REGISTERED
    said = head("Statement of account", buyer["reference"], told.on, seller, vat)
    return {
        **said,
        "to": to_whom("Account of", buyer),
        "facts": [("Your account", buyer["reference"]), ("At the end of", format_date(told.on))],
        "callout": _callout(told),
        "sections": [
            *_open(told),
            _account(told),
            *([how_to_pay(seller, buyer["reference"])] if told.balance_pence > 0 else []),
        ],
    }


def _callout(told: Statement) -> Said:
    words = "Nothing is owed"
    if told.balance_pence > 0:
        words = "To pay"
    elif told.balance_pence < 0:
        words = "In credit with us"
    if told.overdue_pence:
        words += f"; {money(told.overdue_pence)} is past its due date"
    return {"words": words, "amount": money(abs(told.balance_pence))}


def _open(told: Statement) -> list[Said]:
    """Return the invoices to be paid, and how late they are in sum."""
    if told.aged is None:
        return []
    names = ("Invoice", "Issued", "Due", "Days late", "Total", "Still to pay")
    rows = [
        [
            invoice.number,
            day(invoice.issued_on),
            day(invoice.due_on),
            str(invoice.days_late or "–"),
            money(invoice.gross_pence),
            money(invoice.owed_pence),
        ]
        for invoice in told.open
    ]
    totals = [("Open invoices", money(told.aged.total_pence))]
    if told.kept_pence:
        totals.append(("Less credit kept for you", money(-told.kept_pence)))
        totals.append(
            ("To pay" if told.balance_pence > 0 else "Balance", money(told.balance_pence))
        )
    labels = [name for name, _column in AGES]
    ages = [money(getattr(told.aged, column)) for _name, column in AGES]
    return [
        {
            "heading": "Open invoices",
            "columns": columns(*names, wide=names[:1], figures=names[3:]),
            "rows": rows,
            "totals": totals,
        },
        {
            "heading": "By age",
            "columns": columns(*labels, wide=labels, figures=labels),
            "rows": [ages],
        },
    ]


def _account(told: Statement) -> Said:
    """Return the moves of the last months with a running balance."""
    names = ("Date", "Document", "Reference", "Charged", "Paid or credited", "Balance")
    first = ["", "Brought forward", "", "", "", money(told.brought_forward_pence)]
    rows = [
        [
            day(entry.on),
            entry.what,
            entry.reference,
            money(entry.pence) if entry.pence > 0 else "",
            money(-entry.pence) if entry.pence < 0 else "",
            money(entry.balance_pence),
        ]
        for entry in told.entries
    ]
    return {
        "heading": f"Your account since {format_date(told.since)}",
        "columns": columns(*names, wide=["Document"], figures=names[3:]),
        "rows": [first, *rows],
        "totals": [(f"Balance at the end of {format_date(told.on)}", money(told.balance_pence))],
    }


def day(when: date) -> str:
    """Return a day for a column of days: 03 Sep 2018."""
    return unbroken(f"{when:%d %b %Y}")
