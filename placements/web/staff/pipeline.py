"""The pipeline: what is open by stage, moved along by keyboard, by mouse, or by plain buttons."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from employers.models import Employer, HiringRequest
from foundation.accounts.rules import is_office
from foundation.web.access import SignedIn, requires
from foundation.web.lists import Filters, listed
from placements.choices import IntroductionMove as Move
from placements.choices import IntroductionState as State
from placements.models import Introduction

from .introduction_actions import ACTIONS
from .introductions import can_be_hired

STAGES: Final = (State.DRAFT, State.SENT, State.INTERVIEWING, State.OFFERED, State.HIRED)
# The moves that bring a card into a stage; a hire is logged on its own page.
STEPS: Final = (Move.SEND, Move.INTERVIEW, Move.OFFER)
# The moves that take it off the board, with a reason.
ENDS: Final = (Move.DECLINE, Move.WITHDRAW)
# A board is read at a glance; the rest is in the list of introductions.
MOST: Final = 200
HIRED_LATELY: Final = timedelta(days=60)


class PipelineFilters(Filters):
    employer = forms.ModelChoiceField(
        Employer.objects.order_by("name"), label="Employer", required=False, empty_label="All"
    )
    hiring_request = forms.ModelChoiceField(
        HiringRequest.objects.select_related("employer").order_by("employer__name", "title"),
        label="Request",
        required=False,
        empty_label="All",
    )
    searched = ("graduate__full_name", "employer__name", "hiring_request__title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer only the employers and requests that have a card."""
        super().__init__(*args, **kwargs)
        for name in ("employer", "hiring_request"):
            field: Any = self.fields[name]
            live = Introduction.objects.live().values(name)
            field.queryset = field.queryset.filter(pk__in=live)


@dataclass(frozen=True)
class Step:
    """A button of a card: the action's name, its label, and the stage it leads to."""

    name: str
    button: str
    stage: str


@dataclass(frozen=True)
class Card:
    """An introduction on the board, with the moves it can make."""

    introduction: Introduction
    address: str
    steps: list[Step]
    end: Step | None
    goes_back: bool
    can_be_hired: bool
    is_silent: bool


@dataclass(frozen=True)
class Column:
    """A stage with its cards."""

    stage: State
    cards: list[Card]


@require_safe
@requires(is_office)
def pipeline(request: SignedIn) -> HttpResponse:
    """Show what is open, by stage; the longest without a move first."""
    today = localdate()
    live = Introduction.objects.visible_to(request.user).filter(state__in=STAGES)
    live = live.exclude(state=State.HIRED, moved_on__lt=today - HIRED_LATELY)
    rows = live.select_related("graduate", "employer", "hiring_request").order_by("moved_on", "pk")
    context = listed(request, PipelineFilters(request.GET), rows, size=MOST)
    context["columns"] = columns(context["page"].rows, today)
    context["here"] = request.get_full_path()
    context["more"] = context["page"].has_more
    return render(request, "placements/pipeline.html", context)


def columns(rows: list[Introduction], today: date) -> list[Column]:
    """Return the introductions by stage, each with the buttons of its moves."""
    return [
        Column(stage, [card(row, today) for row in rows if row.state == stage]) for stage in STAGES
    ]


def card(row: Introduction, today: date) -> Card:
    """Return an introduction with the moves it can make now."""
    ends = [step(move) for move in ENDS if move.is_open_to(row)]
    return Card(
        row,
        reverse("placements:introduction", args=[row.pk]),
        [step(move) for move in STEPS if move.is_open_to(row)],
        ends[0] if ends else None,
        goes_back=Move.TAKE_BACK.is_open_to(row),
        can_be_hired=can_be_hired(row),
        is_silent=row.is_silent(on=today),
    )


def step(move: Move) -> Step:
    """Return the button of a move."""
    return Step(move.slug, ACTIONS[move.slug].label, move.target)
