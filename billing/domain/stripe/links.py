"""Links between our rows and Stripe's objects; each object is created once, whatever happens.

The key of a request is stored before the request is made. When the response is lost, the same
request with the same key returns what was created. Stripe forgets keys after a day, so then, and
after every error, we first search Stripe for the object.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Model

from billing import gateway
from billing.models import StripeLink

# Stripe may forget an idempotency key after 24 hours. Source: docs.stripe.com, idempotent requests.
KEYS_LAST = timedelta(hours=23)


def of(subject: Model, part: str = "") -> StripeLink:
    """Return the link of one of our rows, whether or not Stripe has its object yet."""
    label = subject._meta.label_lower
    link, _ = StripeLink.objects.get_or_create(subject_type=label, subject_id=subject.pk, part=part)
    return link


def known(subject: Model, part: str = "") -> StripeLink | None:
    """Return the link of a row whose object Stripe has, or None."""
    label = subject._meta.label_lower
    rows = StripeLink.objects.filter(subject_type=label, subject_id=subject.pk, part=part)
    return rows.exclude(stripe_id="").first()


def ensure(
    subject: Model,
    *,
    find: Callable[[gateway.Ask], str | None],
    make: Callable[[gateway.Ask], str],
    now: datetime,
    part: str = "",
) -> str:
    """Return the id of Stripe's object for our row: stored here, else found there, else created.

    Raises what the gateway raises. No transaction may be open: what is stored here must survive
    when the process dies during the call.
    """
    link = of(subject, part)
    if link.stripe_id:
        return link.stripe_id
    stripe_id = find(_request(link))
    if stripe_id is None:
        _begin(link, now=now)
        try:
            stripe_id = make(_request(link))
        except (gateway.TemporaryFailure, gateway.Rejected):
            # Stripe would repeat this error to the same key for a day.
            StripeLink.objects.filter(pk=link.pk).update(attempt=link.attempt + 1)
            raise
    link.stripe_id = stripe_id
    link.save(update_fields=["stripe_id"])
    return stripe_id


def forget(*subjects: Model) -> None:
    """Clear the links of rows whose draft at Stripe is deleted, so that it can be created again."""
    for subject in subjects:
        link = of(subject)
        link.stripe_id, link.attempt = "", link.attempt + 1
        link.save(update_fields=["stripe_id", "attempt"])


def _begin(link: StripeLink, *, now: datetime) -> None:
    """Store that a request is about to be made, under a new key when the last is too old."""
    if link.asked_at is None:
        link.asked_at = now
    elif abs(now - link.asked_at) > KEYS_LAST:
        link.asked_at, link.attempt = now, link.attempt + 1
    else:
        return
    link.save(update_fields=["asked_at", "attempt"])


def _request(link: StripeLink) -> gateway.Ask:
    return gateway.Ask(mark=link.key, request=link.request_key, since=link.asked_at)
