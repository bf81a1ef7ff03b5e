"""The endpoint for Stripe's events."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import gateway
from billing.domain.stripe import events as stripe_events
from billing.gateway.events import InvalidEvent, verify

LONGEST = 1_000_000  # bytes


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Store a signed event and answer 200 at once: the worker processes it later.

    Any fault is 400, which makes Stripe try again.
    """
    length = request.headers.get("Content-Length", "")
    if not gateway.connected() or not length.isdecimal() or int(length) > LONGEST:
        return _refused()
    now = timezone.now()
    try:
        event = verify(request.body, request.headers.get("Stripe-Signature", ""), now=now)
    except InvalidEvent:
        return _refused()
    stripe_events.receive(event, now=now)
    return HttpResponse("kept\n", content_type="text/plain")


def _refused() -> HttpResponse:
    return HttpResponse("not believed\n", content_type="text/plain", status=400)
