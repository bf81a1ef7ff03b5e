"""The Stripe API: the only package that imports Stripe's library.

Requests are built from its own types, so that the type checker finds wrong ones. Responses leave
here as our own small records. Nothing is retried here: the outbox does that.
"""

from . import customers, events, invoices, money
from .client import (
    POUNDS,
    Ask,
    GatewayError,
    NoAnswer,
    NotFound,
    Rejected,
    TemporaryFailure,
    connected,
)

__all__ = [
    "POUNDS",
    "Ask",
    "GatewayError",
    "NoAnswer",
    "NotFound",
    "Rejected",
    "TemporaryFailure",
    "connected",
    "customers",
    "events",
    "invoices",
    "money",
]
