"""Today, the people: whom to introduce, to ask, to start; what nobody has answered."""

from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime

from placements.choices import HireState, IntroductionState, JobSearch, Visibility
from placements.domain import reminding
from placements.domain.introductions import SILENCE
from placements.models import Graduate, Hire, Introduction
from project.accounts.models import User
from project.foundation.money import pounds
from project.foundation.periods import day_of, week_of, written

from .waiting import Button, Row, Section, section

QUIET: Final = timedelta(days=31)
SOON: Final = timedelta(days=7)


def to_send(user: User, on: date) -> Section:
    """Drafts to which the graduate has said yes."""
    rows = drafts(user).filter(willing_on__isnull=False)

    def shown(row: Introduction) -> Row:
        asked = f"{row.asked_by} asked to meet. " if row.asked_by else ""
        said = f"{asked}{role_of(row)}. Willing since {written(row.willing_on or on)}."
        return Row(str(row), said, page(row), [send(row)])

    every = f"{reverse('placements:introductions')}?state=draft"
    return section("to-send", "To send", "the graduate said yes", rows, shown, every)


def to_answer(user: User, on: date) -> Section:
    """Drafts that wait for the graduate's answer."""
    rows = drafts(user).awaiting_answer()

    def shown(row: Introduction) -> Row:
        asked = f"{row.asked_by} asked to meet. " if row.asked_by else ""
        yes = reverse("placements:willing", args=[row.pk])
        buttons = [Button("Said yes today", yes, fields={"willing_on": on.isoformat()})]
        return Row(str(row), f"{asked}{role_of(row)}.", page(row), buttons)

    every = f"{reverse('placements:introductions')}?state=draft"
    return section("to-answer", "Graduates to ask", "for this position", rows, shown, every)


def silent(user: User, on: date) -> Section:
    """Introductions sent, and no word for more than 30 days."""
    rows = (
        introductions(user).silent_since(on - QUIET).exclude(pk__in=reminding.asked_lately(on=on))
    )

    def shown(row: Introduction) -> Row:
        assert row.moved_on is not None
        deeds = [Button("Asked again", reverse("placements:ask-again", args=[row.pk]))]
        if on >= row.moved_on + SILENCE:
            deeds.append(Button("Lapsed", reverse("placements:lapse-introduction", args=[row.pk])))
        said = f"{role_of(row)}. No word since {written(row.moved_on)}."
        return Row(str(row), said, page(row), deeds)

    every = f"{reverse('placements:introductions')}?state=sent"
    ordered = rows.order_by("moved_on", "pk")
    return section("silent", "Silent", "sent, and no word for a month", ordered, shown, every)


def meeting(user: User, on: date) -> Section:
    """Interviews on the days of this week, in their order."""
    rows = introductions(user).interviewing_between(*week_of(on)).order_by("interview_at", "pk")

    def shown(row: Introduction) -> Row:
        when = f"{localtime(row.interview_at):%A, %H:%M}"
        return Row(str(row), f"{when}. {role_of(row)}.", page(row), after_interview(row))

    every = f"{reverse('placements:introductions')}?state=interview-this-week"
    return section("interviews", "Interviews this week", "then: how did it go?", rows, shown, every)


def interviewing(user: User, on: date) -> Section:
    """Introductions at an interview without a date to come: the longest without a move first."""
    rows = introductions(user).filter(state=IntroductionState.INTERVIEWING)
    # By our clocks, as the week of ``meeting`` is: nobody stands in both, or in neither.
    rows = rows.exclude(interview_at__date__gte=week_of(on)[0])

    def shown(row: Introduction) -> Row:
        since = f" since {written(row.moved_on)}" if row.moved_on else ""
        met = f"Met on {written(day_of(row.interview_at))}" if row.interview_at else ""
        said = f"{role_of(row)}. {met or f'Interviewing{since}, no date'}."
        return Row(str(row), said, page(row), after_interview(row))

    every = f"{reverse('placements:introductions')}?state=interviewing"
    ordered = rows.order_by("moved_on", "pk")
    return section("interviewing", "Interviewing", "how did it go?", ordered, shown, every)


def offered(user: User, _on: date) -> Section:
    """Offers that no hire has come of yet."""
    rows = introductions(user).filter(state=IntroductionState.OFFERED)

    def shown(row: Introduction) -> Row:
        return Row(str(row), f"{role_of(row)}.", page(row), [hire(row, first=True)])

    every = f"{reverse('placements:introductions')}?state=offered"
    ordered = rows.order_by("moved_on", "pk")
    return section("offered", "Offered", "log the hire when agreed", ordered, shown, every)


def starting(user: User, on: date) -> Section:
    """Hires whose first day has come, or comes within a week."""
    rows = Hire.objects.visible_to(user).filter(state=HireState.AGREED, start_on__lte=on + SOON)
    rows = rows.select_related("graduate", "employer").order_by("start_on", "pk")

    def shown(row: Hire) -> Row:
        address = reverse("placements:hire", args=[row.pk])
        start = Button("Start", reverse("placements:start-hire-now", args=[row.pk]), is_first=True)
        has_come = row.start_on <= on
        said = f"First day {written(row.start_on)}, {pounds(row.salary_pence)} a year."
        return Row(str(row), said, address, [start] if has_come else [])

    every = f"{reverse('placements:hires')}?state=agreed"
    return section("starting", "Starting", "first day within a week", rows, shown, every)


def unseen(user: User, on: date) -> Section:
    """Graduates shown to employers whose identity nobody has seen: they cannot be introduced."""
    rows = Graduate.objects.visible_to(user).published().filter(identity_seen_on=None)

    def shown(row: Graduate) -> Row:
        address = reverse("placements:graduate", args=[row.pk])
        seen = {"identity_seen_on": on.isoformat()}
        see = Button("Seen today", reverse("placements:see-identity", args=[row.pk]), fields=seen)
        return Row(row.full_name, "Published; nobody has seen a document.", address, [see])

    every = f"{reverse('placements:graduates')}?shown=unseen"
    ordered = rows.order_by("full_name", "pk")
    return section(
        "unseen", "Identity not seen", "no introduction can be sent", ordered, shown, every
    )


def unpublished(user: User, _on: date) -> Section:
    """Graduates who look for a job and have not agreed to be shown."""
    rows = Graduate.objects.visible_to(user).filter(
        visibility=Visibility.PRIVATE, job_search__in=[JobSearch.LOOKING, JobSearch.OPEN]
    )

    def shown(row: Graduate) -> Row:
        address = reverse("placements:graduate", args=[row.pk])
        ask = Button("Publish", address, is_link=True)
        return Row(row.full_name, "Looks for a job; has not agreed to be shown.", address, [ask])

    every = f"{reverse('placements:graduates')}?shown=private"
    ordered = rows.order_by("full_name", "pk")
    return section(
        "unpublished", "Consents missing", "no employer sees them", ordered, shown, every
    )


def introductions(user: User) -> Any:
    """Return the introductions this person may see, with the people they are about."""
    rows = Introduction.objects.visible_to(user)
    return rows.select_related("graduate", "employer", "hiring_request", "asked_by")


def drafts(user: User) -> Any:
    """Return the drafts, the oldest first."""
    return introductions(user).filter(state=IntroductionState.DRAFT).order_by("pk")


def role_of(row: Introduction) -> str:
    """Return the role of an introduction, in words."""
    return row.hiring_request.title if row.hiring_request else "No role named"


def page(row: Introduction) -> str:
    """Return the address of an introduction's page."""
    return reverse("placements:introduction", args=[row.pk])


def send(row: Introduction) -> Button:
    """Return the button that sends a draft."""
    return Button("Send", reverse("placements:send-introduction", args=[row.pk]), is_first=True)


def after_interview(row: Introduction) -> list[Button]:
    """Return what may have come of an interview."""
    return [Button("Offered", reverse("placements:offer-introduction", args=[row.pk])), hire(row)]


def hire(row: Introduction, *, first: bool = False) -> Button:
    """Return the way to the hire that an introduction leads to."""
    address = f"{reverse('billing:new-hire')}?introduction={row.pk}"
    return Button("Log the hire", address, is_link=True, is_first=first)
