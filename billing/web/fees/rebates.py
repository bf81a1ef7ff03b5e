"""Rebates: what leavers cost us, each with its working, settled by finance."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.choices import RebateMove, RebateState, Remedy
from billing.domain.fees import leavers, rebates
from billing.models import Rebate
from employers.domain.terms.fee_terms import FeeTerms
from foundation.accounts.rules import can_bill, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.actions import WAITS, Action, ActionPage, by_name
from foundation.web.lists import Filters, listed

WAITING = (*RebateMove.SETTLE.sources, *RebateMove.NOBODY_FOUND.sources)
NOBODY_FOUND = RebateMove.NOBODY_FOUND.slug
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
@requires(is_office)
def rebates_list(request: SignedIn) -> HttpResponse:
    """List the rebates to settle with their working, and then all rebates."""
    rows = Rebate.objects.visible_to(request.user).select_related(
        "hire__graduate", "hire__employer", "fee"
    )
    waiting = rows.filter(state__in=WAITING).order_by("fell_due_on", "pk")
    context = {
        **listed(request, RebateFilters(request.GET), rows.order_by("-fell_due_on", "-pk")),
        "waiting": [(rebate, open_to(rebate)) for rebate in waiting],
    }
    return render(request, "billing/desk/rebates.html", context)


def open_to(rebate: Rebate) -> list[tuple[str, str]]:
    """Return the remedies its terms allow, with their labels."""
    if not RebateMove.SETTLE.is_open_to(rebate):
        return []
    schedule = FeeTerms.stored(rebate.fee.terms_snapshot).rebate
    may_replace = schedule is not None and schedule.replacement
    return [
        (remedy, label)
        for remedy, label in REMEDIES.items()
        if remedy != Remedy.REPLACEMENT or may_replace
    ]


def _settle(rebate_id: int, *, remedy: str, **who: Any) -> str:
    """Settle it by the chosen remedy; a refund needs approval. Return the message."""
    if remedy == NOBODY_FOUND:
        leavers.give_up_replacement(rebate_id, **who)
        return "No replacement found. The rebate can now be settled in money."
    if remedy == Remedy.REFUND:
        rebates.ask_refund(rebate_id, **who)
        return WAITS
    settled = rebates.confirm(rebate_id, remedy=remedy, **who)
    return f"Settled: {settled.get_state_display().lower()}."


class RemedyForm(forms.Form):
    remedy = forms.ChoiceField(
        choices=[*REMEDIES.items(), (NOBODY_FOUND, "No replacement found")],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose how to settle the rebate."
        ),
    )


class RebatePage(ActionPage):
    """What finance does with a rebate, from the list of them."""

    actions = by_name(
        Action(
            "settle",
            "Settle",
            _settle,
            lambda _rebate, sentence: sentence,
            form=RemedyForm,
            elsewhere=True,
        )
    )
    may_act = staticmethod(can_bill)

    def get_queryset(self) -> QuerySet[Rebate]:
        return Rebate.objects.visible_to(self.request.user)

    def url_of(self, _rebate: Rebate) -> str:
        return reverse("billing:rebates")
