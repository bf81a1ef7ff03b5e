"""Rebates: what leavers cost us, each with its working, settled by finance."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from billing.choices import RebateState, Remedy
from billing.domain.fees import leavers, rebates
from billing.models import Rebate
from billing.web.offers import WAITS
from employers.domain.terms.fee_terms import FeeTerms
from foundation.errors import BadValue
from foundation.web.deeds import attempt
from foundation.web.doors import SignedIn, handles_money, office, opens_to
from foundation.web.lists import Filters, listed
from foundation.web.once import done_once

WAITING = (RebateState.PROPOSED, RebateState.REPLACING)
REMEDIES = {
    Remedy.OFFSET: "Take it off what is unpaid",
    Remedy.REFUND: "Pay it back",
    Remedy.CREDIT: "Keep it as credit",
    Remedy.REPLACEMENT: "Look for a replacement",
}


class RebateFilters(Filters):
    state = forms.ChoiceField(
        label="State", choices=[("", "All"), *RebateState.choices], required=False
    )
    searched = ("hire__graduate__full_name", "hire__employer__name")


@require_safe
@opens_to(office)
def rebates_list(request: SignedIn) -> HttpResponse:
    """List the rebates that wait to be settled with their working, and then all."""
    rows = Rebate.objects.visible_to(request.user).select_related(
        "hire__graduate", "hire__employer", "fee"
    )
    waiting = rows.filter(state__in=WAITING).order_by("fell_due_on", "pk")
    shown = {
        **listed(request, RebateFilters(request.GET), rows.order_by("-fell_due_on", "-pk")),
        "waiting": [(rebate, open_to(rebate)) for rebate in waiting],
    }
    return render(request, "billing/desk/rebates.html", shown)


def open_to(rebate: Rebate) -> list[tuple[str, str]]:
    """Return the remedies its terms know, in words."""
    if rebate.state != RebateState.PROPOSED:
        return []
    schedule = FeeTerms.parse(rebate.fee.terms_snapshot).rebate
    may_replace = schedule is not None and schedule.replacement
    return [
        (remedy, words)
        for remedy, words in REMEDIES.items()
        if remedy != Remedy.REPLACEMENT or may_replace
    ]


@require_POST
@opens_to(handles_money)
def settle(request: SignedIn, pk: int) -> HttpResponse:
    """Settle a rebate by the remedy of the button pressed; a refund is only asked for."""
    rebate = get_object_or_404(Rebate.objects.visible_to(request.user), pk=pk)
    return done_once(request, lambda: settled(request, rebate.pk, request.POST.get("remedy", "")))


def settled(request: SignedIn, pk: int, remedy: str) -> HttpResponse:
    """Return to the rebates, with what became of this one."""
    who: dict[str, Any] = {"by": request.user, "on": localdate()}
    with attempt(request) as deed:
        if remedy == "nobody-found":
            leavers.nobody_found(pk, **who)
            deed.said = "Nobody was found: the rebate waits to be settled in money."
        elif remedy == Remedy.REFUND:
            rebates.ask_refund(pk, **who)
            deed.said = WAITS
        elif remedy in REMEDIES:
            done = rebates.confirm(pk, remedy=remedy, **who)
            deed.said = f"Settled: {done.get_state_display().lower()}."
        else:
            raise BadValue("remedy", "Choose how the rebate is settled.")
    return redirect("billing:rebates")
