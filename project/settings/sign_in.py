"""The settings of signing in: a code by e-mail, a password if wanted, second factors, passkeys."""

from datetime import timedelta

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# People are added by the office, by invitation or by a command: there is no sign-up.
ACCOUNT_ADAPTER = "foundation.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "request_login_code": "foundation.accounts.forms.AskForCode",
    "confirm_login_code": "foundation.accounts.forms.Code",
    "confirm_password_reset_code": "foundation.accounts.forms.ResetCode",
    "login": "foundation.accounts.forms.ByPassword",
    "reset_password": "foundation.accounts.forms.Forgotten",
    "set_password": "foundation.accounts.forms.FirstPassword",
    "change_password": "foundation.accounts.forms.NewPassword",
    "reset_password_from_key": "foundation.accounts.forms.PasswordAfterReset",
    "reauthenticate": "foundation.accounts.forms.ConfirmByPassword",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the second: that one may sign in by password
ACCOUNT_EMAIL_VERIFICATION = "none"  # typing the code proves the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Foothold: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a new password or factor is announced to its owner
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True

ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
# A known address and an unknown one are answered alike: an unknown one gets an email as well.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# How often, by network address (ip), email address (key) or signed-in user. A code sent again
# counts as one asked for. foundation.rate_limits has the limits of everything else.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
]

MFA_ADAPTER = "foundation.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "foundation.accounts.forms.SecondCode",
    "reauthenticate": "foundation.accounts.forms.ConfirmByCode",
    "activate_totp": "foundation.accounts.forms.FirstAppCode",
    "add_webauthn": "foundation.accounts.forms.AddPasskey",
    "edit_webauthn": "foundation.accounts.forms.NamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Foothold"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

# Staff, finance and admin prove themselves twice.
SECOND_FACTOR_REQUIRED = True
# Whether a sign-in link counts as both factors: only where it is printed and used at one desk.
SIGN_IN_LINK_IS_BOTH_FACTORS = False

# How long people stay signed in: employers and graduates two weeks from signing in; the office
# half an hour without use, and twelve hours in all.
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
OFFICE_SESSION_IDLE = timedelta(minutes=30)
OFFICE_SESSION_WHOLE = timedelta(hours=12)
