"""A sign-in of a graduate: the office gives it to the address of the profile, or takes it back."""

from datetime import date

from foundation import history
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.transactions import atomic
from placements import notices
from placements.models import Graduate


class CannotSignIn(DomainError):
    """The profile was erased, has a sign-in already, or its address is somebody else's."""

    code = "cannot_sign_in"


class NoSignIn(DomainError):
    """There is nothing to take back."""

    code = "no_sign_in"


@atomic
def grant_access(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate, who signs in from now on with the e-mail address of the profile.

    They are told by e-mail. Who was shut out comes back as who they were. Raises CannotSignIn.
    """
    graduate = _locked(graduate_id)
    if graduate.erased_on:
        raise CannotSignIn("This profile was erased: nobody signs in to it.")
    if graduate.user and graduate.user.is_active:
        raise CannotSignIn(f"{graduate} signs in already, as {graduate.user.email}.")
    graduate.user = graduate.user or _new(graduate)
    graduate.user.is_active = True
    graduate.user.save(update_fields=["is_active"])
    graduate.save(update_fields=["user"])
    history.record(Verb.LET_IN, graduate, by=by, on=on)
    notices.access_granted(graduate, by=by)
    return graduate


@atomic
def revoke_access(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate, who no longer signs in; the profile stays. Raises NoSignIn."""
    graduate = _locked(graduate_id)
    if graduate.user is None or not graduate.user.is_active:
        raise NoSignIn(f"{graduate} does not sign in.")
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
            f"{graduate.email} signs in as somebody else already: give {graduate} another address."
        )
    return User.objects.create_user(
        graduate.email, role=Role.GRADUATE, full_name=graduate.full_name
    )
