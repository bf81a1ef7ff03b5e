"""Starts that employers reported: the office settles those that need no hire."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from foundation.accounts.rules import can_place
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from placements.domain.hires import start_reports
from placements.models import StartReport


@require_POST
@requires(can_place)
def settle(request: SignedIn, report_id: int) -> HttpResponse:
    """Settle a report without changing any hire."""
    report = get_object_or_404(StartReport.objects.visible_to(request.user), pk=report_id)
    with attempt(request, "Report settled. Nothing more to do."):
        start_reports.settle(report.pk, by=request.user, on=localdate())
    return back(request, "home")
