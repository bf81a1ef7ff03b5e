"""The secret calendar feed: a person's dates, for their own calendar program."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from billing.models import Fee, Invoice
from foundation.accounts.models import CalendarAddress, User
from foundation.api.etags import etag_of
from foundation.money import pounds
from foundation.periods import format_date
from placements.choices import HireState
from placements.choices import IntroductionState as State
from placements.models import Graduate, Hire, Introduction
from placements.rules import sees_blind

from .calendar_file import Entry, calendar_file

# A calendar shows what comes, and what has just been.
LOOKS_BACK: Final = timedelta(days=92)
# A use is noted once an hour: programs ask every few minutes.
NOTED_EVERY: Final = timedelta(hours=1)
WITH_START: Final = ("employer", "introduction__hiring_request")
# The states in which an interview is to come, or was held and led on.
MET: Final = (State.INTERVIEWING, State.OFFERED, State.HIRED)


@require_safe
def feed(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Return the feed of the person the address belongs to; 404 for any other address.

    An unchanged feed answers 304 to a program that shows the ETag it was given.
    """
    address = CalendarAddress.objects.select_related("user").filter(pk=pk).first()
    if address is None or not address.opens_with(secret) or not address.user.is_active:
        raise Http404
    note_use(address)
    body = calendar_file(entries(address.user, since=localdate() - LOOKS_BACK))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag = etag_of(body)
    # Programs must ask again each time, and no cache in between may keep it.
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="foothold.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response


def note_use(address: CalendarAddress) -> None:
    """Note that a program used the address, for its owner to see."""
    now = timezone.now()
    if address.last_used_at is None or now - address.last_used_at > NOTED_EVERY:
        CalendarAddress.objects.filter(pk=address.pk).update(last_used_at=now)


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
        yield Entry(
            f"interview-{row.pk}",
            row.interview_at,
            words + role,
            row.created_at,
            row.updated_at,
            path_for(
                user,
                office="placements:introduction",
                portal="placements:portal-introduction",
                pk=row.pk,
            ),
            details=f"Sent on {format_date(row.sent_on)}." if row.sent_on else "",
        )


def starts(user: User, *, since: date) -> Iterator[Entry]:
    """Yield the days graduates start on, without those who withdrew their consent."""
    people = Graduate.objects.visible_to(user).with_known_to(user)
    named = {person.pk: person for person in people.filter(hires__start_on__gte=since)}
    hires = Hire.objects.visible_to(user).exclude(state=HireState.FELL_THROUGH)
    for hire in hires.filter(start_on__gte=since).select_related(*WITH_START).order_by("pk"):
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
        request = hire.introduction.hiring_request if hire.introduction else None
        yield Entry(
            f"start-{hire.pk}",
            hire.start_on,
            words + role,
            hire.created_at,
            hire.updated_at,
            path_of_start(user, hire),
            details=f"{hire.get_contract_display()}, agreed on {format_date(hire.agreed_on)}.",
            place=request.location if request else "",
        )


def rebate_ends(user: User, *, since: date) -> Iterator[Entry]:
    """Yield, for the office, the last days on which leaving would give a rebate."""
    fees = Fee.objects.visible_to(user).live().filter(protected_until__gte=since)
    at_work = fees.filter(hire__state=HireState.STARTED).order_by("pk")
    for fee in at_work.select_related("hire__graduate", "hire__employer"):
        assert fee.protected_until is not None
        hire = fee.hire
        words = f"Rebate period ends: {hire.graduate.full_name} at {hire.employer}"
        yield Entry(
            f"rebate-{fee.pk}",
            fee.protected_until,
            words,
            hire.created_at,
            max(fee.updated_at, hire.updated_at),
            path_for(user, office="placements:hire", pk=hire.pk),
            details=f"Who leaves later gives no rebate of the fee of {pounds(fee.net_pence)}.",
        )


def due_dates(user: User, *, since: date) -> Iterator[Entry]:
    """Yield the days invoices fall due on, while anything is owed on them."""
    invoices = Invoice.objects.visible_to(user).outstanding().filter(due_on__gte=since)
    for invoice in invoices.select_related("employer").order_by("pk"):
        assert invoice.due_on is not None
        whose = f" of {invoice.employer}" if user.is_office else ""
        words = f"Invoice {invoice.number}{whose} falls due: {pounds(invoice.outstanding_pence)}"
        yield Entry(
            f"due-{invoice.pk}",
            invoice.due_on,
            words,
            invoice.created_at,
            invoice.updated_at,
            path_for(
                user, office="billing:invoice", portal="billing:portal-invoice", pk=invoice.pk
            ),
            details=f"{pounds(invoice.gross_pence)} in all.",
        )


def path_of_start(user: User, hire: Hire) -> str:
    """Return the page of a start for whoever reads it: an employer's is their introduction."""
    if hire.introduction_id is None:
        return path_for(user, office="placements:hire", pk=hire.pk)
    portal = reverse("placements:portal-introduction", args=[hire.introduction_id])
    return portal if sees_blind(user) else path_for(user, office="placements:hire", pk=hire.pk)


def path_for(user: User, *, office: str, pk: int, portal: str = "") -> str:
    """Return the path of a record's page, or of one's front page where one has no page of it."""
    if user.is_office:
        return reverse(office, args=[pk])
    return reverse(portal, args=[pk]) if portal and sees_blind(user) else reverse("home")
