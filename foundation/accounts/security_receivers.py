"""What Django, allauth and our keys announce, as lines of the security log."""

from typing import Any

from allauth.account.signals import (
    login_code_rejected,
    password_changed,
    password_reset,
    password_reset_code_rejected,
    password_set,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from .models import ApiKey, User
from .security_events import SecurityEventKind as Kind
from .security_log import keyed_hash, record


@receiver(user_logged_in)
def signed_in(user: User, **kwargs: object) -> None:
    """Note who signed in."""
    record(Kind.SIGNED_IN, user=user)


@receiver(user_logged_out)
def signed_out(user: User | None, **kwargs: object) -> None:
    """Note who signed out."""
    record(Kind.SIGNED_OUT, user=user)


@receiver(user_login_failed)
def password_refused(credentials: dict[str, Any], **kwargs: object) -> None:
    """Note a wrong password, with a hash of the address it was tried for."""
    address = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email__iexact=address).first() if address else None
    record(Kind.SIGN_IN_FAILED, user=user, by="password", address=keyed_hash(address))


@receiver(login_code_rejected)
@receiver(password_reset_code_rejected)
def code_refused(signal: Signal, user: User, **kwargs: object) -> None:
    """Note a wrong code of an email."""
    method = "code" if signal is login_code_rejected else "password_reset_code"
    record(Kind.SIGN_IN_FAILED, user=user, by=method)


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
def password_changes(user: User, **kwargs: object) -> None:
    """Note a new password."""
    record(Kind.PASSWORD_CHANGED, user=user)


FACTORS: dict[Signal, Kind] = {
    authenticator_used: Kind.FACTOR_USED,
    authentication_failed: Kind.FACTOR_FAILED,
    authenticator_added: Kind.FACTOR_ADDED,
    authenticator_reset: Kind.FACTOR_ADDED,
    authenticator_removed: Kind.FACTOR_REMOVED,
}


@receiver(list(FACTORS))
def factor_changes(
    signal: Signal, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    """Note a second factor that was used, refused, added or removed."""
    record(FACTORS[signal], user=user, factor=str(authenticator.type))


@receiver(post_save, sender=ApiKey)
def key_changes(instance: ApiKey, created: bool, **kwargs: object) -> None:  # noqa: FBT001 - the signal's
    """Note a new key, and one that its owner revoked."""
    if created or instance.revoked:
        kind = Kind.KEY_MADE if created else Kind.KEY_REVOKED
        record(kind, user=instance.user, key=instance.prefix)
