"""The signature of a webhook, as Standard Webhooks 1.0.0 defines it, and its secrets.

Source: https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

from foundation.accounts import encryption

PURPOSE: Final = b"foundation webhook secret"
PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def new_secret() -> str:
    """Return a new secret, in the form in which its endpoint's owner stores it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, *, webhook_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a request by a secret: "v1," and a digest in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join([webhook_id.encode(), str(timestamp).encode(), body])
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(
    signing_secrets: Iterable[str], *, webhook_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """Return the headers of a request, with a signature by each of the secrets."""
    signatures = [
        signature(each, webhook_id=webhook_id, timestamp=timestamp, body=body)
        for each in signing_secrets
    ]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def encrypted(secret: str) -> str:
    """Return a secret for the database, encrypted with a key derived from SECRET_KEY."""
    return encryption.encrypted(secret, purpose=PURPOSE)


def decrypted(stored: str) -> str:
    """Return the secret, even if SECRET_KEY has been replaced since."""
    return encryption.decrypted(stored, purpose=PURPOSE)
