"""The endpoints of webhooks on pages, for admins: what they get, what failed, sending it again."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from foundation import nouns, webhooks
from foundation.accounts.rules import is_admin
from foundation.models import EndpointState, OutboxState, WebhookDelivery, WebhookEndpoint
from foundation.models.webhook import WebhookDeliveryQuerySet

from .access import SignedIn, requires
from .actions import Action, ActionPage, by_name
from .attempts import attempt
from .paging import page_of

ACTIVE, DISABLED = EndpointState.ACTIVE, EndpointState.DISABLED


class EndpointForm(forms.Form):
    """Where to send what."""

    url = forms.CharField(
        label="Address", max_length=500, help_text="A public address that begins with https://"
    )
    description = forms.CharField(
        label="What it is for", max_length=200, required=False, help_text="For example: payroll"
    )
    types = forms.CharField(
        label="Types of events",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        required=False,
        help_text="For example: invoice.issued, hire.*   Leave it empty for all.",
    )

    def clean_types(self) -> list[str]:
        """Return the types: separated by commas, spaces or lines."""
        types: list[str] = self.cleaned_data["types"].replace(",", " ").split()
        return types


class ReplayForm(forms.Form):
    """From when on to send again."""

    since = forms.DateTimeField(
        label="All events since", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_admin)
def endpoints(request: SignedIn) -> HttpResponse:
    """List the endpoints, and add one, whose secret is in this response only."""
    form, secret = EndpointForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with attempt(request, form=form) as outcome:
            _, secret = webhooks.add(**form.cleaned_data, by=request.user, on=localdate())
        form = EndpointForm() if outcome.done else form
    rows = WebhookEndpoint.objects.visible_to(request.user).order_by("pk")
    context = {
        "page": page_of(request, rows),
        "form": form,
        "secret": secret,
        "types": nouns.types(),
    }
    return render(request, "web/webhooks.html", context, status=400 if form.errors else 200)


class EndpointPage(ActionPage):
    """An endpoint: its state, its deliveries with their attempts, and what may be done."""

    template_name = "web/webhook.html"
    url_name = "webhook"
    may_read = may_act = staticmethod(is_admin)
    actions = by_name(
        Action(
            "test",
            "Send a test event",
            webhooks.send_test,
            "The test event is on its way. Look again in a moment.",
            offered=lambda row: row.state == ACTIVE,
        ),
        Action(
            "resume",
            "Resume",
            webhooks.resume,
            "It gets events again.",
            offered=lambda row: row.state != ACTIVE,
        ),
        Action(
            "replay",
            "Send again",
            webhooks.replay,
            lambda _row, count: f"Events on their way again: {count}.",
            form=ReplayForm,
            title="Replay events",
            offered=lambda row: row.state == ACTIVE,
            style="btn-outline-secondary",
        ),
        Action(
            "edit",
            "Save",
            webhooks.edit,
            "Saved.",
            form=EndpointForm,
            initial=lambda row: {
                "url": row.url,
                "description": row.description,
                "types": ", ".join(row.types),
            },
            title="Change the address or the types",
            style="btn-outline-secondary",
        ),
        Action(
            "pause",
            "Pause",
            webhooks.pause,
            "Its events wait until you resume it.",
            undo="resume",
            offered=lambda row: row.state == ACTIVE,
            style="btn-outline-secondary",
        ),
        Action(
            "disable",
            "Disable",
            webhooks.disable,
            "It gets no more events.",
            offered=lambda row: row.state != DISABLED,
            title="Disable it",
            hint="What waits is given up. Resumed later, it begins with what happens then.",
            style="btn-outline-secondary",
        ),
    )

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        """Return the endpoints this person may see."""
        return WebhookEndpoint.objects.visible_to(self.request.user).select_related("owner")

    def get_context_data(self, endpoint: WebhookEndpoint) -> dict[str, Any]:
        """Return the endpoint and its deliveries, the newest first."""
        deliveries = WebhookDelivery.objects.to(endpoint.pk)
        given_up = self.request.GET.get("state") == OutboxState.GIVEN_UP
        chosen = deliveries.given_up() if given_up else deliveries
        counts = deliveries.aggregate(
            waiting=Count("pk", filter=Q(state=OutboxState.WAITING)),
            given_up=Count("pk", filter=Q(state=OutboxState.GIVEN_UP)),
        )
        rows = chosen.prefetch_related("tries").order_by("-pk")
        return {
            "endpoint": endpoint,
            "page": page_of(self.request, rows, size=20),
            "counts": counts,
            "only_given_up": given_up,
            "secret": "",
        }


class NewSecret(EndpointPage):
    """A new secret for an endpoint: in the answer to the button only."""

    http_method_names = ["post"]

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the page of the endpoint with its new secret."""
        row = self.get_object()
        endpoint, secret = webhooks.rotate_secret(
            row.pk, by=self.request.user, on=localdate(), now=now()
        )
        offers = self.context_of_actions(endpoint, None)
        context = {**self.get_context_data(endpoint), **offers, "secret": secret}
        return render(self.request, self.get_template_names(), context)


class DeliveryPage(ActionPage):
    """The button of one delivery: send it again."""

    may_read = may_act = staticmethod(is_admin)
    actions = by_name(
        Action(
            "send-again",
            "Send again",
            webhooks.send_again,
            "It is on its way again.",
            elsewhere=True,
        )
    )

    def get_queryset(self) -> WebhookDeliveryQuerySet:
        """Return the deliveries this person may see."""
        return WebhookDelivery.objects.visible_to(self.request.user)

    def url_of(self, row: Any) -> str:
        """Return the address of the endpoint's page."""
        return reverse("webhook", args=[row.subject_id])
