"""The task of outbox rows of kind "email": hand one email to the mail server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Model
from django.dispatch import Signal

from . import outbox
from .letters import Letter, composed, letterhead_on
from .models import OutboxRow
from .models.outbox import new_key
from .periods import day_of

EMAIL = "email"
letter_accepted = Signal()  # row, now: the mail server took the email of an outbox row
letter_bounced = Signal()  # row, now, reason: it came back, or was refused for good

# What makes the file of a row that is stored nowhere yet, by the label of its model.
_files: dict[str, Callable[[Any], bytes]] = {}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with an email: the ``field`` of a row whose file never changes.

    The outbox stores only this reference, so that no email holds a copy of its own. Without a
    field the file is made when the email leaves, by what the row's app registered with
    ``makes_files``.
    """

    name: str
    content_type: str
    row: Model
    field: str = ""


def makes_files(model: type[Model], function: Callable[[Any], bytes]) -> None:
    """Register what returns the file of a row of this model."""
    _files[model._meta.label_lower] = function


def put(
    about: Model,
    *,
    to: list[str],
    subject: str,
    text: str,
    off: str = "",
    sender: str = "",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
    key: str = "",
) -> OutboxRow:
    """Return the outbox row of an email, which is sent after the transaction commits.

    ``about`` is the record it is about: emails about one record are sent in order. With a ``key``
    the same email is put in the outbox only once. ``off`` is the link that turns off its kind.
    Its Message-ID is given here and kept on the row: an answer or a bounce names it. Nobody can
    guess it, since who could would have a bounce believed that never was.
    """
    letter: dict[str, object] = {"to": to, "subject": " ".join(subject.split()), "text": text}
    letter |= {"off": off, "sender": sender, "reply_to": reply_to, "headers": headers or {}}
    if attachments:
        letter["attachments"] = [
            [one.name, one.content_type, one.row._meta.label_lower, one.row.pk, one.field]
            for one in attachments
        ]
    return outbox.put(EMAIL, about, letter, key=key, message_id=message_id(new_key()))


@outbox.task(EMAIL)
def send(row: OutboxRow, *, now: datetime) -> None:
    """Hand the email of a row to the mail server. Raises the errors of the server and the network.

    Raises PermanentFailure when none of the addresses exists there. Its Message-ID is that of the
    row, so a second try, after an answer that was lost, is the same letter to the mail program.
    """
    message = _message(row, now=now)
    try:
        message.send()
    except SMTPRecipientsRefused as refusal:
        try:
            raise_for_good(refusal)
        except outbox.PermanentFailure as failure:
            letter_bounced.send(OutboxRow, row=row, now=now, reason=str(failure))
            raise
    letter_accepted.send(OutboxRow, row=row, now=now)


def _message(row: OutboxRow, *, now: datetime) -> EmailMessage:
    letter = row.payload
    return composed(
        Letter(letter["subject"], letter["text"], letter.get("off", "")),
        letter["to"],
        letterhead_on(day_of(now)),
        sender=letter.get("sender", ""),
        reply_to=letter.get("reply_to", ""),
        headers={"Message-ID": row.message_id or message_id(row.key), **letter.get("headers", {})},
        files=[
            (name, _content(label, pk, field), content_type)
            for name, content_type, label, pk, field in letter.get("attachments", ())
        ],
    )


def _content(label: str, pk: int, field: str) -> bytes:
    rows = apps.get_model(label)._base_manager
    if not field:
        return _files[label](rows.get(pk=pk))
    return bytes(rows.values_list(field, flat=True).get(pk=pk))


def message_id(key: str) -> str:
    """Return the Message-ID of an email with a key."""
    return f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"


def raise_for_good(refusal: SMTPRecipientsRefused) -> None:
    """Raise PermanentFailure if every recipient was refused for good (5xx), else the refusal."""
    answers: dict[str, Any] = refusal.recipients
    if all(code >= 500 for code, _ in answers.values()):
        refused = ", ".join(f"{who}: {code}" for who, (code, _) in answers.items())
        raise outbox.PermanentFailure(f"The mail server refused {refused}.") from refusal
    raise refusal
