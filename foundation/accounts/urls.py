"""Signing in, and the pages of a user's account. allauth's views keep allauth's URL names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path

from . import calendar, codes, notifications, pages
from .fresh_proof import confirm, freshly_proved
from .sign_in import sign_in, sign_out

# Nobody has signed in yet: an unknown address gets the same responses as a known one.
entrance = [
    path("sign-in/", account.request_login_code, name="account_login"),
    path("sign-in/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", codes.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/password/", account.login, name="sign-in-by-password"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/closed/", account.signup, name="account_signup"),
    path("sign-in/<uidb64>/<token>/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("sign-out/here/", account.logout, name="account_logout"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path(
        "password/forgotten/code/",
        codes.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "password/forgotten/new/",
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "password/forgotten/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
]
confirming = [
    path("account/confirm/email/", confirm, name="confirm-by-email"),
    path("account/confirm/password/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
]
second_factor = [
    path("account/second-factor/", pages.second_factor, name="mfa_index"),
    path(
        "account/second-factor/app/",
        freshly_proved(totp.activate_totp),
        name="mfa_activate_totp",
    ),
    path("account/second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", freshly_proved(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
own = [
    path("account/", pages.account, name="account"),
    path("account/password/", account.password_change, name="account_change_password"),
    path(
        "account/password/first/",
        freshly_proved(account.password_set),
        name="account_set_password",
    ),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/notifications/", notifications.choose, name="notifications"),
    path("account/notifications/off/<token>/", notifications.off, name="notification-off"),
    path("account/calendar/", calendar.address, name="calendar-address"),
]

urlpatterns = [*entrance, *confirming, *second_factor, *own]
