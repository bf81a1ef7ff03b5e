"""The page of the security log, for admins."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.accounts.rules import is_admin
from foundation.accounts.security_events import SecurityEvent, SecurityEventKind
from foundation.accounts.security_log import keyed_hash

from .access import SignedIn, requires
from .lists import Filters, listed

PER_PAGE: Final = 50


class EventFilters(Filters):
    """By kind, and by an address: an account's, or what somebody typed without having one."""

    kind = forms.ChoiceField(
        label="Event", required=False, choices=[("", "All"), *SecurityEventKind.choices]
    )
    q = forms.CharField(label="Email address", required=False, max_length=254)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the events that match."""
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            rows = rows.filter(kind=kind)
        if address := self.cleaned_data.get("q"):
            of_user = rows.filter(user__in=User.objects.filter(email__iexact=address))
            rows = of_user | rows.filter(detail__address=keyed_hash(address))
        return rows


@require_safe
@requires(is_admin)
def security_log_page(request: SignedIn) -> HttpResponse:
    """List the events, the newest first."""
    rows = SecurityEvent.objects.select_related("user").order_by("-at", "-pk")
    page = listed(request, EventFilters(request.GET), rows, size=PER_PAGE)
    return render(request, "web/security_log.html", page)
