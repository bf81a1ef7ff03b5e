"""What a graduate tells us: yes or no to a position, a job, monitoring answers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.web.access import SignedIn
from foundation.web.attempts import attempt
from foundation.web.once import run_once
from placements.domain.introductions import willingness
from placements.domain.outcomes import job_reports, monitoring
from placements.domain.outcomes.job_reports import Job
from placements.models import Graduate, Introduction

from .door import own
from .forms import JobReportForm, MonitoringForm, NoThanksForm


@require_safe
@own
def position(request: SignedIn, graduate: Graduate, introduction_id: int) -> HttpResponse:
    """Show a position with its facts, and what happens after a yes or a no."""
    return _position(request, _introduction(request, introduction_id), NoThanksForm())


@require_POST
@own
def agree(request: SignedIn, graduate: Graduate, introduction_id: int) -> HttpResponse:
    """Say yes to this position."""
    introduction = _introduction(request, introduction_id)
    with attempt(
        request, f"You said yes to {introduction.employer}. We will pass on your details next."
    ):
        willingness.agree_to_meet(introduction.pk, by=request.user, on=localdate())
    return redirect("home")


@require_POST
@own
def say_no(request: SignedIn, graduate: Graduate, introduction_id: int) -> HttpResponse:
    """Say no to this position."""
    introduction, form = _introduction(request, introduction_id), NoThanksForm(request.POST)
    if not form.is_valid():
        return _position(request, introduction, form)
    with attempt(
        request, f"You said no to {introduction.employer}. We will not tell them who you are."
    ):
        reason = form.cleaned_data["reason"]
        willingness.decline_to_meet(introduction.pk, reason=reason, by=request.user, on=localdate())
    return redirect("home")


def _introduction(request: SignedIn, introduction_id: int) -> Introduction:
    rows: Any = Introduction.objects.visible_to(request.user)
    rows = rows.select_related("graduate", "employer", "hiring_request", "asked_by")
    introduction: Introduction = get_object_or_404(rows, pk=introduction_id)
    return introduction


def _position(request: SignedIn, introduction: Introduction, form: NoThanksForm) -> HttpResponse:
    context = {"introduction": introduction, "role": introduction.hiring_request, "form": form}
    return render(request, "placements/own/position.html", context)


@own
def job(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Take the report of a job, and show earlier ones."""
    form = JobReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return run_once(request, lambda: _report(request, graduate, form))
    return _job_page(request, graduate, form)


def _report(request: SignedIn, graduate: Graduate, form: JobReportForm) -> HttpResponse:
    with attempt(
        request, "Thank you, and well done! We will check your report.", form=form
    ) as result:
        job = Job(**form.cleaned_data)
        job_reports.report(graduate.pk, job, by=request.user, on=localdate())
    return redirect("home") if result.done else _job_page(request, graduate, form)


def _job_page(request: SignedIn, graduate: Graduate, form: JobReportForm) -> HttpResponse:
    context = {"form": form, "reports": graduate.job_reports.order_by("-reported_on", "-pk")}
    return render(request, "placements/own/job.html", context)


@own
def questions(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Ask the monitoring questions, and save the answers."""
    known = monitoring.answers_of(graduate.pk, by=request.user)
    form = MonitoringForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Thank you. Your answers are saved.", form=form) as result:
            monitoring.answer(graduate.pk, form.cleaned_data, by=request.user)
        if result.done:
            return redirect("home")
    objected_on = monitoring.objected_on(graduate.pk, by=request.user)
    context = {"form": form, "has_answers": bool(known), "objected_on": objected_on}
    return render(request, "placements/own/questions.html", context)


@require_POST
@own
def object_to_questions(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Delete all answers, and stop asking."""
    with attempt(request, "Your answers are deleted, and we will not ask again."):
        monitoring.object_to_it(graduate.pk, by=request.user, on=localdate())
    return redirect("placements:own-questions")


@require_POST
@own
def ask_again(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Ask the questions again after an objection."""
    with attempt(request):
        monitoring.ask_again(graduate.pk, by=request.user)
    return redirect("placements:own-questions")
