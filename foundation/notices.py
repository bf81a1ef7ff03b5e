"""Notifying people by email, unless they turned that kind of email off."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from . import letters, mailing
from .accounts.choices import PLACES_PEOPLE, SWITCHES, Notice
from .accounts.models import User
from .accounts.notifications import switch_token


def notify(
    user: User, kind: str, *, subject: str, template: str, context: Mapping[str, Any]
) -> bool:
    """Put an email to a user in the outbox, and return True; False if they turned it off.

    It is sent after the caller's transaction commits: a rollback sends nothing, and a mail server
    that is down undoes nothing.

    ``kind`` is one of `foundation.accounts.choices.Notice`. ``template`` is plain text, such as
    "placements/mail/introduction_sent.txt", without a greeting and a footer; the email's HTML is
    made from it (`foundation.letters`). Its context also has ``person`` (the reader) and ``site``
    (our base URL without a slash at the end). Users who can no longer sign in get no email.
    """
    kind = Notice(kind)
    if not user.is_active or not user.wants(kind):
        return False
    site = settings.SITE_URL.rstrip("/")
    off = site + reverse("notification-off", args=[switch_token(user, kind)])
    words = letters.rendered(template, {**context, "person": user, "site": site})
    mailing.put(
        user,
        to=[user.email],
        subject=subject,
        text=f"Dear {user},\n\n{words}",
        off=off if kind in SWITCHES[user.role] else "",
    )
    return True


def notify_roles(roles: Iterable[str], kind: str, **letter: Any) -> None:
    """Put the same email in the outbox for every active user in some roles."""
    for user in User.objects.filter(role__in=roles, is_active=True).order_by("pk"):
        notify(user, kind, **letter)


def tell_office(kind: str, *, by: User, **letter: Any) -> None:
    """Put an email in the outbox for all who place people, unless ``by`` is of the office.

    The office wants to know what employers and graduates do, and knows what it does itself.
    """
    if not by.is_office:
        notify_roles(PLACES_PEOPLE, kind, **letter)
