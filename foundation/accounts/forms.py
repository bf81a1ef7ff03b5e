"""allauth's forms in our words: labels stand over their boxes, not inside them."""

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

LABELS: Final[dict[str, Any]] = {
    "email": "Your e-mail address",
    "login": "Your e-mail address",
    "password": "Password",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "The new password once more",
    "name": "What to call it",
    "passwordless": "Sign in with it alone, without a code by e-mail",
}


class InOurWords(forms.Form):
    """Our labels, no text inside the boxes, and the first box ready to type in."""

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
    """Where to send a code."""


class Code(InOurWords, account.ConfirmLoginCodeForm):
    """The code we sent."""

    code_label = "The code in our e-mail"


class ByPassword(InOurWords, account.LoginForm):
    """E-mail and password, for those who set one."""


class SecondCode(InOurWords, mfa.AuthenticateForm):
    """The second factor."""

    code_label = "Code of your app, or a recovery code"


# Passwords


class Forgotten(InOurWords, account.ResetPasswordForm):
    """Where to send the code that lets one choose a new password."""


class ResetCode(InOurWords, account.ConfirmPasswordResetCodeForm):
    """That code."""

    code_label = "The code in our e-mail"


class FirstPassword(InOurWords, account.SetPasswordForm):
    """A password for somebody who has none."""


class NewPassword(InOurWords, account.ChangePasswordForm):
    """Another password."""


class PasswordAfterReset(InOurWords, account.ResetPasswordKeyForm):
    """The password that takes the place of a forgotten one."""


class ConfirmByPassword(InOurWords, account.ReauthenticateForm):
    """It is still you: the password once more."""


# Second factors


class ConfirmByCode(InOurWords, mfa.ReauthenticateForm):
    """It is still you: a code once more."""

    code_label = "Code of your app, or a recovery code"


class FirstAppCode(InOurWords, totp.ActivateTOTPForm):
    """The first code of an app that has just been told its secret."""

    code_label = "The code the app shows now"


class AddPasskey(InOurWords, webauthn.AddWebAuthnForm):
    """A new passkey or security key; a passkey unless one unticks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.help_text = (
            "Your device asks for a finger, a face or a PIN. Untick it for a plain security key."
        )
        self.fields["name"].required = False


class NamePasskey(InOurWords, webauthn.EditWebAuthnForm):
    """Another name for it."""
