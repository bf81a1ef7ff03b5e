"""Outcomes and who we reach: the figures, their editions, and the outcomes to confirm."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from placements.choices import MONITORING, OutcomeCode
from placements.domain.outcomes import outcomes as deciding
from placements.models import Hire, PublishedOutcomes
from placements.reports.inclusion import fared, inclusion, people
from placements.reports.outcomes import outcomes
from placements.reports.publication import publish, published_cohorts

MOST_PROPOSED = 20


class PublishForm(forms.Form):
    title = forms.CharField(
        label="Title of the edition", max_length=200, help_text="For example “Outcomes 2018”."
    )


@require_safe
@requires(is_office)
def outcome_figures(request: SignedIn) -> HttpResponse:
    """Show the pools of cohorts, the published editions, and the hires without an outcome."""
    return _page(request, PublishForm())


@require_POST
@requires(can_place)
def publish_edition(request: SignedIn) -> HttpResponse:
    """Publish the figures of the cohorts not published yet, unchangeable."""
    form = PublishForm(request.POST)
    if form.is_valid():
        with attempt(
            request, "Edition published. Its figures will not change.", form=form
        ) as result:
            publish(form.cleaned_data["title"], by=request.user, on=localdate())
        if result.done:
            return redirect("placements:outcomes")
    return _page(request, form)


@require_POST
@requires(can_place)
def confirm(request: SignedIn, hire_id: int) -> HttpResponse:
    """Record the outcome of a graduate we placed, with the hire as evidence."""
    hire = get_object_or_404(Hire.objects.visible_to(request.user), pk=hire_id)
    with attempt(request, f"Outcome confirmed: {hire}."):
        deciding.confirm(hire.pk, by=request.user, on=localdate())
    return redirect("placements:outcomes")


@require_safe
@requires(is_office)
def edition(request: SignedIn, pk: int) -> HttpResponse:
    """Show an edition as it was published."""
    published = get_object_or_404(PublishedOutcomes.objects.select_related("published_by"), pk=pk)
    return render(request, "placements/outcomes_edition.html", {"edition": published})


@require_safe
@requires(is_office)
def inclusion_figures(request: SignedIn) -> HttpResponse:
    """Show who we reach and how each group fared, in counts that identify nobody."""
    today = localdate()
    fared_by = {question: fared(question, on=today) for question in MONITORING}
    rows = [(row, zip(row.answers, fared_by[row.question], strict=True)) for row in inclusion()]
    return render(request, "placements/inclusion.html", {"people": people(), "questions": rows})


def _page(request: SignedIn, form: PublishForm) -> HttpResponse:
    today = localdate()
    proposed = deciding.proposals(on=today)
    known = set(published_cohorts())
    context = {
        "pools": [(pool, known.issuperset(pool.cohorts)) for pool in outcomes(on=today)],
        "codes": OutcomeCode.choices,
        "proposed": proposed[:MOST_PROPOSED],
        "proposed_left": len(proposed[MOST_PROPOSED:]),
        "editions": PublishedOutcomes.objects.order_by("-published_on", "-pk"),
        "form": form,
    }
    return render(request, "placements/outcomes.html", context)
