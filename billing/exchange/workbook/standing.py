"""The sheets about one day: debtors, what is at risk, and the VAT due."""

import pandas as pd
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import DataBarRule

from . import frames, styles
from .book import Book
from .cells import Live
from .formulas import LATE, output_vat, owed_late
from .table import FIRST_ROW, Column, Table

CHART_ROWS = 18
BUCKET_NAMES = ["Not yet due", "1–30 days late", "31–60 days", "61–90 days", "Over 90 days"]
DEBTOR_COLUMNS = [
    Column("Employer", "employer", styles.STRONG_TEXT, 34),
    Column("Reference", "reference", styles.TEXT, 19),
    Column("Oldest due", "since", styles.DATE, 13),
    *(
        Column(name, bucket.removesuffix("_pence"), styles.AMOUNT, 15, total=True)
        for name, bucket in zip(BUCKET_NAMES, frames.BUCKETS, strict=True)
    ),
    Column("Owed", "total", styles.STRONG_AMOUNT, 15, total=True),
    Column("Employer no.", "employer_id", styles.IDENTITY, 10, print=False),
]
RISK_COLUMNS = [
    Column("Hire", "hire", styles.IDENTITY, 7),
    Column("Graduate", "graduate", styles.STRONG_TEXT, 26),
    Column("Employer", "employer", styles.TEXT, 30),
    Column("Cohort", "cohort", styles.TEXT, 21),
    Column("Started", "started", styles.DATE, 13),
    Column("Given back if they left that day", "share", styles.SHARE, 15),
    Column("Fee, net", "net", styles.AMOUNT, 14, total=True),
    Column("At risk", "at_risk", styles.STRONG_AMOUNT, 14, total=True),
    Column("Falls on", "falls_on", styles.DATE, 13),
    Column("and is then", "falls_to", styles.AMOUNT, 14),
    Column("Safe from", "safe_from", styles.DATE, 13),
]
VAT_COLUMNS = [
    Column("Month", "month", styles.MONTH_NAME, 13),
    Column("Treatment", "kind", styles.TEXT, 24),
    Column("Rate", "rate", styles.SHARE, 9),
    Column("Invoiced, net", "net", styles.AMOUNT, 15, total=True),
    Column("VAT charged", "vat", styles.AMOUNT, 15, total=True),
    Column("Credited, net", "credited_net", styles.AMOUNT, 15, total=True),
    Column("VAT credited", "credited_vat", styles.AMOUNT, 15, total=True),
    Column("Supplies, net", "supplies", styles.AMOUNT, 15, total=True),
    Column("Output VAT", "due", styles.STRONG_AMOUNT, 15, total=True),
]


def write_debtors(book: Book, aged: pd.DataFrame) -> None:
    """Fill Aged debtors: formulas over Invoices, and a chart of the total by age."""
    about = f"What employers owed on {book.as_of_words}, with VAT, by days past the due date."
    table = Table(book, "Aged debtors", "aged", DEBTOR_COLUMNS, about=about)
    for debtor in aged.to_dict("records"):
        row = table.next_row
        buckets = [
            Live(owed_late(f"$J{row}", *bounds), debtor[name])
            for bounds, name in zip(LATE, frames.BUCKETS, strict=True)
        ]
        table.add(
            [
                *(debtor["name"], debtor["reference"], debtor["since"], *buckets),
                Live(f"=ROUND(SUM(D{row}:H{row}),2)", debtor["total_pence"]),
                debtor["employer"],
            ]
        )
    table.finish()
    chart = _chart_of_ages(table, total=table.next_row - 1)
    table.row([("Owed by age, with VAT", styles.SECTION)], height=40)
    table.sheet.add_chart(chart, f"A{table.next_row}")
    table.print_down_to(table.next_row + CHART_ROWS)


def _chart_of_ages(table: Table, *, total: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.style, chart.legend = "bar", 10, None
    chart.add_data(Reference(table.sheet, min_col=4, max_col=8, min_row=total), from_rows=True)
    chart.set_categories(Reference(table.sheet, min_col=4, max_col=8, min_row=FIRST_ROW - 1))
    chart.series[0].graphicalProperties.solidFill = styles.TEAL
    chart.y_axis.numFmt, chart.y_axis.majorGridlines = "[$£-809]#,##0", None
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.gapWidth, chart.width, chart.height = 45, 22, 8
    return chart


def write_at_risk(book: Book, risk: pd.DataFrame) -> None:
    """Fill At risk: whose leaving would cost us a rebate, how much, and until when."""
    about = (
        f"What would be given back, net of VAT, if everybody inside a rebate period left on "
        f"{book.as_of_words}."
    )
    table = Table(book, "At risk", "risk", RISK_COLUMNS, about=about)
    for row in risk[[column.name for column in RISK_COLUMNS]].itertuples(index=False):
        table.add(list(row))
    table.finish()
    bar = DataBarRule("num", 0, "max", None, color=f"FF{styles.SAND}")
    table.sheet.conditional_formatting.add(f"H{FIRST_ROW}:H{table.next_row - 2}", bar)


def write_vat(book: Book, vat: pd.DataFrame) -> None:
    """Fill VAT: formulas over Invoices by tax point, and over Credit notes by their date."""
    about = (
        "VAT charged by the tax point of the invoice, and credited by the date of the credit "
        f"note. Up to {book.as_of_words}."
    )
    table = Table(book, "VAT", "vat", VAT_COLUMNS, about=about)
    for group in vat.to_dict("records"):
        row = table.next_row
        table.add(
            [
                *(group["month"], group["kind"], group["rate"]),
                Live(output_vat("net", "inv", "tax_point", row), group["net"]),
                Live(output_vat("vat", "inv", "tax_point", row), group["vat"]),
                Live(output_vat("net", "cn", "issued_on", row), group["credited_net"]),
                Live(output_vat("vat", "cn", "issued_on", row), group["credited_vat"]),
                Live(f"=ROUND(D{row}-F{row},2)", group["net"] - group["credited_net"]),
                Live(f"=ROUND(E{row}-G{row},2)", group["vat"] - group["credited_vat"]),
            ]
        )
    table.finish()
