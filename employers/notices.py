"""E-mails about an employer's people, terms and roles."""

from employers.models import Contact, HiringRequest, Terms
from foundation.accounts.choices import PLACES_PEOPLE, Notice
from foundation.accounts.models import User
from foundation.notices import notify, notify_roles


def invited(contact: Contact, *, by: Contact | User) -> None:
    """Tell somebody that a colleague, or we, gave them a sign-in, and how to use it."""
    if contact.user is None:
        return
    notify(
        contact.user,
        Notice.INVITATION,
        subject=f"{by} invites you to Foothold",
        template="employers/mail/invited.txt",
        context={"colleague": by, "employer": contact.employer},
    )


def left(contact: Contact) -> None:
    """Tell the office that a contact has left, and whether anybody is left to talk to."""
    others = contact.employer.contacts.filter(user__isnull=False)
    notify_roles(
        PLACES_PEOPLE,
        Notice.CONTACT_LEFT,
        subject=f"{contact} of {contact.employer} has left",
        template="employers/mail/left.txt",
        context={"contact": contact, "others": list(others)},
    )


def accepted(terms: Terms) -> None:
    """Tell the office that an employer has accepted its terms."""
    notify_roles(
        PLACES_PEOPLE,
        Notice.TERMS_ACCEPTED,
        subject=f"{terms.employer} has accepted our terms",
        template="employers/mail/accepted.txt",
        context={"terms": terms},
    )


def offered(terms: Terms) -> list[Contact]:
    """Tell an employer's people that terms wait for them, and return who was written to."""
    people = terms.employer.contacts.filter(user__is_active=True).select_related("user")
    told = list(people.order_by("full_name"))
    for contact in told:
        assert contact.user
        notify(
            contact.user,
            Notice.TERMS_OFFERED,
            subject="Our terms, for you to read and accept",
            template="employers/mail/offered.txt",
            context={"terms": terms},
        )
    return told


def posted(role: HiringRequest, *, by: Contact) -> None:
    """Tell the office that an employer asks for people."""
    notify_roles(
        PLACES_PEOPLE,
        Notice.REQUEST_POSTED,
        subject=f"{role.employer} asks for people: {role.title}",
        template="employers/mail/posted.txt",
        context={"role": role, "contact": by},
    )
