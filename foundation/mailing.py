"""The task of outbox rows of kind "email": hand one email to the mail server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model

from . import outbox
from .models import OutboxRow

EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with an email: the ``field`` of a row whose file never changes.

    The outbox stores only this reference, so that no email holds a copy of its own.
    """

    name: str
    content_type: str
    row: Model
    field: str


def put(
    about: Model,
    *,
    to: list[str],
    subject: str,
    text: str,
    html: str = "",
    sender: str = "",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
    key: str = "",
) -> OutboxRow:
    """Return the outbox row of an email, which is sent after the transaction commits.

    ``about`` is the record it is about: emails about one record are sent in order. With a ``key``
    the same email is put in the outbox only once.
    """
    letter: dict[str, object] = {"to": to, "subject": " ".join(subject.split()), "text": text}
    letter |= {"html": html, "sender": sender, "reply_to": reply_to, "headers": headers or {}}
    if attachments:
        letter["attachments"] = [
            [one.name, one.content_type, one.row._meta.label_lower, one.row.pk, one.field]
            for one in attachments
        ]
    return outbox.put(EMAIL, about, letter, key=key)


@outbox.task(EMAIL)
def send(row: OutboxRow, *, now: datetime) -> None:
    """Hand the email of a row to the mail server. Raises the errors of the server and the network.

    Raises PermanentFailure when none of the addresses exists there. Its Message-ID is the row's
    key, so a second try, after an answer that was lost, is the same letter to the mail program.
    """
    letter = row.payload
    message = EmailMultiAlternatives(
        letter["subject"],
        letter["text"],
        letter.get("sender") or None,
        letter["to"],
        reply_to=[letter["reply_to"]] if letter.get("reply_to") else None,
        headers={"Message-ID": message_id(row.key), **letter.get("headers", {})},
    )
    if letter.get("html"):
        message.attach_alternative(letter["html"], "text/html")
    for name, content_type, label, pk, field in letter.get("attachments", ()):
        content = apps.get_model(label)._base_manager.values_list(field, flat=True).get(pk=pk)
        message.attach(name, bytes(content), content_type)
    try:
        message.send()
    except SMTPRecipientsRefused as refusal:
        raise_for_good(refusal)


def message_id(key: str) -> str:
    """Return the Message-ID of the email with a key: the same at every attempt."""
    return f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"


def raise_for_good(refusal: SMTPRecipientsRefused) -> None:
    """Raise PermanentFailure if every recipient was refused for good (5xx), else the refusal."""
    answers: dict[str, Any] = refusal.recipients
    if all(code >= 500 for code, _ in answers.values()):
        refused = ", ".join(f"{who}: {code}" for who, (code, _) in answers.items())
        raise outbox.PermanentFailure(f"The mail server refused {refused}.") from refusal
    raise refusal
