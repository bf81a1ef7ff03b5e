"""One search over all records of the office: people, firms, roles, hires and invoices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.models import Invoice
from employers.models import Employer, HiringRequest
from foundation.accounts.models import User
from foundation.accounts.rules import is_office
from foundation.money import pounds
from foundation.periods import format_date
from foundation.web.access import SignedIn, requires
from foundation.web.lists import matching
from placements.models import Graduate, Hire

FEWEST_LETTERS: Final = 2
MOST_MATCHES: Final = 8


@dataclass(frozen=True)
class Match:
    """One match: its title, a detail, and its page."""

    title: str
    detail: str
    address: str


@dataclass(frozen=True)
class Group:
    """The matches of one kind; ``more`` leads to all of them where there are more."""

    title: str
    matches: list[Match]
    more: str


@dataclass(frozen=True)
class Kind:
    """A kind of record: its title, which rows, the fields searched, and a row as a match."""

    title: str
    rows: Callable[[User], QuerySet[Any]]
    searched: tuple[str, ...]
    as_match: Callable[[Any], Match]
    list_name: str


def graduates(user: User) -> QuerySet[Graduate]:
    """Return the graduates by name, without those who were erased."""
    rows = Graduate.objects.visible_to(user).filter(erased_on=None)
    return rows.select_related("cohort").order_by("full_name", "pk")


def hires(user: User) -> QuerySet[Hire]:
    """Return the hires, the newest first."""
    rows = Hire.objects.visible_to(user).select_related("graduate", "employer")
    return rows.order_by("-start_on", "-pk")


def requests(user: User) -> QuerySet[HiringRequest]:
    """Return the requests, the newest first."""
    return HiringRequest.objects.visible_to(user).select_related("employer").order_by("-pk")


def invoices(user: User) -> QuerySet[Invoice]:
    """Return the invoices that have a number, the newest first."""
    rows = Invoice.objects.visible_to(user).exclude(number="")
    return rows.select_related("employer").order_by("-issued_on", "-pk")


KINDS: Final = (
    Kind(
        "Graduates",
        graduates,
        ("full_name", "email", "reference"),
        lambda row: Match(
            row.full_name,
            row.cohort.name if row.cohort else row.reference,
            reverse("placements:graduate", args=[row.pk]),
        ),
        "placements:graduates",
    ),
    Kind(
        "Employers",
        lambda user: Employer.objects.visible_to(user).order_by("name", "pk"),
        ("name", "reference", "billing_name"),
        lambda row: Match(
            row.name, row.get_kind_display(), reverse("employers:employer", args=[row.pk])
        ),
        "employers:employers",
    ),
    Kind(
        "Requests",
        requests,
        ("title", "employer__name"),
        lambda row: Match(
            f"{row.title} at {row.employer}",
            row.get_state_display(),
            reverse("placements:hiring-request", args=[row.pk]),
        ),
        "employers:hiring-requests",
    ),
    Kind(
        "Hires",
        hires,
        ("graduate__full_name", "employer__name", "job_title"),
        lambda row: Match(
            str(row),
            f"{row.get_state_display()}, first day {format_date(row.start_on)}",
            reverse("placements:hire", args=[row.pk]),
        ),
        "placements:hires",
    ),
    Kind(
        "Invoices",
        invoices,
        ("number", "purchase_order"),
        lambda row: Match(
            row.number,
            f"{row.employer}, {pounds(row.gross_pence)}, {row.get_state_display().lower()}",
            reverse("billing:invoice", args=[row.pk]),
        ),
        "billing:invoices",
    ),
)


@require_safe
@requires(is_office)
def search(request: SignedIn) -> HttpResponse:
    """Show the matches of the words typed, by kind: at most 8 of each, in one query each."""
    typed = request.GET.get("q", "").strip()[:100]
    is_search = len(typed) >= FEWEST_LETTERS
    groups = [matches_of(kind, typed, request.user) for kind in KINDS] if is_search else []
    context = {
        "typed": typed,
        "is_search": is_search,
        "groups": [group for group in groups if group.matches],
    }
    return render(request, "office/search.html", context)


def matches_of(kind: Kind, typed: str, user: User) -> Group:
    """Return the matches of one kind, in its order."""
    rows = list(matching(kind.rows(user), typed, *kind.searched)[: MOST_MATCHES + 1])
    more = ""
    if len(rows) > MOST_MATCHES:
        more = f"{reverse(kind.list_name)}?{urlencode({'q': typed})}"
    return Group(kind.title, [kind.as_match(row) for row in rows[:MOST_MATCHES]], more)
