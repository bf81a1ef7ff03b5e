"""How somebody signs in: the code in the last e-mail, the code of an app."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from foundation.accounts.models import User


@pytest.fixture(autouse=True)
def limits_count_anew() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def two_factors(settings) -> None:
    """As in production: the office proves itself twice, however it signs in."""
    settings.SECOND_FACTOR_REQUIRED = True


def mailed_code() -> str:
    """Return the code in the last e-mail."""
    match = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert match, mail.outbox[-1].body
    return match[1]


def app_code(secret: str, *, ahead: int = 0) -> str:
    """Return what an authenticator app shows now, or some half-minutes ``ahead`` (RFC 6238)."""
    key, counter = base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>L', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def by_code(client) -> Callable[..., Client]:
    """Sign somebody in by a code in an e-mail: `by_code(staff)`; the client is signed in."""

    def sign_in(user: User, browser: Client = client) -> Client:
        browser.post("/sign-in/", {"email": user.email})
        browser.post("/sign-in/code/", {"code": mailed_code()})
        return browser

    return sign_in


@pytest.fixture
def set_up_app(transactional_db) -> Callable[[Client], str]:
    """Set up an app as second factor, and return its secret. It counts from the commit on."""

    def set_up(client: Client) -> str:
        secret: str = client.get("/account/second-factor/app/").context["form"].secret
        answer = client.post("/account/second-factor/app/", {"code": app_code(secret)})
        assert answer.url == "/account/recovery-codes/"
        return secret

    return set_up


def who_is(client: Client) -> str | None:
    return client.session.get("_auth_user_id")
