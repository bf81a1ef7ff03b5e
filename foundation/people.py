"""The office's users: staff, finance and admin."""

from datetime import date

from foundation.choices import Verb

from . import history, keys, rate_limits
from .accounts.choices import OFFICE, Notice
from .accounts.models import User
from .email_addresses import email_address
from .errors import BadValue, DomainError, require
from .models import Limited
from .notices import notify
from .transactions import atomic


class StaysIn(DomainError):
    """Admins cannot remove their own access, so one admin always remains."""

    code = "stays_in"


@atomic
def add(*, email: str, full_name: str, role: str, by: User, on: date) -> User:
    """Return a new user of the office, who gets an email with how to sign in.

    Raises BadValue for an invalid or used address, without a name, and for any other role; and
    LimitReached.
    """
    address = email_address(email)
    rate_limits.count(Limited.INVITATION, person=by, mailbox=address)
    require("full_name", full_name, "Enter a name. It appears as the signature on emails.")
    if role not in OFFICE:
        raise BadValue("role", "Choose staff, finance or admin.")
    if taken := User.objects.filter(email__iexact=address).first():
        raise BadValue("email", f"{taken.email} already has access, as {taken.get_role_display()}.")
    user = User.objects.create_user(address, role=role, full_name=full_name.strip())
    history.record(Verb.LET_IN, user, by=by, on=on, role=role)
    notify(
        user,
        Notice.INVITATION,
        subject=f"{by} has given you access to Foothold",
        template="notices/let_in.txt",
        context={"admin": by},
    )
    return user


@atomic
def revoke_access(user_id: int, *, by: User, on: date) -> User:
    """Return a user of the office, who can no longer sign in. Raises StaysIn for oneself."""
    user = _of_office(user_id)
    if user == by:
        raise StaysIn("You cannot remove your own access. Ask another admin to do it.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    keys.revoke_all(user, by=by, on=on)
    history.record(Verb.SHUT_OUT, user, by=by, on=on)
    return user


@atomic
def grant_access(user_id: int, *, by: User, on: date) -> User:
    """Return a user of the office, who can sign in again; API keys stay revoked."""
    user = _of_office(user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    history.record(Verb.LET_IN, user, by=by, on=on, role=user.role)
    return user


def _of_office(user_id: int) -> User:
    rows = User.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=user_id, role__in=OFFICE)
