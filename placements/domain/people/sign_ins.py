"""Access for graduates: the office lets them sign in with the email address of the profile."""

from datetime import date

from foundation import history, rate_limits
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.models import Limited
from foundation.transactions import atomic
from placements import notices
from placements.models import Graduate


class CannotSignIn(DomainError):
    """The profile is erased, can sign in already, or its address belongs to another user."""

    code = "cannot_sign_in"


class NoSignIn(DomainError):
    """The graduate cannot sign in, so there is nothing to revoke."""

    code = "no_sign_in"


@atomic
def grant_access(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate, who can now sign in with the email address of the profile.

    They get an email. A graduate whose access was revoked gets the same account back.
    Raises CannotSignIn and LimitReached.
    """
    graduate = _locked(graduate_id)
    rate_limits.count(Limited.INVITATION, person=by, mailbox=graduate.email)
    if graduate.erased_on:
        raise CannotSignIn("This profile was erased, so nobody can sign in to it.")
    if graduate.user and graduate.user.is_active:
        raise CannotSignIn(f"{graduate} can already sign in as {graduate.user.email}.")
    graduate.user = graduate.user or _new(graduate)
    graduate.user.is_active = True
    graduate.user.save(update_fields=["is_active"])
    graduate.save(update_fields=["user"])
    history.record(Verb.LET_IN, graduate, by=by, on=on)
    notices.access_granted(graduate, by=by)
    return graduate


@atomic
def revoke_access(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate, who can no longer sign in; the profile stays. Raises NoSignIn."""
    graduate = _locked(graduate_id)
    if graduate.user is None or not graduate.user.is_active:
        raise NoSignIn(f"{graduate} cannot sign in.")
    graduate.user.is_active = False
    graduate.user.save(update_fields=["is_active"])
    history.record(Verb.SHUT_OUT, graduate, by=by, on=on)
    return graduate


def _locked(graduate_id: int) -> Graduate:
    rows = Graduate.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("user").get(pk=graduate_id)


def _new(graduate: Graduate) -> User:
    if User.objects.filter(email__iexact=graduate.email).exists():
        raise CannotSignIn(
            f"Someone else already signs in as {graduate.email}. Give {graduate} another address."
        )
    return User.objects.create_user(
        graduate.email, role=Role.GRADUATE, full_name=graduate.full_name
    )
