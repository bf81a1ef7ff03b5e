"""Introductions: the list, the page of each with its evidence, and its deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation import history
from foundation.web.deeds import attempt, back
from foundation.web.doors import SignedIn, office, opens_to, places_people
from foundation.web.lists import listed
from foundation.web.undo import offer_undo
from placements.choices import IntroductionState as State
from placements.domain.hires import taking_back
from placements.domain.introductions import (
    introduction_checks,
    introductions,
    reminding,
    willingness,
)
from placements.domain.introductions.introduction_warnings import warnings
from placements.models import Introduction

from .introduction_forms import (
    EmptyForm,
    InterviewForm,
    IntroductionFilters,
    PerhapsReasonForm,
    ReasonForm,
    WillingForm,
)

Verb = Callable[..., Introduction]


@dataclass(frozen=True)
class Move:
    """One deed of an introduction: its verb, what it asks, its button, what is said after."""

    do: Verb
    form: type[forms.Form]
    button: str
    said: str
    # From which states it is offered.
    states: tuple[State, ...]
    undone: bool = True


OPEN: Final = (State.SENT, State.INTERVIEWING, State.OFFERED)
CLOSED: Final = (State.DECLINED, State.WITHDRAWN, State.LAPSED, State.OBSOLETE)
MOVES: Final = {
    "send": Move(
        introductions.send, EmptyForm, "Send", "Sent: the introduction period has begun.",
        (State.DRAFT,), undone=False,
    ),
    "interview": Move(
        introductions.interview, EmptyForm, "Interviewing", "They are interviewing.", (State.SENT,)
    ),
    "offer": Move(
        introductions.offer, EmptyForm, "Offered", "An offer is made.",
        (State.SENT, State.INTERVIEWING),
    ),
    "decline": Move(introductions.decline, ReasonForm, "Declined", "Declined.", OPEN),
    "withdraw": Move(
        introductions.withdraw, PerhapsReasonForm, "Withdrawn", "Withdrawn by the graduate.",
        (State.DRAFT, *OPEN),
    ),
    "lapse": Move(introductions.lapse, EmptyForm, "Lapsed", "Lapsed without a word.", OPEN),
    "reopen": Move(
        introductions.reopen, EmptyForm, "Reopen", "Taken up again.", CLOSED, undone=False
    ),
}  # fmt: skip


@require_safe
@opens_to(office)
def introductions_list(request: SignedIn) -> HttpResponse:
    """List the introductions, the newest first."""
    rows = Introduction.objects.visible_to(request.user)
    rows = rows.select_related("graduate", "employer", "hiring_request").order_by("-pk")
    page = listed(request, IntroductionFilters(request.GET), rows)
    return render(request, "placements/introductions.html", page)


@require_safe
@opens_to(office)
def introduction(request: SignedIn, pk: int) -> HttpResponse:
    """Show an introduction: what was agreed, what stands in its way, every deed with its day."""
    return show(request, get_object_or_404(in_full(request), pk=pk))


def in_full(request: SignedIn) -> Any:
    """Return the introductions this person may see, with what their page shows."""
    return Introduction.objects.visible_to(request.user).select_related(
        "graduate", "employer", "hiring_request__employer", "contact", "asked_by", "terms"
    )


def show(request: SignedIn, found: Introduction, **tried: forms.Form) -> HttpResponse:
    """Return the page of an introduction; a form that was refused stands as it was typed."""
    today = localdate()
    offered = [
        (name, move, tried.get(name) or move.form())
        for name, move in MOVES.items()
        if found.state in move.states
    ]
    is_draft = found.state == State.DRAFT
    may_meet = found.state in (State.SENT, State.INTERVIEWING)
    page = {
        "introduction": found,
        "offered": offered,
        "willing_form": tried.get("willing") or WillingForm(initial={"willing_on": today}),
        "may_meet": may_meet,
        "interview_form": tried.get("date") or InterviewForm.about(found),
        "checklist": introduction_checks.checklist(found, on=today) if is_draft else [],
        "warnings": warnings([found], on=today)[found.pk] if is_draft else [],
        "hires": found.hires.order_by("-pk"),
        "entries": history.of(found).select_related("by"),
        "today": today,
    }
    return render(request, "placements/introduction.html", page)


@require_POST
@opens_to(places_people)
def move(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """Move it along one arrow, with an undo where the arrow goes back; a refusal is shown."""
    found, known = get_object_or_404(in_full(request), pk=pk), MOVES[name]
    form = known.form(request.POST)
    if form.is_valid():
        with attempt(request, "" if known.undone else known.said, form=form) as done:
            known.do(found.pk, by=request.user, on=localdate(), **form.cleaned_data)
        if done.done:
            if known.undone:
                offer(request, found, f"{found}: {known.said}")
            return back(request, "placements:introduction", found.pk)
    return show(request, found, **{name: form})


def offer(request: SignedIn, found: Introduction, said: str) -> None:
    """Offer the undo of a move, which leads back to the page it was made on."""
    fields = {"next": request.POST["next"]} if request.POST.get("next") else {}
    address = reverse("placements:take-back-move", args=[found.pk])
    offer_undo(request, said, address=address, **fields)


@require_POST
@opens_to(places_people)
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """Undo the last move of an introduction."""
    found = get_object_or_404(in_full(request), pk=pk)
    with attempt(request, f"Taken back: {found} stands where it stood."):
        taking_back.take_back_move(found.pk, by=request.user, on=localdate())
    return back(request, "placements:introduction", found.pk)


@require_POST
@opens_to(places_people)
def willing(request: SignedIn, pk: int) -> HttpResponse:
    """Note the day on which the graduate agreed to this position."""
    found = get_object_or_404(in_full(request), pk=pk)
    form = WillingForm(request.POST)
    if form.is_valid():
        with attempt(request, "Noted: willing for this position.", form=form) as done:
            day = form.cleaned_data["willing_on"]
            willingness.agree_to_meet(found.pk, by=request.user, on=day)
        if done.done:
            return back(request, "placements:introduction", found.pk)
    return show(request, found, willing=form)


@require_POST
@opens_to(places_people)
def ask_again(request: SignedIn, pk: int) -> HttpResponse:
    """Note that the employer was asked again: the introduction is no longer silent for a week."""
    found = get_object_or_404(in_full(request), pk=pk)
    with attempt(request):
        reminding.ask_again(found.pk, by=request.user, on=localdate())
        address = reverse("placements:not-asked-again", args=[found.pk])
        offer_undo(request, f"Noted: {found.employer} was asked again.", address=address)
    return back(request, "placements:introduction", found.pk)


@require_POST
@opens_to(places_people)
def not_asked_again(request: SignedIn, pk: int) -> HttpResponse:
    """Undo: nobody was asked after all."""
    found = get_object_or_404(in_full(request), pk=pk)
    with attempt(request, "Taken back: nobody was asked."):
        reminding.not_asked(found.pk, by=request.user, on=localdate())
    return redirect("home")
