"""The cash forecast: by month, and what the pipeline may be worth."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.domain.ledger.snapshots import SellerUnknown
from billing.reports.forecast import Expected, forecast
from foundation.accounts.rules import is_office
from foundation.periods import Month
from foundation.web.access import SignedIn, requires
from placements.choices import IntroductionState

COLUMNS = ("issued", "drafts", "agreed", "total")


@require_safe
@requires(is_office)
def cash_to_come(request: SignedIn) -> HttpResponse:
    """Show the cash expected by month, with VAT, and where it comes from."""
    today = localdate()
    try:
        report = forecast(on=today)
    except SellerUnknown as refusal:
        context = {"today": today, "refusal": str(refusal)}
        return render(request, "billing/desk/forecast.html", context)
    context = {
        "today": today,
        "refusal": "",
        "rows": [(Month.parse(row.month), sums(row)) for row in report.months],
        "total": [sum(column) for column in zip(*map(sums, report.months), strict=True)],
        "disputed_pence": report.disputed_pence,
        "stages": [(IntroductionState(stage.stage).label, stage) for stage in report.pipeline],
    }
    return render(request, "billing/desk/forecast.html", context)


def sums(row: Expected) -> list[int]:
    """Return the sums of a month in the order of the columns, in pence."""
    return [getattr(row, f"{column}_pence") for column in COLUMNS]
