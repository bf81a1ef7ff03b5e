"""The sheet About: what the file is, what each word means, and whom to ask."""

from zoneinfo import ZoneInfo

from django.conf import settings

from foundation.seals import head_words

from . import styles
from .book import Book
from .page import Page

WORDS = [
    (
        "Booked",
        "Fees of agreed hires that have not fallen through, before rebates, by the day agreed.",
    ),
    (
        "Earned",
        "Fees of started hires, by the start day, less rebates, by the day they fall due.",
    ),
    (
        "Rebates",
        (
            "What is given back because a hire ended early, by the last day of the employment. "
            "Barred rebates, and those replaced by another hire, do not count."
        ),
    ),
    (
        "Invoiced",
        "Invoices issued less credit notes issued, by their dates. Void invoices do not count.",
    ),
    (
        "Collected",
        "Payments less refunds, by their dates, as the share of each that is not VAT.",
    ),
    (
        "At risk",
        (
            "What would be given back if everybody still employed inside a rebate period left "
            "that day."
        ),
    ),
    ("Secured", "Earned less at risk."),
    ("Outstanding", "Invoiced less collected, net of VAT."),
    (
        "Owed, with VAT",
        (
            "Invoices less payments, credit notes and write-offs, plus refunds. Credit kept for a "
            "customer is taken off only when it is used."
        ),
    ),
    (
        "Days late",
        "Counted from the due date of each instalment, which has its own invoice.",
    ),
    (
        "Net share",
        "The part of a payment that is not VAT, so that a paid invoice adds up to the penny.",
    ),
    (
        "Working",
        (
            "How a fee was worked out, step by step, from the terms in force on the day of the "
            "introduction."
        ),
    ),
]
MADE = [
    (
        "Figures",
        (
            "Net of VAT, unless stated otherwise. Each counts by its own day. Nothing dated after "
            "the as-of day is in the file."
        ),
    ),
    ("Years", "A year is the calendar year. “So far” is from 1 January to the month's end."),
    (
        "Formulas",
        (
            "Summary, Aged debtors, VAT and Checks are formulas over Fees, Invoices, Credit notes "
            "and Payments, whose columns have names such as fee_net or inv_due_on."
        ),
    ),
    ("Totals", "The last row of a sheet sums the rows that the filter shows."),
    (
        "Another day",
        (
            "At risk follows from the rebate schedule of each fee on the as-of day. To see another "
            "day, make another workbook: changing the day on Summary does not change it."
        ),
    ),
    ("One moment", "Everything was read as of one moment, even while other people were at work."),
    ("Corrections", "Make them in Foothold. Changes to this file do not reach the books."),
]


SEALS = (
    "the last seal of the books when this file was made: keep it. "
    "“manage.py check_books --head” with it shows whether anything sealed before was altered"
)
# Characters on one line of the wide column.
LINE = 138


def write_about(book: Book) -> None:
    """Fill the sheet."""
    page = Page(book, "About", [24, 120])
    page.heading(
        f"Finance workbook of {book.seller}, {book.period.title}.", title="About this file"
    )
    rows = [("As of", f"The end of {book.as_of_words}")]
    if book.made_at:
        local = book.made_at.astimezone(ZoneInfo(settings.TIME_ZONE))
        rows.append(("Made", f"{local.day} {local:%B %Y at %H:%M} ({settings.TIME_ZONE})"))
    rows.append(
        (
            "Who to ask",
            f"The finance officer of {book.seller}. Fees shows how each fee was worked out.",
        )
    )
    if head := head_words():
        rows.append(("Seals", f"{head} ({SEALS})"))
    _chapter(page, "This file", rows)
    _chapter(page, "What the words mean", WORDS)
    _chapter(page, "How it is made", MADE)
    counts = [
        (sheet, f"{count:,} row{'' if count == 1 else 's'}")
        for sheet, count in book.row_counts.items()
    ]
    _chapter(page, "How much is in it", counts)


def _chapter(page: Page, title: str, rows: list[tuple[str, str]]) -> None:
    page.row([(title, styles.SECTION)], height=26)
    for name, words in rows:
        lines = 1 + len(words) // LINE
        page.row([(name, styles.STRONG_TEXT), (words, styles.LONG_TEXT)], height=4 + 13.5 * lines)
    page.row()
