"""The jobs that run without a person: when each last ran, and letting a stopped one go on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from foundation import heartbeats
from foundation.accounts.rules import can_place
from foundation.models import Heartbeat
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back


@require_safe
@requires(can_place)
def jobs_page(request: SignedIn) -> HttpResponse:
    """Show each job with its last signs of life, and what is late."""
    return render(request, "office/jobs.html", {"jobs": heartbeats.signs(now())})


@require_POST
@requires(can_place)
def let_go_on(request: SignedIn, name: str) -> HttpResponse:
    """Let the next round of a job trust the clock."""
    row = get_object_or_404(Heartbeat, name=name)
    with attempt(request, f"{row} goes on at its next run."):
        heartbeats.let_go_on(row.name, at=now(), by=request.user, on=localdate())
    return back(request, "jobs")
