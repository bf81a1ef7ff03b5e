"""What finance has to sort out: money at Stripe that fits no invoice, and emails not sent."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.domain.stripe import unallocated
from billing.models import Invoice, StripeUnallocated
from billing.reports.stripe_standing import parked_and_given_up, standing
from foundation import outbox
from foundation.accounts.models import User
from foundation.accounts.rules import can_bill, is_office
from foundation.errors import BadValue
from foundation.models import OutboxRow
from foundation.web.access import SignedIn, requires
from foundation.web.actions import Action, ActionPage, by_name
from foundation.web.forms import PoundsField


class BookForm(forms.Form):
    number = forms.CharField(required=False, max_length=40)
    amount_pence = PoundsField(required=False)


class DoneForm(forms.Form):
    reason = forms.CharField(
        max_length=2000, error_messages={"required": "Say what you did about it."}
    )


def _book(parked_id: int, *, number: str, by: User, **what: Any) -> None:
    """Book it on the invoice with a number. Raises BadValue if there is no such invoice."""
    invoice = Invoice.objects.visible_to(by).filter(number=number).first()
    if invoice is None:
        raise BadValue("number", "Enter the number of an invoice, such as INV-0042.")
    unallocated.book(parked_id, invoice_id=invoice.pk, by=by, **what)


ROWS: dict[str, Any] = {"parked": StripeUnallocated.objects, "outbox": OutboxRow.objects}
# Book or dismiss what was parked, retry or drop what was given up.
ACTIONS: dict[str, dict[str, Action]] = {
    "parked": by_name(
        Action("book", "Book", _book, "Booked on the invoice.", form=BookForm, elsewhere=True),
        Action(
            "dismiss",
            "Set aside",
            unallocated.dismiss,
            "Set aside. Your reason has been saved.",
            form=DoneForm,
            elsewhere=True,
        ),
    ),
    "outbox": by_name(
        Action("retry", "Try again", outbox.retry, "We are trying it again.", elsewhere=True),
        Action(
            "drop",
            "Do not try again",
            outbox.drop,
            "We will not try again. Your reason has been saved.",
            form=DoneForm,
            elsewhere=True,
        ),
    ),
}


@require_safe
@requires(is_office)
def stripe(request: SignedIn) -> HttpResponse:
    """Show whether Stripe is connected, and everything that needs a person."""
    context = {"standing": standing(), "waiting": parked_and_given_up()}
    return render(request, "billing/desk/stripe.html", context)


class PlacePage(ActionPage):
    """The actions on one of them, from the list of both."""

    may_act = staticmethod(can_bill)

    def get_actions(self) -> dict[str, Action]:
        """Return the actions for the rows of a source; none for an unknown source."""
        return ACTIONS.get(self.kwargs["source"], {})

    def get_queryset(self) -> Any:
        return ROWS[self.kwargs["source"]].all()

    def url_of(self, _row: Any) -> str:
        return reverse("billing:stripe")
