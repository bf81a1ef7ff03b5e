"""Who is stopped by a limit and since when; staff let them go on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from employers.models import Employer
from foundation import rate_limits
from foundation.accounts.models import User
from foundation.accounts.rules import can_place
from foundation.models import LimitUse, Per
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.paging import page_of


@dataclass(frozen=True)
class Stopped:
    """One who is stopped, as a page shows it; ``why_not`` says why this user cannot release it."""

    use: LimitUse
    who: str
    kind: str
    address: str
    why_not: str


@require_safe
@requires(can_place)
def stopped_page(request: SignedIn) -> HttpResponse:
    """List who is stopped, the newest first."""
    page = page_of(request, LimitUse.objects.stopped(at=now()).order_by("-full_at", "-pk"))
    context = {"page": page, "stopped": stopped(page.rows, by=request.user)}
    return render(request, "office/stopped.html", context)


@require_POST
@requires(can_place)
def release(request: SignedIn, pk: int) -> HttpResponse:
    """Let somebody go on: their count begins again."""
    use = get_object_or_404(LimitUse, pk=pk)
    [row] = stopped([use], by=request.user)
    with attempt(request, f"{row.who} can go on."):
        rate_limits.release(use.pk, by=request.user, on=localdate())
    return back(request, "stopped")


def stopped(rows: Iterable[LimitUse], *, by: User) -> list[Stopped]:
    """Return who is stopped, with their names: two queries, however many there are."""
    uses = list(rows)
    people = {str(each.pk): each for each in User.objects.filter(pk__in=ids(uses, Per.PERSON))}
    firms = {str(each.pk): each for each in Employer.objects.filter(pk__in=ids(uses, Per.FIRM))}
    return [_stopped(use, people.get(use.subject), firms.get(use.subject), by) for use in uses]


def _stopped(use: LimitUse, person: User | None, firm: Employer | None, by: User) -> Stopped:
    person = person if use.per == Per.PERSON else None
    firm = firm if use.per == Per.FIRM else None
    return Stopped(
        use,
        who=str(person or firm or use.subject),
        kind=person.get_role_display() if person else use.get_per_display(),
        address=reverse("employers:employer", args=[firm.pk]) if firm else "",
        why_not=str(rate_limits.why_not_release(use, person, by=by) or ""),
    )


def ids(uses: list[LimitUse], per: Per) -> list[str]:
    """Return the ids of the people, or of the firms, among who is stopped."""
    return [use.subject for use in uses if use.per == per]
