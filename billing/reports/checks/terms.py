"""Checks of terms of business: what they say can come about."""

from datetime import date
from typing import Any

from employers.choices import EndReason
from employers.models import Terms


def excluded_reasons(_on: date) -> list[str]:
    """Return terms that exclude a reason nobody can leave for: it would never exclude anybody.

    Such words are refused today; rows of an earlier day may still hold one.
    """
    rows = Terms.objects.filter(rebate__isnull=False).values_list("pk", "rebate").order_by("pk")
    return [f"terms {key}" for key, rebate in rows if not _can_come_about(rebate)]


def _can_come_about(rebate: Any) -> bool:
    return set(rebate.get("excluded_reasons") or []) <= set(EndReason.values)
