"""API keys: made, used and revoked; their owner is emailed of what they might not know."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from . import history
from .accounts.choices import Notice
from .accounts.models import NOUN, READ, WRITE, ApiKey, User, check_scopes, in_ninety_days
from .choices import Verb
from .errors import BadValue, require
from .notices import notify
from .transactions import atomic

log = logging.getLogger(__name__)

ROOT: Final = "api/v1/"
# Parts of the API that every key may read: they describe the rest, and hold nobody's records.
OF_ALL: Final = frozenset({"schema", "docs"})
# The last use is stored at most once in this time: a busy program would write at each request.
NOTED_AT_MOST_EVERY: Final = timedelta(minutes=1)
MOST_ADDRESSES: Final = 50
LONGEST_LIFE: Final = timedelta(days=366)
ENDS_SOON: Final = timedelta(days=14)


@cache
def nouns() -> tuple[str, ...]:
    """Return the parts of the API that a key may be limited to, as in their addresses."""
    parts = {path.partition("/")[0] for path in _paths(get_resolver().url_patterns, "")}
    return tuple(sorted(part for part in parts - OF_ALL if NOUN.fullmatch(part)))


def noun_of(path: str) -> str:
    """Return the part of the API that an address belongs to: "invoices" of /api/v1/invoices/7/."""
    return path.partition(f"/{ROOT}")[2].partition("/")[0]


def _paths(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    """Yield every address below the API's root, without the root."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern.url_patterns, path)
        elif path.startswith(ROOT):
            yield path.removeprefix(ROOT).removeprefix("^")


def why_out_of_scope(key: ApiKey, *, path: str, writes: bool) -> str | None:
    """Return in a sentence why a key may not make a request, None if it may."""
    noun = noun_of(path)
    if noun in OF_ALL:
        return None
    if writes and not key.may_write:
        return "This key may only read. Make another with the scope write."
    if not writes and not key.may_read:
        return "This key may only write. Make another with the scope read."
    if key.nouns and noun not in key.nouns:
        return f"This key is for {', '.join(key.nouns)} only, not for {noun}."
    return None


@atomic
def make(
    user: User,
    *,
    name: str,
    by: User | None,
    on: date,
    scopes: list[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Return a new key and its secret, which is shown once and not stored; its owner is emailed.

    It reads and writes all that its user may, for 90 days, unless ``scopes`` and ``expires_at``
    say otherwise. Raises BadValue for a name, a scope or a day that cannot be.
    """
    require("name", name, "Enter a name, by which you know later which key to revoke.")
    scopes = scopes or [READ, WRITE]
    try:
        check_scopes(scopes)
    except ValidationError as error:
        raise BadValue("scopes", " ".join(error.messages)) from None
    if unknown := [one for one in scopes if one not in (READ, WRITE, *nouns())]:
        raise BadValue("scopes", f"The API has no part {unknown[0]}.")
    now = timezone.now()
    if expires_at and not now < expires_at <= now + LONGEST_LIFE:
        raise BadValue("expires_at", "A key ends within a year, and not before it begins.")
    key, secret = ApiKey.objects.create_key(
        user=user, name=name.strip(), scopes=scopes, expires_at=expires_at or in_ninety_days()
    )
    history.record(Verb.CREATED, key, by=by, on=on, scopes=scopes)
    _tell(key, "key_made", f"A new API key of yours: {key.name}")
    return key, secret


@atomic
def revoke(key_id: int, *, by: User, on: date) -> ApiKey:
    """Return the key, which opens nothing any more."""
    key = ApiKey.objects.select_for_update(of=("self",), no_key=True).get(pk=key_id)
    key.revoked = True
    key.save(update_fields=["revoked"])
    history.record(Verb.SHUT_OUT, key, by=by, on=on)
    return key


def revoke_all(user: User, *, by: User | None, on: date) -> int:
    """Return how many keys of a user were revoked: all that were left."""
    left = list(user.api_keys.filter(revoked=False))
    user.api_keys.filter(revoked=False).update(revoked=True)
    for key in left:
        history.record(Verb.SHUT_OUT, key, by=by, on=on)
    return len(left)


def note_use(key: ApiKey, *, address: str, at: datetime) -> None:
    """Store when and from where a key was used; its owner is emailed of a new address.

    A database that cannot be written to at the moment does not keep a program from reading.
    """
    recent = key.last_used_at and at - key.last_used_at < NOTED_AT_MOST_EVERY
    if recent and address in key.addresses:
        return
    try:
        _write_use(key.pk, address=address, at=at)
    except OperationalError:
        log.warning("The use of API key %s was not stored", key.prefix, exc_info=True)


@atomic
def _write_use(key_id: int, *, address: str, at: datetime) -> None:
    key = ApiKey.objects.select_for_update(of=("self",), no_key=True).get(pk=key_id)
    is_new = address not in key.addresses
    if is_new:
        key.addresses = [*key.addresses, address][-MOST_ADDRESSES:]
    key.last_used_at = at
    key.save(update_fields=["last_used_at", "addresses"])
    if is_new:
        subject = f"Your API key was used from a new address: {key.name}"
        _tell(key, "key_used", subject, address=address)


def ending(*, on: date) -> QuerySet[ApiKey]:
    """Return the keys that end within two weeks of a day, whose owners have yet to hear of it."""
    now = timezone.now()
    soon = ApiKey.objects.usable(at=now).filter(end_announced=False)
    return soon.filter(expires_at__date__lte=on + ENDS_SOON).select_related("user").order_by("pk")


@atomic
def announce_end(key_id: int, *, on: date) -> None:
    """Email the owner of a key that it ends soon, once."""
    locked = ApiKey.objects.select_for_update(of=("self",), no_key=True)
    key = locked.filter(pk__in=ending(on=on)).filter(pk=key_id).first()
    if key is None:
        return
    key.end_announced = True
    key.save(update_fields=["end_announced"])
    _tell(key, "key_ends", f"Your API key ends soon: {key.name}")


def _tell(key: ApiKey, template: str, subject: str, **context: Any) -> None:
    notify(
        key.user,
        Notice.API_KEY,
        subject=subject,
        template=f"notices/{template}.txt",
        context={"key": key, **context},
    )
