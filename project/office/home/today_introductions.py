"""Today, the introductions: to send, to ask about, to meet, and those without an answer."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.timezone import localtime

from foundation.accounts.models import User
from foundation.periods import day_of, format_date, week_of
from placements.choices import LIVE, IntroductionState
from placements.models import Followup, Introduction
from placements.models.introduction import silent as is_silent

from .waiting import MOST_ROWS, Button, Row, Section

# Each group: its title, why it waits, and the state under which all of it is listed.
LABELS: Final = {
    "interviews": ("Interviews this week", "then ask how it went", "interview-this-week"),
    "to-send": ("To send", "the graduate agreed", "draft"),
    "to-answer": ("Graduates to ask", "would they like this role?", "draft"),
    "offered": ("Offered", "log the hire when agreed", "offered"),
    "interviewing": ("Interviewing", "ask how it went", "interviewing"),
    "silent": ("Silent", "sent, no reply for a month", "sent"),
}


def introductions(user: User, on: date) -> Iterator[Section]:
    """Yield the groups of introductions that wait: two queries for all of them."""
    firsts = [one for one in first_of_each(user, on) if one[1] in LABELS]
    rows = Introduction.objects.visible_to(user).select_related(
        "graduate", "employer", "hiring_request", "asked_by"
    )
    known = rows.in_bulk([pk for pk, _group, _together in firsts])
    in_group: dict[str, list[Row]] = defaultdict(list)
    counts = {}
    for pk, group, together in firsts:
        in_group[group].append(row_of(known[pk], group, on))
        counts[group] = together
    for key, first in in_group.items():
        title, why, state = LABELS[key]
        every = f"{reverse('placements:introductions')}?state={state}"
        yield Section(key, title, why, counts[key], first, every)


def first_of_each(user: User, on: date) -> QuerySet[Any, tuple[int, str, int]]:
    """Return the first ids of each group, with the group and how many there are together.

    An interview is first by its hour; of all else, what has not moved for longest.
    """
    rows = Introduction.objects.visible_to(user).filter(state__in=LIVE)
    kinds = groups(on)
    whens = [When(each, then=Value(key)) for key, each in kinds.items()]
    # Nothing for all but the interviews of the week, so that no group has it for some.
    hour: Any = Case(When(kinds["interviews"], then="interview_at"))
    order = [hour, F("moved_on").asc(nulls_first=True), F("pk").asc()]
    return (
        rows.annotate(group=Case(*whens, default=Value("")))
        .annotate(
            together=Window(Count("pk"), partition_by="group"),
            place=Window(RowNumber(), partition_by="group", order_by=order),
        )
        .filter(place__lte=MOST_ROWS)
        .order_by("place")
        .values_list("pk", "group", "together")
    )


def groups(on: date) -> dict[str, Q]:
    """Return what is in each group; nothing is in two."""
    interviewing = Q(state=IntroductionState.INTERVIEWING)
    # By UK time, so that an interview after midnight is in the week its date says.
    this_week = Q(interview_at__date__range=week_of(on))
    # An interview after this week needs nothing yet.
    no_date_to_come = Q(interview_at=None) | Q(interview_at__date__lt=week_of(on)[0])
    return {
        "interviews": interviewing & this_week,
        "to-send": Q(state=IntroductionState.DRAFT, willing_on__isnull=False),
        "to-answer": Q(state=IntroductionState.DRAFT, willing_on=None),
        "offered": Q(state=IntroductionState.OFFERED),
        "interviewing": interviewing & no_date_to_come,
        "silent": is_silent(on=on)
        & ~Q(pk__in=Followup.objects.of_silence(on=on).values("introduction")),
    }


def row_of(row: Introduction, group: str, on: date) -> Row:
    """Return an introduction as its group words it, with what can be done about it."""
    detail, buttons = {
        "interviews": meeting,
        "to-send": to_send,
        "to-answer": to_answer,
        "offered": offered,
        "interviewing": interviewing,
        "silent": silent,
    }[group](row, on)
    address = reverse("placements:introduction", args=[row.pk])
    return Row(str(row), detail, address, buttons)


def to_send(row: Introduction, on: date) -> tuple[str, list[Button]]:
    """Return the draft to which the graduate has said yes."""
    detail = f"{asked_by(row)}{role_of(row)}. Agreed on {format_date(row.willing_on or on)}."
    address = reverse("placements:send-introduction", args=[row.pk])
    return detail, [Button("Send", address, is_first=True)]


def to_answer(row: Introduction, on: date) -> tuple[str, list[Button]]:
    """Return the draft that waits for the graduate's answer."""
    yes = reverse("placements:willing", args=[row.pk])
    button = Button("Agreed today", yes, fields={"willing_on": on.isoformat()})
    return f"{asked_by(row)}{role_of(row)}.", [button]


def silent(row: Introduction, on: date) -> tuple[str, list[Button]]:
    """Return an introduction that was sent and has had no reply."""
    assert row.moved_on is not None
    buttons = [Button("Asked again", reverse("placements:ask-again", args=[row.pk]))]
    if row.may_lapse(on=on):
        buttons.append(
            Button("Mark as lapsed", reverse("placements:lapse-introduction", args=[row.pk]))
        )
    return f"{role_of(row)}. No reply since {format_date(row.moved_on)}.", buttons


def meeting(row: Introduction, _on: date) -> tuple[str, list[Button]]:
    """Return an interview on a day of this week."""
    when = f"{localtime(row.interview_at):%A, %H:%M}"
    return f"{when}. {role_of(row)}.", after_interview(row)


def interviewing(row: Introduction, _on: date) -> tuple[str, list[Button]]:
    """Return an introduction at an interview without a date to come."""
    since = f" since {format_date(row.moved_on)}" if row.moved_on else ""
    met = f"Met on {format_date(day_of(row.interview_at))}" if row.interview_at else ""
    return f"{role_of(row)}. {met or f'Interviewing{since}, no date set'}.", after_interview(row)


def offered(row: Introduction, _on: date) -> tuple[str, list[Button]]:
    """Return an offer that has not led to a hire yet."""
    return f"{role_of(row)}.", [hire(row, first=True)]


def asked_by(row: Introduction) -> str:
    """Return who of the employer asked to meet, in words; nothing where we did."""
    return f"{row.asked_by} asked to meet. " if row.asked_by else ""


def role_of(row: Introduction) -> str:
    """Return the role of an introduction, in words."""
    return row.hiring_request.title if row.hiring_request else "No role given"


def after_interview(row: Introduction) -> list[Button]:
    """Return the actions that may follow an interview."""
    return [
        Button("Mark as offered", reverse("placements:offer-introduction", args=[row.pk])),
        hire(row),
    ]


def hire(row: Introduction, *, first: bool = False) -> Button:
    """Return the way to the hire that an introduction leads to."""
    address = f"{reverse('new-hire')}?introduction={row.pk}"
    return Button("Log the hire", address, is_link=True, is_first=first)
