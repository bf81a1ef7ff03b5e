"""allauth's forms with our labels, above the inputs and not inside them."""

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

LABELS: Final[dict[str, Any]] = {
    "email": "Your email address",
    "login": "Your email address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "Confirm new password",
    "name": "Name",
    "passwordless": "Use it to sign in without a code by email",
}


class InOurWords(forms.Form):
    """Our labels, no placeholders, and focus on the first input."""

    code_label = "Code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.code_label if name == "code" else LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs.update({"autocapitalize": "off", "spellcheck": "false"})
        first = next((field for field in self.fields.values() if not field.widget.is_hidden), None)
        if first and not isinstance(first.widget, forms.CheckboxInput):
            first.widget.attrs["autofocus"] = True


# Signing in


class AskForCode(InOurWords, account.RequestLoginCodeForm):
    """The address to send a sign-in code to."""


class Code(InOurWords, account.ConfirmLoginCodeForm):
    """The code we sent."""

    code_label = "Code in our email"


class ByPassword(InOurWords, account.LoginForm):
    """Email address and password, for users with a password."""


class SecondCode(InOurWords, mfa.AuthenticateForm):
    """The second factor."""

    code_label = "Code from your app, or a recovery code"


# Passwords


class Forgotten(InOurWords, account.ResetPasswordForm):
    """The address to send a code to for a new password."""


class ResetCode(InOurWords, account.ConfirmPasswordResetCodeForm):
    """The code for a new password."""

    code_label = "Code in our email"


class FirstPassword(InOurWords, account.SetPasswordForm):
    """A password for a user without one."""


class NewPassword(InOurWords, account.ChangePasswordForm):
    """A new password in place of the current one."""


class PasswordAfterReset(InOurWords, account.ResetPasswordKeyForm):
    """A new password in place of a forgotten one."""


class ConfirmByPassword(InOurWords, account.ReauthenticateForm):
    """The password again, to confirm who it is."""


# Second factors


class ConfirmByCode(InOurWords, mfa.ReauthenticateForm):
    """A code again, to confirm who it is."""

    code_label = "Code from your app, or a recovery code"


class FirstAppCode(InOurWords, totp.ActivateTOTPForm):
    """The first code of a new app."""

    code_label = "Code that the app shows"


class AddPasskey(InOurWords, webauthn.AddWebAuthnForm):
    """A new passkey or security key; a passkey by default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.help_text = (
            "Your device asks for your fingerprint, face or PIN. Untick this for a security key "
            "that is only a second factor."
        )
        self.fields["name"].required = False


class NamePasskey(InOurWords, webauthn.EditWebAuthnForm):
    """A new name for a passkey or security key."""
