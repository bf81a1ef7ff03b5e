"""The pages that take a code of an email back, the same for known and unknown addresses.

allauth answers both with the same page. These add what it leaves out, by which the time of an
answer or a mailbox would tell: a code sent again is a letter to an unknown address too, and a
wrong code of an unknown one is noted in the security log as well.
"""

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from .models import User
from .security_events import SecurityEventKind
from .security_log import keyed_hash, record


class ConfirmSignIn(views.ConfirmLoginCodeView):
    """The code to sign in with."""

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        """Send another letter, to whomever; it counts like the first."""
        address = self._process.state["email"]
        try:
            ratelimit.consume(
                self.request,
                action="request_login_code",
                key=address.lower(),
                raise_exception=True,
            )
        except RateLimited:
            adapter = get_adapter()
            sentence = adapter.error_messages["rate_limited"]
            adapter.add_message(self.request, messages.ERROR, message=sentence)
            return redirect(self.passthrough_next_url("account_confirm_login_code"))
        if self._process.user is None:
            send_unknown_account_mail(self.request, address)
        answer: HttpResponse = super()._resend_form_valid(form)
        return answer

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the page again; three wrong codes end the code."""
        note_unknown(self._process, by="code")
        answer: HttpResponse = super().form_invalid(form)
        return answer


class ConfirmPasswordReset(views.ConfirmPasswordResetCodeView):
    """The code to choose a new password with."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the page again; three wrong codes end the code."""
        note_unknown(self._process, by="password_reset_code")
        answer: HttpResponse = super().form_invalid(form)
        return answer


def note_unknown(process: Any, *, by: str) -> None:
    """Note a wrong code of an address that has no account; allauth's signal has the others."""
    if process.user is None:
        address = process.state["email"]
        user = User.objects.filter(email__iexact=address).first()  # one without access
        record(SecurityEventKind.SIGN_IN_FAILED, user=user, by=by, address=keyed_hash(address))


confirm_login_code = ConfirmSignIn.as_view()
confirm_password_reset_code = ConfirmPasswordReset.as_view()
