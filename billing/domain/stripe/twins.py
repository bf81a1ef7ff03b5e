"""Which of Stripe's objects stands for which of ours; each is asked for once, whatever happens.

The key of a request is written before the request is made. When the answer is lost, the same
question with the same key is answered by what was made; Stripe forgets keys after a day, so then,
and after every error, Stripe is first asked whether it has the object already.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Model

from billing import gateway
from billing.models import StripeTwin

# Stripe may forget an idempotency key after 24 hours. Source: docs.stripe.com, idempotent requests.
KEYS_LAST = timedelta(hours=23)


def of(subject: Model, part: str = "") -> StripeTwin:
    """Return the twin of a thing of ours, whether or not Stripe has it yet."""
    label = subject._meta.label_lower
    twin, _ = StripeTwin.objects.get_or_create(subject_type=label, subject_id=subject.pk, part=part)
    return twin


def known(subject: Model, part: str = "") -> StripeTwin | None:
    """Return the twin of a thing that Stripe has, or None."""
    label = subject._meta.label_lower
    twins = StripeTwin.objects.filter(subject_type=label, subject_id=subject.pk, part=part)
    return twins.exclude(stripe_id="").first()


def ensure(
    subject: Model,
    *,
    find: Callable[[gateway.Ask], str | None],
    make: Callable[[gateway.Ask], str],
    now: datetime,
    part: str = "",
) -> str:
    """Return the id of Stripe's object for ours: remembered, else found there, else made.

    Raises what the gateway raises. No transaction may be open: what is written here must stay
    written when the process dies during the call.
    """
    twin = of(subject, part)
    if twin.stripe_id:
        return twin.stripe_id
    found = find(_ask(twin))
    if found is None:
        _begin(twin, now=now)
        try:
            found = make(_ask(twin))
        except (gateway.NotNow, gateway.Refused):
            # This answer would be repeated to the same key for a day.
            StripeTwin.objects.filter(pk=twin.pk).update(attempt=twin.attempt + 1)
            raise
    twin.stripe_id = found
    twin.save(update_fields=["stripe_id"])
    return found


def forget(*subjects: Model) -> None:
    """Take back that Stripe has these: a draft there is deleted, and may be made anew."""
    for subject in subjects:
        twin = of(subject)
        twin.stripe_id, twin.attempt = "", twin.attempt + 1
        twin.save(update_fields=["stripe_id", "attempt"])


def _begin(twin: StripeTwin, *, now: datetime) -> None:
    """Write down that Stripe is about to be asked; under a new key when the last is too old."""
    if twin.asked_at is None:
        twin.asked_at = now
    elif abs(now - twin.asked_at) > KEYS_LAST:
        twin.asked_at, twin.attempt = now, twin.attempt + 1
    else:
        return
    twin.save(update_fields=["asked_at", "attempt"])


def _ask(twin: StripeTwin) -> gateway.Ask:
    return gateway.Ask(mark=twin.key, request=twin.request_key, since=twin.asked_at)
