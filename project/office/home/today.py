"""Today: what staff have to do, each with its action at one click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.accounts.rules import is_office
from foundation.periods import Month
from foundation.web.access import SignedIn, requires
from foundation.web.slots import slot

from . import today_erasures as erasures
from . import today_jobs as jobs
from . import today_money as money
from . import today_people as people
from . import today_stopped as stopped
from .today_introductions import introductions

# What has a clock or a person waiting at the other end comes first.
ORDER = (
    *("jobs", "stopped", "starting", "interviews", "to-send", "to-answer", "erasing", "reported"),
    *("offered", "interviewing", "silent", "ending", "unseen", "unpublished"),
)
ALONE = (
    jobs.not_running,
    stopped.by_limits,
    people.starting,
    erasures.erasing,
    money.reported,
    money.ending,
    people.unseen,
    people.unpublished,
)


def today(request: HttpRequest, user: User) -> HttpResponse:
    """Return the page of Today: the sections in which something waits."""
    on = localdate()
    every = [*introductions(user, on), *(make(user, on) for make in ALONE)]
    every.sort(key=lambda section: ORDER.index(section.key))
    sections = [section for section in every if section.count]
    context = {"today": on, "sections": sections, "month": str(Month.of(on))}
    return render(request, "office/home/today.html", context)


@require_safe
@requires(is_office)
def today_money(request: SignedIn) -> HttpResponse:
    """Show the money that waits: a part of Today, which comes when the people are there."""
    section = money.money(request.user, localdate())
    context = {"title": "Money tasks", "section": section}
    return slot(request, "office/home/today_money.html", context)
