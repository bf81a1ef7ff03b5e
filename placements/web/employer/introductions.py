"""Introductions as the employer follows and answers them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from employers.web.portal import contact_of
from foundation import history
from foundation.accounts.choices import Role
from foundation.accounts.rules import is_employer_contact
from foundation.choices import Verb
from foundation.models import HistoryEntry
from foundation.money import pounds
from foundation.periods import format_date
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.forms import DayField, PoundsField
from foundation.web.once import run_once
from foundation.web.paging import page_of
from placements.choices import IN_PROGRESS, IntroductionState
from placements.domain.hires import feedback, start_reports
from placements.domain.introductions import introductions
from placements.models import Cv, Introduction
from placements.models.introduction import LAPSES_AFTER
from placements.web.blind import portfolio, to_browse

State = IntroductionState
# What an employer may read of the history. Who in the office did what, and a graduate's own
# reasons, are not for them.
FOR_EMPLOYERS: Final[dict[str, str]] = {
    Verb.ASKED_TO_MEET: "You asked to meet",
    Verb.AGREED_TO_MEET: "The graduate agreed",
    Verb.SENT: "Introduced to you",
    Verb.INTERVIEWING: "You are interviewing",
    Verb.INTERVIEW_ARRANGED: "Interview arranged",
    Verb.INTERVIEW_CALLED_OFF: "Interview called off",
    Verb.OFFERED: "You made an offer",
    Verb.DECLINED: "You declined",
    Verb.WITHDRAWN: "The graduate withdrew",
    Verb.LAPSED: f"Lapsed after {LAPSES_AFTER.days} days without a reply",
    Verb.OBSOLETE: "Ended: the graduate took another job",
    Verb.HIRED: "Hired",
    Verb.REOPENED: "Reopened",
    Verb.FEEDBACK: "Your feedback",
    Verb.START_REPORTED: "You reported a start",
}
OWN_WORDS: Final = (Verb.FEEDBACK, Verb.DECLINED)
DATED: Final = (Verb.INTERVIEW_ARRANGED, Verb.INTERVIEW_CALLED_OFF)


class FeedbackForm(forms.Form):
    text = forms.CharField(
        label="What did you think?",
        max_length=feedback.LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text="Our staff read this and pass on anything that helps the graduate.",
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why are you declining?",
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="For example, we need more experience with databases.",
    )


class StartForm(forms.Form):
    start_on = DayField(label="First day of work")
    salary_pence = PoundsField(
        label="First year’s salary",
        help_text="Before tax, for the hours worked. For example, £27,000.",
    )


@dataclass(frozen=True)
class PortalEvent:
    """One line of the history, as the employer reads it."""

    on: date
    words: str
    text: str


@require_safe
@requires(is_employer_contact)
def portal_introductions(request: SignedIn) -> HttpResponse:
    """List the graduates introduced to the employer, and those they asked to meet."""
    contact_of(request)
    followed = (
        Introduction.objects.followed_by(request.user)
        .select_related("graduate", "hiring_request", "asked_by")
        .order_by("-moved_on", "-pk")
    )
    page = page_of(request, followed)
    return render(request, "placements/portal_introductions.html", {"page": page})


@require_safe
@requires(is_employer_contact)
def portal_introduction(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Show one introduction, and what the employer can do about it."""
    return _page(request, _followed(request, introduction_id))


@require_POST
@requires(is_employer_contact)
def interview(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Record that the employer is interviewing."""
    return _respond_after(
        request,
        introduction_id,
        introductions.interview,
        "Thank you. We have noted that you are interviewing.",
    )


@require_POST
@requires(is_employer_contact)
def offer(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Record an offer."""
    return _respond_after(
        request, introduction_id, introductions.offer, "Thank you. We have noted your offer."
    )


@require_POST
@requires(is_employer_contact)
def decline(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Decline, with a reason."""
    form = DeclineForm(request.POST, prefix="decline")
    if form.is_valid():
        verb = partial(introductions.decline, reason=form.cleaned_data["reason"])
        return _respond_after(
            request, introduction_id, verb, "Declined. Thank you for telling us why."
        )
    return _page(request, _followed(request, introduction_id), decline_form=form)


@require_POST
@requires(is_employer_contact)
def give_feedback(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Save the employer's feedback on the graduate."""
    introduction = _followed(request, introduction_id)
    form = FeedbackForm(request.POST, prefix="feedback")
    if form.is_valid():
        with attempt(request, "Thank you for your feedback.", form=form) as result:
            feedback.give(
                introduction.pk, text=form.cleaned_data["text"], by=request.user, on=localdate()
            )
        if result.done:
            return redirect("placements:portal-introduction", introduction.pk)
    return _page(request, introduction, feedback_form=form)


@require_POST
@requires(is_employer_contact)
def report_start(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Report to the office when the graduate starts, and the salary."""
    return run_once(request, lambda: _report_start(request, introduction_id))


def _report_start(request: SignedIn, introduction_id: int) -> HttpResponse:
    introduction, contact = _followed(request, introduction_id), contact_of(request)
    form = StartForm(request.POST, prefix="start")
    if form.is_valid():
        thanks = (
            "Congratulations, and thank you. We will log the hire and tell you what happens next."
        )
        with attempt(request, thanks, form=form) as result:
            start_reports.report(
                introduction.pk, contact, by=request.user, on=localdate(), **form.cleaned_data
            )
        if result.done:
            return redirect("placements:portal-introduction", introduction.pk)
    return _page(request, introduction, start_form=form)


def _respond_after(
    request: SignedIn, introduction_id: int, verb: Callable[..., Introduction], message: str
) -> HttpResponse:
    introduction = _followed(request, introduction_id)
    with attempt(request, message):
        verb(introduction.pk, by=request.user, on=localdate())
    return redirect("placements:portal-introduction", introduction.pk)


def _followed(request: SignedIn, introduction_id: int) -> Introduction:
    rows = Introduction.objects.followed_by(request.user)
    return get_object_or_404(
        rows.select_related("graduate", "employer", "hiring_request", "asked_by"),
        pk=introduction_id,
    )


def _page(request: SignedIn, introduction: Introduction, **forms_at_fault: Any) -> HttpResponse:
    contact_of(request)
    person = to_browse(request.user).get(pk=introduction.graduate_id)
    was_sent = introduction.sent_on is not None
    entries = history.of(introduction).filter(verb__in=FOR_EMPLOYERS).select_related("by")
    context = {
        "introduction": introduction,
        "portfolio": portfolio(person, on=localdate()),
        "has_cv": was_sent and Cv.objects.visible_to(request.user).filter(graduate=person).exists(),
        "events": [_portal_event(entry) for entry in entries],
        "goes_on": introduction.state in IN_PROGRESS,
        "may_report": was_sent and introduction.state != State.WITHDRAWN,
        "report": introduction.start_reports.order_by("-pk").first(),
        "hire": introduction.hires.exclude(state="fell_through").first(),
        "feedback_form": FeedbackForm(prefix="feedback"),
        "decline_form": DeclineForm(prefix="decline"),
        "start_form": StartForm(prefix="start"),
        **forms_at_fault,
    }
    status = 400 if forms_at_fault else 200
    return render(request, "placements/portal_introduction.html", context, status=status)


def _portal_event(entry: HistoryEntry) -> PortalEvent:
    # The office may have entered a reason of its own, which is not for the employer.
    theirs = entry.by is not None and entry.by.role == Role.EMPLOYER
    text = str(entry.detail.get("reason", "")) if theirs and entry.verb in OWN_WORDS else ""
    if entry.verb in DATED:
        text = str(entry.detail["words"])
    if entry.verb == Verb.START_REPORTED:
        day = format_date(date.fromisoformat(entry.detail["start_on"]))
        text = f"{day}, {pounds(entry.detail['salary_pence'])} a year"
    return PortalEvent(entry.on, FOR_EMPLOYERS[entry.verb], text)
