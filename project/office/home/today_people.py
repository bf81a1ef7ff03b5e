"""Today, the people: who starts, and who cannot be introduced or seen yet."""

from datetime import date, timedelta
from typing import Final

from django.urls import reverse

from foundation.accounts.models import User
from foundation.money import pounds
from foundation.periods import format_date
from placements.choices import HireState, JobSearch, Visibility
from placements.models import Graduate, Hire

from .waiting import Button, Row, Section, section

SOON: Final = timedelta(days=7)


def starting(user: User, on: date) -> Section:
    """Hires whose first day has come, or comes within a week."""
    rows = Hire.objects.visible_to(user).filter(state=HireState.AGREED, start_on__lte=on + SOON)
    rows = rows.select_related("graduate", "employer").order_by("start_on", "pk")

    def row_of(row: Hire) -> Row:
        address = reverse("placements:hire", args=[row.pk])
        start = Button("Start", reverse("placements:start-hire-now", args=[row.pk]), is_first=True)
        has_come = row.start_on <= on
        detail = f"First day {format_date(row.start_on)}, {pounds(row.salary_pence)} a year."
        return Row(str(row), detail, address, [start] if has_come else [])

    every = f"{reverse('placements:hires')}?state=agreed"
    return section("starting", "Starting", "first day within a week", rows, row_of, every)


def unseen(user: User, on: date) -> Section:
    """Published graduates without a seen identity document: they cannot be introduced."""
    rows = Graduate.objects.visible_to(user).published().filter(identity_seen_on=None)

    def row_of(row: Graduate) -> Row:
        address = reverse("placements:graduate", args=[row.pk])
        seen = {"identity_seen_on": on.isoformat()}
        see = Button(
            "Mark as seen today", reverse("placements:see-identity", args=[row.pk]), fields=seen
        )
        return Row(
            row.full_name,
            "Published, but no one has seen an identity document, which our rules ask for.",
            address,
            [see],
        )

    every = f"{reverse('placements:graduates')}?shown=unseen"
    ordered = rows.order_by("full_name", "pk")
    return section(
        "unseen", "Identity not seen", "no introduction can be sent", ordered, row_of, every
    )


def unpublished(user: User, _on: date) -> Section:
    """Graduates who look for a job and have not agreed to be published."""
    rows = Graduate.objects.visible_to(user).filter(
        visibility=Visibility.PRIVATE, job_search__in=[JobSearch.LOOKING, JobSearch.OPEN]
    )

    def row_of(row: Graduate) -> Row:
        address = reverse("placements:graduate", args=[row.pk])
        ask = Button("Publish", address, is_link=True)
        return Row(
            row.full_name, "Looking for a job, but has not agreed to be published.", address, [ask]
        )

    every = f"{reverse('placements:graduates')}?shown=private"
    ordered = rows.order_by("full_name", "pk")
    return section(
        "unpublished", "Consents missing", "employers cannot see them", ordered, row_of, every
    )
