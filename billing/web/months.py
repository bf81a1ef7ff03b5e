"""Months: the five figures, the rows behind each, the chart, and the files of the month."""

from datetime import date
from typing import Any, Final

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.exchange.accounting.files import LABELS, NOTES, accounting_file
from billing.reports.checks.books import check_books
from billing.reports.figure_rows import AT_RISK, DEFINITIONS, at_risk_rows, figure_rows
from billing.reports.revenue import By, Figures, revenue
from foundation.accounts.rules import is_office
from foundation.errors import BadValue
from foundation.periods import Month
from foundation.seals import head_words
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.paging import page_of
from foundation.web.slots import asks_for_part

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CUTS: Final[dict[str, By]] = {"employer": "employer", "cohort": "cohort", "programme": "programme"}
AT_RISK_PAGE: Final = "at-risk"
KINDS: Final = {"invoices": "Invoices", "credit_notes": "Credit notes", "receipts": "Receipts"}


def month_of(text: str) -> Month:
    """Return the month in an address. Raises Http404 if it is not a month."""
    try:
        return Month.parse(text)
    except BadValue:
        raise Http404 from None


def up_to(month: Month) -> date:
    """Return the day up to which a month counts: its last, or today while it runs."""
    return min(month.last, timezone.localdate())


@require_safe
@requires(is_office)
def month(request: SignedIn, in_month: str) -> HttpResponse:
    """Show a month: its figures, cut by employer, cohort or programme, and its files."""
    month = month_of(in_month)
    by = CUTS.get(request.GET.get("by", ""), "employer")
    report = revenue(month, month, by=by, on=up_to(month))
    context = {
        "month": month,
        "earlier": month.previous(),
        "later": month.next() if month < Month.of(timezone.localdate()) else None,
        "report": report,
        "page": page_of(request, report.rows, size=50),
        "figures": figures_of(report.total, report.at_risk_pence, month),
        "cuts": list(CUTS),
        "programs": [(name, label, NOTES[name]) for name, label in LABELS.items()],
        "kinds": KINDS,
        "head": head_words(),
    }
    return render(request, "billing/desk/month.html", context)


def figures_of(figures: Figures, at_risk_pence: int, month: Month) -> list[dict[str, Any]]:
    """Return the figures of a month as cards: name, sum, meaning and month."""
    names = ("booked", "earned", "invoiced", "collected")
    cards: list[dict[str, Any]] = [
        {
            "name": name,
            "pence": getattr(figures, f"{name}_pence"),
            "meaning": DEFINITIONS[name],
            "month": month,
        }
        for name in names
    ]
    at_risk = {"name": "at risk", "pence": at_risk_pence, "meaning": AT_RISK, "month": month}
    return [*cards, at_risk]


@require_safe
@requires(is_office)
def rows(request: SignedIn, in_month: str, figure: str) -> HttpResponse:
    """Show the rows behind one figure of a month: they add up to it."""
    month = month_of(in_month)
    if figure == AT_RISK_PAGE:
        counted = at_risk_rows(on=up_to(month))
    elif figure in DEFINITIONS:
        counted = figure_rows(figure, month, month, on=up_to(month))
    else:
        raise Http404
    context = {
        "month": month,
        "figure": figure.replace("-", " "),
        "on_column": "Until" if figure == AT_RISK_PAGE else "On",
        "meaning": DEFINITIONS.get(figure, AT_RISK),
        "page": page_of(request, counted, size=100),
        "total_pence": sum(row.pence for row in counted),
    }
    return render(request, "billing/desk/figure_rows.html", context)


@require_safe
@requires(is_office)
def workbook(request: SignedIn, in_month: str) -> FileResponse:
    """Return the month's spreadsheet."""
    # openpyxl and pandas take 0.5 s to load, and few requests need them.
    from billing.exchange.workbook import workbook_stream  # noqa: PLC0415

    month = month_of(in_month)
    file = workbook_stream(month, made_at=timezone.now())
    return FileResponse(
        file, as_attachment=True, filename=f"finance-workbook-{month}.xlsx", content_type=XLSX
    )


@require_safe
@requires(is_office)
def accounting(request: SignedIn, in_month: str, program: str, kind: str) -> HttpResponse:
    """Return a month's file for an accounting program, or the reason there is none."""
    month = month_of(in_month)
    if program not in LABELS or kind not in KINDS:
        raise Http404
    with attempt(request) as outcome:
        content = accounting_file(program, month, kind).as_csv()
    if not outcome.done:
        return redirect("billing:month", in_month)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{program}-{kind}-{month}.csv"'
    return response


@require_safe
@requires(is_office)
def chart(request: SignedIn, in_month: str) -> HttpResponse:
    """Return a chart of the 12 months to one; the table beside it has the same figures."""
    from .chart import bars  # noqa: PLC0415  pygal takes 0.1 s to load

    last = month_of(in_month)
    report = revenue(last.plus(-11), last, on=up_to(last))
    return HttpResponse(bars(report), content_type="image/svg+xml")


@require_safe
@requires(is_office)
def books(request: SignedIn) -> HttpResponse:
    """Show whether the books balance today, and the rows that fail each check."""
    today = timezone.localdate()
    context = {"today": today, "broken": list(check_books(on=today, now=timezone.now()))}
    part = "billing/desk/verdict.html"
    if asks_for_part(request):
        return render(request, part, context)
    return render(request, "billing/desk/books.html", context)
