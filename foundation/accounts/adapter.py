"""allauth's adapters: nobody signs up, and stored secrets are encrypted."""

import logging
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.timezone import localdate

from foundation import letters

from .encryption import decrypted, encrypted
from .models import User

PURPOSE: Final = b"foundation.accounts second factor"
log = logging.getLogger(__name__)
NOT_SENT: Final = (
    "Our mail server is not answering, so we could not send the email. Try again in a minute."
)


class Adapter(DefaultAccountAdapter):
    """Signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the office adds people, so that each is an employer's or a graduate's."""
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return the email, as a letter of ours.

        Its context also has the address of this installation.
        """
        known = {**context, "site": settings.SITE_URL.rstrip("/")}
        plain: EmailMessage = super().render_mail(template_prefix, email, known, headers)
        letter = letters.Letter(str(plain.subject), str(plain.body))
        return letters.composed(
            letter,
            plain.to,
            letters.letterhead_on(localdate()),
            sender=plain.from_email,
            headers=plain.extra_headers,
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an email at once, because the user waits for its code; report a failure."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # also what smtplib raises
            log.exception("An email to %s was not sent: %s", email, template_prefix)
            messages.error(self.request, NOT_SENT)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted at rest, with a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """Return the text encrypted for this installation."""
        return encrypted(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text given to `encrypt`, even if SECRET_KEY has been replaced since."""
        return decrypted(encrypted_text, purpose=PURPOSE)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Return the name of a new passkey until its owner renames it."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Return the user's name and address as their device will list the passkey."""
        known: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**known, "display_name": str(user), "name": user.email}
