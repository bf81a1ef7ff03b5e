"""The content of a statement of account: a view of one day, made each time it is requested."""

from datetime import date

from billing.domain.ledger import snapshots
from billing.domain.ledger.vat_rules import NOT_REGISTERED, VatTreatment
from billing.reports.statements import Statement
from foundation.periods import format_date

from .layout import Content, columns, head, how_to_pay, money, to_whom, unbroken

AGES = (
    ("Not yet due", "current_pence"),
    ("1–30 days late", "days_1_30_pence"),
    ("31–60 days late", "days_31_60_pence"),
    ("61–90 days late", "days_61_90_pence"),
    ("Over 90 days late", "over_90_pence"),
)


def statement_content(statement: Statement) -> Content:
    """Return the content of a statement. Raises SellerUnknown before our first details."""
    seller = snapshots.of_seller(statement.on)
    buyer = snapshots.of_buyer(statement.employer)
    # The foot shows our VAT number only if we are registered on the day.
    vat = VatTreatment("standard", NOT_REGISTERED.rate) if seller["vat_number"] else NOT_REGISTERED
    header = head("Statement of account", buyer["reference"], statement.on, seller, vat)
    return {
        **header,
        "to": to_whom("Account of", buyer),
        "facts": [
            ("Your account", buyer["reference"]),
            ("At the end of", format_date(statement.on)),
        ],
        "callout": _callout(statement),
        "sections": [
            *_open(statement),
            _account(statement),
            *([how_to_pay(seller, buyer["reference"])] if statement.balance_pence > 0 else []),
        ],
    }


def _callout(statement: Statement) -> Content:
    words = "Nothing is owed"
    if statement.balance_pence > 0:
        words = "To pay"
    elif statement.balance_pence < 0:
        words = "In credit with us"
    if statement.overdue_pence:
        words += f"; {money(statement.overdue_pence)} is past its due date"
    return {"words": words, "amount": money(abs(statement.balance_pence))}


def _open(statement: Statement) -> list[Content]:
    """Return the invoices to be paid, and the total of each age."""
    if statement.aged is None:
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
        for invoice in statement.open
    ]
    totals = [("Open invoices", money(statement.aged.total_pence))]
    if statement.kept_pence:
        totals.append(("Less credit kept for you", money(-statement.kept_pence)))
        totals.append(
            ("To pay" if statement.balance_pence > 0 else "Balance", money(statement.balance_pence))
        )
    labels = [name for name, _column in AGES]
    ages = [money(getattr(statement.aged, column)) for _name, column in AGES]
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


def _account(statement: Statement) -> Content:
    """Return the entries of the last months with a running balance."""
    names = ("Date", "Document", "Reference", "Charged", "Paid or credited", "Balance")
    first = ["", "Brought forward", "", "", "", money(statement.brought_forward_pence)]
    rows = [
        [
            day(entry.on),
            entry.what,
            entry.reference,
            money(entry.pence) if entry.pence > 0 else "",
            money(-entry.pence) if entry.pence < 0 else "",
            money(entry.balance_pence),
        ]
        for entry in statement.entries
    ]
    return {
        "heading": f"Your account since {format_date(statement.since)}",
        "columns": columns(*names, wide=["Document"], figures=names[3:]),
        "rows": [first, *rows],
        "totals": [
            (f"Balance at the end of {format_date(statement.on)}", money(statement.balance_pence))
        ],
    }


def day(when: date) -> str:
    """Return a day for a column of days: 03 Sep 2018."""
    return unbroken(f"{when:%d %b %Y}")
