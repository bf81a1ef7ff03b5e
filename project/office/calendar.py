"""The secret calendar feed: a person's dates, for their own calendar program."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from billing.models import Fee, Invoice
from foundation.accounts.models import CalendarAddress, User
from foundation.money import pounds
from placements.choices import HireState
from placements.choices import IntroductionState as State
from placements.models import Graduate, Hire, Introduction
from placements.rules import sees_blind

# A calendar shows what comes, and what has just been.
LOOKS_BACK: Final = timedelta(days=92)
AN_HOUR: Final = timedelta(hours=1)
# The states in which an interview is to come, or was held and led on.
MET: Final = (State.INTERVIEWING, State.OFFERED, State.HIRED)


@dataclass(frozen=True)
class Entry:
    """A day in a calendar, or the hour from a moment on.

    ``uid`` stays when the day moves, so that the day moves there too.
    """

    uid: str
    on: date | datetime
    words: str
    made_at: datetime


@require_safe
def feed(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Return the feed of the person the address belongs to; 404 for any other address.

    An unchanged feed answers 304 to a program that shows the ETag it was given.
    """
    address = CalendarAddress.objects.select_related("user").filter(pk=pk).first()
    # Compared in a time that tells nothing about how much of it was right.
    known = hmac.compare_digest(address.secret.encode() if address else b"", secret.encode())
    if address is None or not known or not address.user.is_active:
        raise Http404
    body = calendar_file(entries(address.user, since=localdate() - LOOKS_BACK))
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    # Programs must ask again each time, and no cache in between may keep it.
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="foothold.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response


def entries(user: User, *, since: date) -> Iterator[Entry]:
    """Yield a person's dates from a day on: interviews, starts, and the money they may see."""
    yield from meetings(user, since=since)
    yield from starts(user, since=since)
    yield from rebate_ends(user, since=since)
    yield from due_dates(user, since=since)


def meetings(user: User, *, since: date) -> Iterator[Entry]:
    """Yield the interviews of who meets there, and of who arranges them; finance has none."""
    if user.is_office and not user.can_place:
        return
    rows = Introduction.objects.visible_to(user).filter(state__in=MET)
    rows = rows.filter(interview_at__date__gte=since).order_by("pk")
    # An introduced graduate is known by name; one who is no longer published is not visible.
    for row in rows.select_related("graduate", "employer", "hiring_request"):
        assert row.interview_at is not None
        if sees_blind(user):
            words = f"Interview with {row.graduate.full_name}"
        elif row.graduate.user_id == user.pk:
            words = f"Interview at {row.employer}"
        else:
            words = f"Interview: {row.graduate.full_name} at {row.employer}"
        role = f" ({row.hiring_request.title})" if row.hiring_request else ""
        yield Entry(f"interview-{row.pk}", row.interview_at, words + role, row.created_at)


def starts(user: User, *, since: date) -> Iterator[Entry]:
    """Yield the days graduates start on, without those who withdrew their consent."""
    people = Graduate.objects.visible_to(user).with_known_to(user)
    named = {person.pk: person for person in people.filter(hires__start_on__gte=since)}
    hires = Hire.objects.visible_to(user).exclude(state=HireState.FELL_THROUGH)
    for hire in hires.filter(start_on__gte=since).select_related("employer").order_by("pk"):
        person: Any = named.get(hire.graduate_id)
        if person is None:
            continue
        if sees_blind(user):
            who = person.full_name if person.known_to_viewer else "A graduate"
            words = f"{who} starts with you"
        else:
            who = "You start" if person.user_id == user.pk else f"{person.full_name} starts"
            words = f"{who} at {hire.employer}"
        role = f" ({hire.job_title})" if hire.job_title else ""
        yield Entry(f"start-{hire.pk}", hire.start_on, words + role, hire.created_at)


def rebate_ends(user: User, *, since: date) -> Iterator[Entry]:
    """Yield, for the office, the last days on which leaving would give a rebate."""
    fees = Fee.objects.visible_to(user).live().filter(protected_until__gte=since)
    at_work = fees.filter(hire__state=HireState.STARTED).order_by("pk")
    for fee in at_work.select_related("hire__graduate", "hire__employer"):
        assert fee.protected_until is not None
        hire = fee.hire
        words = f"Rebate period ends: {hire.graduate.full_name} at {hire.employer}"
        yield Entry(f"rebate-{fee.pk}", fee.protected_until, words, hire.created_at)


def due_dates(user: User, *, since: date) -> Iterator[Entry]:
    """Yield the days invoices fall due on, while anything is owed on them."""
    invoices = Invoice.objects.visible_to(user).outstanding().filter(due_on__gte=since)
    for invoice in invoices.select_related("employer").order_by("pk"):
        assert invoice.due_on is not None
        whose = f" of {invoice.employer}" if user.is_office else ""
        words = f"Invoice {invoice.number}{whose} falls due: {pounds(invoice.outstanding_pence)}"
        yield Entry(f"due-{invoice.pk}", invoice.due_on, words, invoice.created_at)


def calendar_file(dates: Iterator[Entry]) -> bytes:
    """Return the entries as an iCalendar file (RFC 5545): whole days, and hours by our clocks."""
    import icalendar  # noqa: PLC0415  it takes 0.06 s to load

    host = urlsplit(settings.SITE_URL).hostname
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Foothold//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Foothold")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for entry in dates:
        event = icalendar.Event()
        event.add("uid", f"{entry.uid}@{host}")
        event.add("dtstamp", entry.made_at)
        if isinstance(entry.on, datetime):
            event.add("dtstart", localtime(entry.on))
            event.add("dtend", localtime(entry.on + AN_HOUR))
        else:
            event.add("dtstart", entry.on)
            event.add("dtend", entry.on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        event.add("summary", entry.words)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text
