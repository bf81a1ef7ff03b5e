"""Secrets that the database stores encrypted, so that a copy of it alone opens nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def encrypted(text: str, *, purpose: bytes) -> str:
    """Return a text for the database, encrypted with a key of SECRET_KEY and this purpose."""
    return _keys(purpose).encrypt(text.encode()).decode()


def decrypted(stored: str, *, purpose: bytes) -> str:
    """Return what was given to `encrypted`, even if SECRET_KEY has been replaced since."""
    return _keys(purpose).decrypt(stored.encode()).decode()


def _keys(purpose: bytes) -> MultiFernet:
    """Return the keys of a purpose: the first encrypts, any may decrypt."""
    digests = [
        hashlib.sha256(purpose + force_bytes(secret)).digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
