"""E-mails about an employer's people, terms and roles."""

from employers.models import Contact, HiringRequest, Terms
from foundation.accounts.choices import Notice
from foundation.accounts.models import User
from foundation.notices import notify, tell_office


def invited(contact: Contact, *, by: User) -> None:
    """Tell a contact that a colleague, or we, gave them access, and how to sign in."""
    if contact.user is None:
        return
    colleague = contact.employer.contacts.filter(user=by).first() or by
    notify(
        contact.user,
        Notice.INVITATION,
        subject=f"{colleague} has invited you to Foothold",
        template="employers/mail/invited.txt",
        context={"colleague": colleague, "employer": contact.employer},
    )


def left(contact: Contact, *, by: User) -> None:
    """Tell the office that a contact has left, and who else there can sign in."""
    others = contact.employer.contacts.filter(user__isnull=False)
    tell_office(
        Notice.CONTACT_LEFT,
        by=by,
        subject=f"{contact} of {contact.employer} has left",
        template="employers/mail/left.txt",
        context={"contact": contact, "others": list(others)},
    )


def accepted(terms: Terms, *, by: User) -> None:
    """Tell the office that an employer has accepted its terms."""
    tell_office(
        Notice.TERMS_ACCEPTED,
        by=by,
        subject=f"{terms.employer} has accepted our terms",
        template="employers/mail/accepted.txt",
        context={"terms": terms},
    )


def offered(terms: Terms) -> None:
    """Tell an employer's contacts that there are terms to accept."""
    for contact in terms.employer.contacts.signing_in():
        assert contact.user
        notify(
            contact.user,
            Notice.TERMS_OFFERED,
            subject="Our terms are ready for you to accept",
            template="employers/mail/offered.txt",
            context={"terms": terms},
        )


def posted(role: HiringRequest, *, by: User) -> None:
    """Tell the office that an employer has posted a request."""
    tell_office(
        Notice.REQUEST_POSTED,
        by=by,
        subject=f"New request from {role.employer}: {role.title}",
        template="employers/mail/posted.txt",
        context={"role": role, "contact": role.employer.contacts.filter(user=by).first()},
    )
