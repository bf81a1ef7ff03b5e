"""Erasure: the person is erased at once or within a month, and the accounting records stay.

Kept without their name: that they were introduced and hired, the dates and the salary, what they
agreed to and when, their outcome as part of a count; and invoices as issued, for the six years
the law requires. Sources: UK GDPR art. 17; VAT Notice 700/21.
"""

from datetime import date, timedelta
from typing import Final

from django.db.models import CASCADE, Q

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.forgetting import forget, holds_words
from foundation.models import HistoryEntry
from foundation.periods import add_months, format_date
from foundation.transactions import atomic
from placements.choices import IN_PROGRESS, HireState, JobSearch, Visibility
from placements.domain.introductions import introductions
from placements.models import (
    Cv,
    ErasureRequest,
    Graduate,
    Hire,
    Introduction,
    JobReport,
    MonitoringAnswer,
    MonitoringObjection,
    PortfolioProject,
    Shortlisted,
)

from . import graduates

GONE: Final = "Erased with the person."
SATURDAY: Final = 5

holds_words(Introduction, "reason")
holds_words(Hire, "fee_note", "reason", "no_introduction_reason")
holds_words(PortfolioProject, "title", "client", "summary", "repository_url", "live_url")


class AlreadyErased(DomainError):
    """The person has been erased already."""

    code = "already_erased"


class AlreadyAskedToErase(DomainError):
    """There is an open request to erase this person."""

    code = "erasure_already_asked"


def due_on(asked_on: date) -> date:
    """Return the last day to do it: one month on, or the Monday after if that is a weekend.

    Source: UK GDPR art. 12(3); the corresponding day is the practice of the ICO.
    """
    day = add_months(asked_on, 1)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def open_matters(graduate: Graduate) -> list[str]:
    """Return a sentence for each reason why an erasure cannot be done at once."""
    live = graduate.introductions.filter(state__in=IN_PROGRESS).select_related("employer")
    open_hires = graduate.hires.filter(state__in=[HireState.AGREED, HireState.STARTED])
    return [
        *(f"The introduction to {one.employer} is still open." for one in live),
        *(
            f"The job at {one.employer} has not ended."
            for one in open_hires.select_related("employer")
        ),
    ]


@atomic
def ask(graduate_id: int, *, by: User, on: date) -> ErasureRequest:
    """Return the request: done at once if nothing is open, otherwise with a due date.

    In both cases the profile is hidden at once. Raises AlreadyErased, AlreadyAskedToErase.
    """
    graduate = _locked(graduate_id)
    if known := graduate.erasure_requests.open().first():
        raise AlreadyAskedToErase(
            f"You have already asked for this. We will do it by {format_date(known.due_on)}."
        )
    request = ErasureRequest.objects.create(graduate=graduate, asked_on=on, due_on=due_on(on))
    history.record(Verb.ASKED_TO_BE_ERASED, graduate, by=by, on=on)
    if graduate.visibility == Visibility.PUBLISHED:
        graduates.hide(graduate.pk, by=by, on=on)
    if not open_matters(graduate):
        erase(graduate.pk, by=by, on=on)
        request.refresh_from_db()
    return request


@atomic
def erase(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return what is left of a graduate: a record without name, text or contact details.

    Open introductions are withdrawn. Raises AlreadyErased.
    """
    graduate = _locked(graduate_id)
    words, token = _words_for(graduate), f"Erased person {graduate.pk}"
    if graduate.visibility == Visibility.PUBLISHED:
        graduates.hide(graduate.pk, by=by, on=on)
    for live in Introduction.objects.live().filter(graduate=graduate):
        introductions.withdraw(live.pk, by=by, on=on, reason=GONE)
    user = graduate.user
    _empty_profile(Graduate.objects.get(pk=graduate.pk), token, on=on)
    _empty_records(graduate)
    _empty_history(graduate)
    forget(words, token=token)
    if user:
        _close_account(user)
    ErasureRequest.objects.filter(graduate=graduate, done_on=None).update(done_on=on)
    history.record(Verb.ERASED, graduate, by=by, on=on)
    return Graduate.objects.get(pk=graduate.pk)


def _locked(graduate_id: int) -> Graduate:
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    if graduate.erased_on:
        raise AlreadyErased(f"This person was erased on {format_date(graduate.erased_on)}.")
    return graduate


def _words_for(graduate: Graduate) -> set[str]:
    """Return the words that identify the person in text by others: name, addresses, handles."""
    links = {str(link).rstrip("/") for link in graduate.links.values()}
    words = {graduate.full_name, graduate.email, graduate.reference, *links}
    words |= {link.rpartition("/")[2].lstrip("@") for link in links}
    if graduate.user:
        words |= {graduate.user.full_name, graduate.user.email}
    return words


def _empty_profile(graduate: Graduate, token: str, *, on: date) -> None:
    graduate.reference = f"ERASED-{graduate.pk}"
    graduate.full_name, graduate.email = token, f"erased-{graduate.pk}@erased.invalid"
    graduate.headline = graduate.about = graduate.location = ""
    graduate.links, graduate.user, graduate.available_from = {}, None, None
    graduate.job_search, graduate.identity_seen_on = JobSearch.NOT_LOOKING, None
    graduate.erased_on = on
    graduate.save()
    graduate.skills.clear()
    for project in graduate.projects.all():
        project.team.remove(graduate)
        if not project.team.exists():
            project.delete()


def _empty_records(graduate: Graduate) -> None:
    """Remove text from the records that stay, and delete what only they gave us."""
    for model in (Cv, JobReport, MonitoringAnswer, MonitoringObjection, Shortlisted):
        model.objects.filter(graduate=graduate).delete()
    graduate.outcomes.exclude(evidence="").update(evidence=GONE)
    graduate.introductions.exclude(reason="").update(reason=GONE)
    graduate.hires.exclude(reason="").update(reason=GONE)
    graduate.hires.exclude(no_introduction_reason="").update(no_introduction_reason=GONE)


def _empty_history(graduate: Graduate) -> None:
    """Keep who did what and when; remove the text, such as an employer's feedback."""
    of_them = Q(subject_type=graduate._meta.label_lower, subject_id=graduate.pk)
    for rows in (graduate.introductions, graduate.hires):
        keys = list(rows.values_list("pk", flat=True))
        of_them |= Q(
            subject_type=rows.model._meta.label_lower, subject_id__in=keys, detail__has_key="reason"
        )
    history.empty(HistoryEntry.objects.filter(of_them))


def _close_account(user: User) -> None:
    """Keep only the id that the history refers to; delete keys and addresses."""
    for relation in User._meta.related_objects:
        if getattr(relation, "on_delete", None) is CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()
    user.full_name, user.email = "", f"erased-{user.pk}@erased.invalid"
    user.is_active = False
    user.set_unusable_password()
    user.save()
