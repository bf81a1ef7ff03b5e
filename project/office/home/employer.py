"""The front page of an employer: what waits for them first, then what they asked for and owe."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from billing.models import Invoice
from employers.domain.terms import offers
from employers.domain.terms import versions as terms_of_business
from employers.models import Contact, HiringRequest
from foundation.accounts.models import User
from foundation.money import pounds
from placements.choices import IntroductionState
from placements.models import Introduction, Shortlisted

MOST_ROWS: Final = 5


@dataclass(frozen=True)
class Waits:
    """Something that waits for the employer, and the page that deals with it."""

    count: int
    what: str
    why: str
    address: str


def employer(request: HttpRequest, user: User) -> HttpResponse:
    """Show a contact what to do and the newest records; without an employer, whom to ask."""
    contact = Contact.objects.filter(user=user).select_related("employer").first()
    if contact is None:
        return render(request, "office/home/employer_nobodys.html")
    followed = Introduction.objects.followed_by(user).select_related("graduate", "hiring_request")
    invoices = Invoice.objects.visible_to(user)
    context = {
        "today": localdate(),
        "contact": contact,
        "may_ask": terms_of_business.in_force(contact.employer, on=localdate()) is not None,
        "waiting": _waiting(user, contact),
        "roles": HiringRequest.objects.visible_to(user).order_by("-created_at", "-pk")[:MOST_ROWS],
        "introductions": followed.order_by("-moved_on", "-pk")[:MOST_ROWS],
        "invoices": invoices.order_by("-issued_on", "-pk")[:MOST_ROWS],
    }
    return render(request, "office/home/employer.html", context)


def _waiting(user: User, contact: Contact) -> list[Waits]:
    """Return what waits for this employer, without what does not."""
    tasks = [*_of_people(user, contact), *_of_money(user)]
    return [one for one in tasks if one.count]


def _of_people(user: User, contact: Contact) -> list[Waits]:
    followed = Introduction.objects.followed_by(user)
    introductions = reverse("placements:portal-introductions")
    offered = offers.on_offer(contact.employer, on=localdate())
    return [
        Waits(
            int(offered is not None),
            "Terms to accept",
            "Read what a hire costs. Then you can ask to meet graduates",
            reverse("billing:portal-terms"),
        ),
        Waits(
            followed.filter(state=IntroductionState.SENT).count(),
            "New introductions",
            "Graduates who agreed to meet you. Tell us whether you will interview them",
            introductions,
        ),
        Waits(
            followed.filter(state=IntroductionState.DRAFT).count(),
            "Requests in progress",
            "No action needed. We are asking the graduate and will send you their details",
            introductions,
        ),
        Waits(
            Shortlisted.objects.visible_to(user).count(),
            "On your shortlist",
            "Ask to meet them when you are ready",
            reverse("placements:shortlist"),
        ),
    ]


def _of_money(user: User) -> list[Waits]:
    owed = Invoice.objects.visible_to(user).outstanding()
    late = owed.overdue(on=localdate()).count()
    why = f"{pounds(owed.owed_pence())} in all" + (f", {late} past the due date" if late else "")
    return [Waits(owed.count(), "Invoices to pay", why, reverse("billing:portal-invoices"))]
