"""The people of the office: who signs in as staff, finance or admin."""

from datetime import date

from foundation.choices import Verb

from . import history
from .accounts.choices import OFFICE, Notice
from .accounts.models import User
from .email_addresses import email_address
from .errors import BadValue, DomainError, require
from .notices import notify
from .transactions import atomic


class StaysIn(DomainError):
    """Somebody must be left who can let others in, and it is not for oneself to say."""

    code = "stays_in"


@atomic
def add(*, email: str, full_name: str, role: str, by: User, on: date) -> User:
    """Return somebody new of the office, who signs in with this address, and is told how.

    Raises BadValue for an address that is none or is taken, for no name, and for another role.
    """
    address = email_address(email)
    require("full_name", full_name, "Say who it is: letters are signed with this name.")
    if role not in OFFICE:
        raise BadValue("role", "Somebody of the office is staff, finance or admin.")
    if taken := User.objects.filter(email__iexact=address).first():
        raise BadValue("email", f"{taken.email} signs in already, as {taken.get_role_display()}.")
    user = User.objects.create_user(address, role=role, full_name=full_name.strip())
    history.record(Verb.LET_IN, user, by=by, on=on, role=role)
    notify(
        user,
        Notice.INVITATION,
        subject=f"{by} lets you into Foothold",
        template="notices/let_in.txt",
        context={"admin": by},
    )
    return user


@atomic
def revoke_access(user_id: int, *, by: User, on: date) -> User:
    """Return somebody of the office, who no longer signs in. Raises StaysIn for oneself."""
    user = _of_office(user_id)
    if user == by:
        raise StaysIn("You cannot shut yourself out: another admin can.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.api_keys.filter(revoked=False).update(revoked=True)
    history.record(Verb.SHUT_OUT, user, by=by, on=on)
    return user


@atomic
def grant_access(user_id: int, *, by: User, on: date) -> User:
    """Return somebody of the office, who signs in again; keys of programs stay revoked."""
    user = _of_office(user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    history.record(Verb.LET_IN, user, by=by, on=on, role=user.role)
    return user


def _of_office(user_id: int) -> User:
    rows = User.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=user_id, role__in=OFFICE)
