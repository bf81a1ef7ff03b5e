"""The sheets By employer and By cohort: the figures of the month and the year, cut two ways."""

import pandas as pd

from . import styles
from .book import Book
from .frames import FIGURES, OF_MONTH, OF_YEAR
from .table import Column, Table

ABOUT = (
    "Net of VAT. {year} so far is from 1 January to {end}. Rebates are taken off earned already."
)


def write_by_employer(book: Book, frame: pd.DataFrame) -> None:
    """Fill By employer, with what is at risk and owed today."""
    columns = [
        Column("Employer", "label", styles.STRONG_TEXT, 32),
        Column("Reference", "key", styles.TEXT, 19),
        *_figures(book),
        Column("At risk", "at_risk", styles.AMOUNT, 13, total=True),
        Column("Owed, with VAT", "owed", styles.AMOUNT, 13, total=True),
    ]
    _write(book, "By employer", "emp", columns, frame)


def write_by_cohort(book: Book, frame: pd.DataFrame) -> None:
    """Fill By cohort, with what is at risk today."""
    columns = [
        Column("Cohort", "label", styles.STRONG_TEXT, 24),
        *_figures(book),
        Column("At risk", "at_risk", styles.AMOUNT, 13, total=True),
    ]
    _write(book, "By cohort", "coh", columns, frame)


def _figures(book: Book) -> list[Column]:
    month, year = f"{book.period.month.first:%b %Y}", book.period.month.year
    headings = [f"{figure.capitalize()} {month}" for figure in FIGURES]
    headings += [f"{figure.capitalize()} {year} so far" for figure in FIGURES]
    return [
        Column(heading, name, styles.AMOUNT, 13, total=True)
        for heading, name in zip(headings, [*OF_MONTH, *OF_YEAR], strict=True)
    ]


def _write(book: Book, title: str, prefix: str, columns: list[Column], frame: pd.DataFrame) -> None:
    about = ABOUT.format(year=book.period.month.year, end=_day(book))
    table = Table(book, title, prefix, columns, about=about)
    for row in frame[[column.name for column in columns]].itertuples(index=False):
        table.add(list(row))
    table.finish()


def _day(book: Book) -> str:
    end = book.period.month_end
    return f"{end.day} {end:%B}"
