"""The demo's pages, each against an empty page of the same layout for the same person.

Every page a role's masthead offers, and the first of each thing they lead to.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import path, reverse

from billing.management.sample.build import build
from billing.models import Fee, Invoice
from employers.models import Employer, HiringRequest
from placements.models import Graduate, Hire, Introduction
from project.accounts.choices import Role
from project.accounts.models import User
from project.foundation.web.doors import anybody, opens_to
from project.home.navigation import OFFERED
from project.urls import urlpatterns as pages_of_the_house

from .frame import best_of

TODAY = date(2026, 3, 1)
TRIES = 7
MOST_TIMES = 2.5
ROLES = (Role.STAFF, Role.FINANCE, Role.EMPLOYER, Role.GRADUATE)


@opens_to(anybody)
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("empty/", empty), *pages_of_the_house]


class Answer(NamedTuple):
    """How long a page took, and the empty one of the same person, in seconds."""

    role: str
    address: str
    ours: float
    bare: float

    @property
    def times(self) -> float:
        return self.ours / self.bare


def measure() -> Iterator[Answer]:
    """Yield each page of each role, on the sample; the database is left as it was."""
    with transaction.atomic(), override_settings(ROOT_URLCONF=__name__):
        build(TODAY, say=lambda _year: None)
        for role in ROLES:
            yield from pages_of(User.objects.filter(role=role).earliest("pk"))
        transaction.set_rollback(True)


def pages_of(user: User) -> Iterator[Answer]:
    client = Client()
    client.force_login(user)
    bare = best_of(TRIES, partial(opened, client, "/empty/"))
    addresses = [reverse(name) for _words, name in OFFERED[user.role]]
    for address in [*addresses, *details_of(user)]:
        yield Answer(user.role, address, best_of(TRIES, partial(opened, client, address)), bare)


def opened(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"


DETAILS: dict[str, Callable[[], list[str]]] = {
    Role.STAFF: lambda: [
        reverse("placements:graduate", args=[Graduate.objects.earliest("pk").pk]),
        reverse("employers:employer", args=[Employer.objects.earliest("pk").pk]),
        reverse("placements:hiring-request", args=[HiringRequest.objects.earliest("pk").pk]),
        reverse("placements:introduction", args=[Introduction.objects.earliest("pk").pk]),
        reverse("placements:hire", args=[Hire.objects.earliest("pk").pk]),
        reverse("billing:new-hire"),
    ],
    Role.FINANCE: lambda: [
        reverse("billing:invoice", args=[Invoice.objects.earliest("pk").pk]),
        reverse("billing:fee", args=[Fee.objects.earliest("pk").pk]),
        reverse("billing:to-issue"),
        reverse("billing:month", args=["2026-02"]),
    ],
}


def details_of(user: User) -> list[str]:
    return DETAILS[user.role]() if user.role in DETAILS else []
