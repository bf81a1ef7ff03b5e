"""Those who must be there: a worker, an admin, and we ourselves on our documents."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.utils.timezone import localdate

from billing.models import Seller
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.models import OutboxRow

from .question import Question

# A worker looks every few seconds, and a timer once a minute.
PATIENCE: Final = timedelta(minutes=10)


def worker_is_alive(question: Question) -> Iterator[str]:
    """Yield if letters and calls to Stripe wait for a worker, or for a person."""
    rows = OutboxRow.objects.forgotten(at=question.now - PATIENCE)
    if waiting := rows.count():
        oldest = rows.earliest("created_at").created_at
        yield (
            f"No worker sends letters: {waiting} wait, the oldest since {oldest:%d %B %Y %H:%M}. "
            "Start manage.py run_outbox."
        )
    if given_up := OutboxRow.objects.given_up().count():
        yield (
            f"{given_up} letters or calls to Stripe failed for good. Look under Desk, Stripe and "
            "emails, and try each again or drop it."
        )


def somebody_is_admin(_question: Question) -> Iterator[str]:
    """Yield if nobody can let others in."""
    if not User.objects.filter(role=Role.ADMIN, is_active=True).exists():
        yield "Nobody is an admin. Run manage.py deploy --admin YOU@EXAMPLE.ORG."


def details_are_entered(question: Question) -> Iterator[str]:
    """Yield if our documents would have no address or bank details."""
    ours = Seller.objects.on(localdate(question.now))
    if not (ours.address and ours.bank_details):
        yield "Invoices would not say where we are or where to pay. Enter Desk, Our details."
