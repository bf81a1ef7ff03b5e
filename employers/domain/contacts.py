"""Colleagues: a contact invites another, and leaves."""

from datetime import date

from employers import notices
from employers.models import Contact, Employer
from foundation import history, rate_limits
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.email_addresses import email_address
from foundation.errors import BadValue, DomainError
from foundation.models import Limited
from foundation.transactions import atomic


class CannotBeInvited(DomainError):
    """The address signs in elsewhere."""

    code = "cannot_be_invited"


class NoSignIn(DomainError):
    """The contact cannot sign in already."""

    code = "no_sign_in"


@atomic
def invite(
    employer_id: int, *, full_name: str, email: str, by: User, on: date, role: str = ""
) -> Contact:
    """Return a contact of the employer who can sign in from now on, and is emailed about it.

    A contact who left comes back with their old record. Raises BadValue without a name or a real
    address, and CannotBeInvited for an address that signs in already: it may be of another
    employer, which these contacts need not know, so trying one counts as well. Raises
    LimitReached: a firm's own limit does not bind the office.
    """
    name, address = full_name.strip(), email_address(email)
    if not name:
        raise BadValue("full_name", "Enter a name.")
    subjects = rate_limits.of_firm(employer_id, by=by)
    with rate_limits.counted(Limited.INVITATION, **subjects, mailbox=address):
        return _invite(employer_id, name, address, role=role.strip(), by=by, on=on)


def _invite(employer_id: int, name: str, address: str, *, role: str, by: User, on: date) -> Contact:
    employer = Employer.objects.select_for_update(of=("self",), no_key=True).get(pk=employer_id)
    contact = employer.contacts.filter(email__iexact=address).first()
    if contact is None:
        contact = Contact(employer=employer, email=address)
    contact.full_name, contact.role = name, role or contact.role
    contact.user = _sign_in_for(contact, address)
    contact.save()
    history.record(Verb.INVITED, contact, by=by, on=on)
    notices.invited(contact, by=by)
    return contact


@atomic
def leave(contact_id: int, *, by: User, on: date) -> Contact:
    """Return the contact, who no longer signs in; what they did for the employer stays.

    The office gets an email, unless it removed the access itself. Raises NoSignIn for a contact
    without access.
    """
    contact = Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact_id)
    user = contact.user
    if user is None:
        raise NoSignIn(f"{contact} has no sign-in access.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    contact.user = None
    contact.save(update_fields=["user"])
    history.record(Verb.LEFT, contact, by=by, on=on)
    notices.left(contact, by=by)
    return contact


def _sign_in_for(contact: Contact, address: str) -> User:
    """Return the user behind an address: made, or the one that left an employer before."""
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        return User.objects.create_user(address, role=Role.EMPLOYER, full_name=contact.full_name)
    # Inactive but still a contact: the office removed the access, the contact did not leave.
    elsewhere = Contact.objects.filter(user=user).exists()
    if user.is_active or user.role != Role.EMPLOYER or elsewhere:
        raise CannotBeInvited(f"You cannot invite {address} here. Please contact us.")
    user.is_active, user.full_name = True, contact.full_name
    user.save(update_fields=["is_active", "full_name"])
    return user
