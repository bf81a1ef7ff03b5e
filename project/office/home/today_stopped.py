"""Who is stopped by a limit, as the page of Today shows it."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import now

from foundation.accounts.models import User
from foundation.models import LimitUse
from foundation.periods import format_moment
from project.office.stopped import Stopped, stopped

from .waiting import Button, Row, Section, first_of


def by_limits(user: User, _on: date) -> Section:
    """People, employers and addresses that wait until their limit ends, or a person lets them."""
    uses = LimitUse.objects.stopped(at=now()).order_by("-full_at", "-pk")
    count, first = first_of(uses)
    rows = [row_of(each) for each in stopped(first, by=user)] if first else []
    why = "they wait until the time is over, or you let them go on"
    return Section("stopped", "Stopped by a limit", why, count, rows, reverse("stopped"))


def row_of(stop: Stopped) -> Row:
    """Return one who is stopped, with the button that lets them go on if this user may."""
    page = reverse("stopped")
    button = Button("Let go on", reverse("release-stopped", args=[stop.use.pk]))
    assert stop.use.full_at is not None
    detail = f"{stop.use.get_limit_display()}, stopped since {format_moment(stop.use.full_at)}."
    return Row(f"{stop.who} ({stop.kind.lower()})", detail, page, [] if stop.why_not else [button])
