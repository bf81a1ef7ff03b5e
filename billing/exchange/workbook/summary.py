"""The sheet Summary: the figures of the month, on one page, all formulas over the data sheets."""

from datetime import date

from billing.reports.revenue import Figures
from foundation.periods import Month

from . import styles
from .book import Book
from .cells import Live
from .chart import chart_of_months
from .checks import colour, verdict
from .formulas import FLOWS
from .page import Page, Painted
from .reported import Reported

WIDTHS = [2, 28, 17, 17, 17, 17, 17, 12, 12]
FIGURES = list(FLOWS)
HEADS = ["Booked", "Rebates", "Earned", "Invoiced", "Collected"]
CHART_ROWS = 18
LATE = '=ROUND(SUMIFS(inv_owed,inv_due_on,"<"&as_of),2)'


def write_summary(book: Book, reported: Reported, *, checks: int, broken: int) -> None:
    """Fill the sheet; ``checks`` counts the identities of Checks, ``broken`` those that fail."""
    page = Page(book, "Summary", WIDTHS)
    page.sheet.page_setup.orientation, page.sheet.page_setup.fitToHeight = "portrait", 1
    _title(page, checks, broken)
    _periods(page, reported)
    _standing(page, reported)
    page.row([None, ("Month by month", styles.SECTION)], height=26)
    anchor = f"B{page.next_row}"
    for _ in range(CHART_ROWS):
        page.row()
    first, last = _months(page, reported)
    page.sheet.add_chart(chart_of_months(page.sheet, first, last), anchor)
    page.sheet.print_area = f"A1:I{last + 1}"


def _title(page: Page, checks: int, broken: int) -> None:
    book = page.book
    page.row([None, (book.seller, styles.OWNER)], height=18)
    page.row([None, (f"Finance workbook, {book.period.title}", styles.TITLE)], height=30)
    row = page.row([None, ("As of", styles.PLAIN), (book.period.as_of, styles.AS_OF_DAY)])
    book.name("as_of", "Summary", 3, row, row)
    page.row(
        [None, ("Do the books add up?", styles.PLAIN), (verdict(checks, broken), styles.VERDICT)]
    )
    colour(page, "C4", 'LEFT($C$4,3)="All"', 'LEFT($C$4,3)<>"All"')
    about = "Net of VAT, unless stated otherwise. The sheet About explains each word."
    page.row([None, (about, styles.NOTE)])
    page.row()


def _periods(page: Page, reported: Reported) -> None:
    """Write the figures of the month, the month before, the year so far and of all time."""
    period = page.book.period
    before = period.month.previous()
    heads = [(head, styles.HEADER_RIGHT) for head in HEADS]
    days = [("From", styles.HEADER_RIGHT), ("To", styles.HEADER_RIGHT)]
    page.row([None, ("", styles.HEADER), *heads, *days], height=20)
    month = _figures(page, period.title, reported.month, period.month.first, big=True)
    _figures(page, f"{before.first:%B %Y}", reported.months[-2].figures, before.first)
    year = _figures(
        page, f"{period.month.year} so far", reported.year, period.year_start.first, year=True
    )
    ever = _figures(page, "From the first day", reported.ever, None)
    for place, figure in enumerate(FIGURES, start=3):
        for name, row in (("month", month), ("year", year), ("ever", ever)):
            page.book.name(f"{name}_{figure}", "Summary", place, row, row)
    page.row()


def _figures(
    page: Page,
    label: str,
    figures: Figures,
    start: date | None,
    *,
    big: bool = False,
    year: bool = False,
) -> int:
    """Write one row of figures between two days, and return its number."""
    row, period = page.next_row, page.book.period
    name, amount = (styles.BIG_TEXT, styles.BIG_AMOUNT) if big else (styles.TEXT, styles.SIDE)
    end = period.as_of
    to = Live("=as_of", end)
    if start:
        end = period.month_end if year else min(Month.of(start).last, period.as_of)
        months = f"EOMONTH(H{row},{period.month.month - 1 if year else 0})"
        to = Live(f"=MIN({months},as_of)", end)
    cells: list[Painted] = [None, (label, name)]
    cells += [
        (Live(formula(f"$I{row}", f"$H{row}" if start else None), _pence(figures, figure)), amount)
        for figure, formula in FLOWS.items()
    ]
    cells += [(start, styles.BOUND), (to, styles.BOUND)]
    return page.row(cells, height=30 if big else 18)


def _pence(figures: Figures, figure: str) -> int:
    pence: int = getattr(figures, f"{figure}_pence")
    return pence


def _standing(page: Page, reported: Reported) -> None:
    """Write the figures as of the day."""
    book, standing = page.book, reported.standing
    heads = ["At risk", "Secured", "Outstanding", "Owed, with VAT", "of that overdue"]
    row = page.next_row + 1
    figures = [
        ("at_risk", Live("=ROUND(SUM(fee_at_risk),2)", standing.at_risk_pence)),
        ("secured", Live(f"=ROUND(ever_earned-C{row},2)", standing.secured_pence)),
        ("outstanding", Live("=ROUND(ever_invoiced-ever_collected,2)", standing.outstanding_pence)),
        ("debtors", Live("=ROUND(SUM(inv_owed),2)", reported.owed)),
        ("overdue", Live(LATE, reported.overdue)),
    ]
    page.row(
        [None, ("", styles.HEADER), *((head, styles.HEADER_RIGHT) for head in heads)], height=20
    )
    label = f"On {book.as_of_words}"
    amounts = [(live, styles.BIG_AMOUNT) for _, live in figures]
    page.row([None, (label, styles.BIG_TEXT), *amounts], height=30)
    for place, (name, _) in enumerate(figures, start=3):
        book.name(name, "Summary", place, row, row)
    tallies = book.tallies.get
    for label, column in (
        ("Booked, not yet started", "fee_not_started"),
        ("Written off, with VAT", "inv_written_off"),
    ):
        amount = Live(f"=ROUND(SUM({column}),2)", tallies(column, 0))
        rest = [(None, styles.TEXT)] * 4
        page.row([None, (label, styles.TEXT), (amount, styles.SIDE), *rest], height=18)
    page.row()


def _months(page: Page, reported: Reported) -> tuple[int, int]:
    """Write a row for the month and each of the twelve before; return the first and last row."""
    heads = [(head, styles.HEADER_RIGHT) for head in HEADS]
    page.row([None, ("Month", styles.HEADER), *heads], height=20)
    first = page.next_row
    for month in reported.months:
        row, day = page.next_row, date.fromisoformat(f"{month.key}-01")
        end = f"MIN(EOMONTH($B{row},0),as_of)"
        amounts = [
            (Live(formula(end, f"$B{row}"), _pence(month.figures, figure)), styles.AMOUNT)
            for figure, formula in FLOWS.items()
        ]
        page.row([None, (day, styles.MONTH_NAME), *amounts])
    last = page.next_row - 1
    sums = [
        (
            Live(
                f"=ROUND(SUM({column}{first}:{column}{last}),2)",
                sum(_pence(month.figures, figure) for month in reported.months),
            ),
            styles.TOTAL_AMOUNT,
        )
        for column, figure in zip("CDEFG", FIGURES, strict=True)
    ]
    page.row([None, ("Thirteen months", styles.TOTAL), *sums], height=20)
    return first, last
