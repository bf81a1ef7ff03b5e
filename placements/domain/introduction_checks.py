"""What must hold before somebody is introduced, each with its own refusal."""

from datetime import date

from employers.choices import RequestState
from employers.domain import terms as terms_of_business
from employers.models import Terms
from placements.choices import Visibility
from placements.models import Introduction
from project.foundation.errors import DomainError
from project.foundation.periods import written


class TermsNotAgreed(DomainError):
    """No accepted terms hold the day."""

    code = "terms_not_agreed"


class EmployerOnStop(DomainError):
    """Nobody is introduced to an employer on stop."""

    code = "employer_on_stop"


class GraduateNotPublished(DomainError):
    """The graduate has not agreed to be shown."""

    code = "graduate_not_published"


class NotWilling(DomainError):
    """The graduate has not agreed to this position."""

    code = "not_willing"


class IdentityNotSeen(DomainError):
    """Nobody has seen who the graduate is."""

    code = "identity_not_seen"


class AlreadyIntroduced(DomainError):
    """A live introduction to the same role exists."""

    code = "already_introduced"


class RequestClosed(DomainError):
    """The role is closed or filled."""

    code = "request_closed"


class IntroductionExpired(DomainError):
    """The introduction period is over."""

    code = "introduction_expired"


def may_be_sent(introduction: Introduction, *, on: date) -> Terms:
    """Return the terms it would be sent under; raise the first refusal that applies.

    The project's rule, because it makes the fee collectable; willingness for the position and a
    seen identity are also the law. Source: Conduct Regulations 2003, reg. 19.
    """
    graduate, employer = introduction.graduate, introduction.employer
    terms = terms_of_business.in_force(employer, on=on)
    if terms is None:
        raise TermsNotAgreed(
            f"{employer} has no accepted terms on {written(on)}: agree terms, then introduce."
        )
    if employer.on_stop:
        raise EmployerOnStop(f"{employer} is on stop: release it first.")
    if graduate.visibility != Visibility.PUBLISHED:
        raise GraduateNotPublished(
            f"{graduate} has not agreed to be shown to employers: publish the profile first."
        )
    if introduction.willing_on is None or introduction.willing_on > on:
        raise NotWilling(
            f"{graduate} has not agreed to this position: ask them, and note the day (willing_on)."
        )
    if graduate.identity_seen_on is None or graduate.identity_seen_on > on:
        raise IdentityNotSeen(
            f"Nobody has seen a document that shows who {graduate} is: "
            "look at one, and note the day (identity_seen_on)."
        )
    role_is_open(introduction)
    not_introduced_already(introduction)
    return terms


def role_is_open(introduction: Introduction) -> None:
    """Raise RequestClosed when the role is closed or filled."""
    role = introduction.hiring_request
    if role and role.state in (RequestState.CLOSED, RequestState.FILLED):
        raise RequestClosed(f"{role} is {role.get_state_display().lower()}: open it again first.")


def not_introduced_already(introduction: Introduction) -> None:
    """Raise AlreadyIntroduced beside another live introduction of the pair for the same role."""
    others = Introduction.objects.live().exclude(pk=introduction.pk)
    if others.filter(
        graduate=introduction.graduate,
        employer=introduction.employer,
        hiring_request=introduction.hiring_request,
    ).exists():
        role = introduction.hiring_request.title if introduction.hiring_request else "no role"
        raise AlreadyIntroduced(
            f"{introduction.graduate} already has a live introduction to "
            f"{introduction.employer} ({role})."
        )


def not_expired(introduction: Introduction, *, on: date) -> None:
    """Raise IntroductionExpired when its period ended before a day."""
    if introduction.valid_until and on > introduction.valid_until:
        raise IntroductionExpired(
            f"The introduction of {introduction.graduate} to {introduction.employer} "
            f"ended on {written(introduction.valid_until)}: make a new one."
        )
