"""The checks before a graduate is introduced, each with its own refusal."""

from collections.abc import Callable
from datetime import date

from employers.choices import RequestState
from employers.domain.terms import versions as terms_of_business
from employers.models import Terms
from foundation.errors import DomainError
from foundation.periods import format_date
from placements.choices import Visibility
from placements.models import Introduction


class TermsNotAgreed(DomainError):
    """The employer has no accepted terms on that day."""

    code = "terms_not_agreed"


class EmployerOnStop(DomainError):
    """We do not introduce graduates to an employer on stop."""

    code = "employer_on_stop"


class GraduateNotPublished(DomainError):
    """The graduate has not agreed to be shown."""

    code = "graduate_not_published"


class NotWilling(DomainError):
    """The graduate has not agreed to this position."""

    code = "not_willing"


class IdentityNotSeen(DomainError):
    """We have not seen proof of the graduate's identity."""

    code = "identity_not_seen"


class AlreadyIntroduced(DomainError):
    """The pair has an open introduction for the same role."""

    code = "already_introduced"


class RequestClosed(DomainError):
    """The role is closed or filled."""

    code = "request_closed"


class IntroductionExpired(DomainError):
    """The introduction period is over."""

    code = "introduction_expired"


def may_be_sent(introduction: Introduction, *, on: date) -> Terms:
    """Return the terms it would be sent under; raise the first refusal that applies.

    The project's rule, because it makes the fee collectable. A seen identity is our own rule too:
    the law asks it of agencies for temporary workers, not of those who place people permanently.
    """
    terms = terms_are_accepted(introduction, on=on)
    employer_is_not_on_stop(introduction)
    graduate_is_published(introduction)
    graduate_is_willing(introduction, on=on)
    identity_is_seen(introduction, on=on)
    role_is_open(introduction)
    not_introduced_already(introduction)
    return terms


def checklist(introduction: Introduction, *, on: date) -> list[tuple[str, str]]:
    """Return each check before sending, with its refusal, or "" if it passes.

    The same checks as ``may_be_sent``, but all of them instead of the first that fails.
    """
    checks: list[tuple[str, Callable[[], object]]] = [
        ("Terms accepted", lambda: terms_are_accepted(introduction, on=on)),
        ("Employer not on stop", lambda: employer_is_not_on_stop(introduction)),
        ("Profile published", lambda: graduate_is_published(introduction)),
        ("Graduate agreed to this position", lambda: graduate_is_willing(introduction, on=on)),
        ("Identity seen (our own rule)", lambda: identity_is_seen(introduction, on=on)),
        ("Role open", lambda: role_is_open(introduction)),
        ("Not already introduced", lambda: not_introduced_already(introduction)),
    ]
    return [(words, _refusal_of(check)) for words, check in checks]


def _refusal_of(check: Callable[[], object]) -> str:
    try:
        check()
    except DomainError as refusal:
        return str(refusal)
    return ""


def terms_are_accepted(introduction: Introduction, *, on: date) -> Terms:
    """Return the employer's terms in force on a day; raise TermsNotAgreed without any."""
    employer = introduction.employer
    terms = terms_of_business.in_force(employer, on=on)
    if terms is None:
        raise TermsNotAgreed(
            f"{employer} has no accepted terms on {format_date(on)}. Agree terms first."
        )
    return terms


def employer_is_not_on_stop(introduction: Introduction) -> None:
    """Raise EmployerOnStop if finance has put the employer on stop."""
    if introduction.employer.on_stop:
        raise EmployerOnStop(f"{introduction.employer} is on stop. Finance must release it first.")


def graduate_is_published(introduction: Introduction) -> None:
    """Raise GraduateNotPublished unless the graduate has agreed to be shown."""
    graduate = introduction.graduate
    if graduate.visibility != Visibility.PUBLISHED:
        raise GraduateNotPublished(
            f"{graduate} has not agreed to be shown to employers. Publish the profile first."
        )


def graduate_is_willing(introduction: Introduction, *, on: date) -> None:
    """Raise NotWilling unless the graduate had agreed to this position by a day."""
    if introduction.willing_on is None or introduction.willing_on > on:
        raise NotWilling(
            f"{introduction.graduate} has not agreed to this position. "
            "Ask them, and record the date they agree."
        )


def identity_is_seen(introduction: Introduction, *, on: date) -> None:
    """Raise IdentityNotSeen unless we had seen proof of identity by a day."""
    graduate = introduction.graduate
    if graduate.identity_seen_on is None or graduate.identity_seen_on > on:
        raise IdentityNotSeen(
            f"We have not seen proof of {graduate}’s identity, which our own rules ask for. "
            "Look at a document, and record the date."
        )


def role_is_open(introduction: Introduction) -> None:
    """Raise RequestClosed when the role is closed or filled."""
    role = introduction.hiring_request
    if role and role.state in (RequestState.CLOSED, RequestState.FILLED):
        raise RequestClosed(f"{role} is {role.get_state_display().lower()}. Reopen it first.")


def not_introduced_already(introduction: Introduction) -> None:
    """Raise AlreadyIntroduced if the pair has another open introduction for the same role."""
    others = Introduction.objects.live().exclude(pk=introduction.pk)
    if others.filter(
        graduate=introduction.graduate,
        employer=introduction.employer,
        hiring_request=introduction.hiring_request,
    ).exists():
        role = introduction.hiring_request.title if introduction.hiring_request else "no role"
        raise AlreadyIntroduced(
            f"{introduction.graduate} already has an open introduction to "
            f"{introduction.employer} ({role})."
        )


def not_expired(introduction: Introduction, *, on: date) -> None:
    """Raise IntroductionExpired if its period ended before a day."""
    if introduction.valid_until and on > introduction.valid_until:
        raise IntroductionExpired(
            f"The introduction of {introduction.graduate} to {introduction.employer} "
            f"expired on {format_date(introduction.valid_until)}. Make a new one."
        )
