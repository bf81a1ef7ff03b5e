"""The security log: a JSON line on the logger foothold.security, and a row for the admin's page.

The line is for a collector outside, where nobody here can change it; the row is for who runs the
office and has no collector. Neither holds personal data: users are ids, and what a stranger typed
or where they came from are keyed hashes, by which equal ones can be told to be equal.
"""

import json
import logging
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from foundation.request_ids import current

from .models import AnyUser, User
from .security_events import SecurityEvent, SecurityEventKind

logger = logging.getLogger("foothold.security")
PURPOSE: Final = "foundation.accounts.security_log"
HASH_LENGTH: Final = 16
# A stranger may cause these at will: of each source, one a minute is stored. All have a line.
BY_STRANGERS: Final = frozenset({SecurityEventKind.SIGN_IN_FAILED, SecurityEventKind.KEY_REFUSED})
A_MINUTE: Final = timedelta(minutes=1)


def record(kind: SecurityEventKind, *, user: AnyUser | None, **detail: Any) -> None:
    """Note an event: its row in the caller's transaction, its line once that is committed.

    ``detail`` has JSON values, and no address or name: pass those through ``keyed_hash``.
    """
    source = source_of_request()
    known = user if isinstance(user, User) else None
    event = SecurityEvent(kind=kind, user=known, source=source, request_id=current(), detail=detail)
    now = timezone.now()
    # First, so that outside of a transaction there is a line even if there is no room for a row.
    transaction.on_commit(partial(write_line, event, now))
    recent = SecurityEvent.objects.just_now(kind, source, since=now - A_MINUTE)
    if kind not in BY_STRANGERS or not recent.exists():
        event.save(force_insert=True)


def write_line(event: SecurityEvent, at: datetime) -> None:
    """Write the line of an event."""
    line = {
        "at": at,
        "event": str(event.kind),
        "user": event.user_id,
        "source": event.source,
        "request_id": event.request_id,
        **event.detail,
    }
    logger.info(json.dumps(line, cls=DjangoJSONEncoder))


def keyed_hash(text: str) -> str:
    """Return what stands for an address or a name: equal for equal texts, whatever their case.

    It is keyed with SECRET_KEY, so that nobody can look up addresses they guess.
    """
    digest = salted_hmac(PURPOSE, text.strip().casefold(), algorithm="sha256").hexdigest()
    return digest[:HASH_LENGTH]


def source_of_request() -> str:
    """Return a keyed hash of the network address of the request under way, "" without one."""
    if context.request is None:
        return ""
    try:
        return keyed_hash(get_adapter().get_client_ip(context.request))
    except (PermissionDenied, ImproperlyConfigured):  # no address, or fewer proxies than we trust
        return ""


def forget_old(*, on: date) -> int:
    """Delete the rows older than SECURITY_LOG_DAYS; return how many."""
    first_day = on - timedelta(days=settings.SECURITY_LOG_DAYS)
    before = timezone.make_aware(datetime.combine(first_day, time()))
    deleted, _by_model = SecurityEvent.objects.filter(at__lt=before).delete()
    return deleted
