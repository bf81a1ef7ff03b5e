"""Everything Stripe is asked and tells us; the only room that imports its package.

Requests are built from its own types, so that the type checker knows a wrong one. What comes
back leaves here as our own small records. Nothing is tried twice here: the outbox does that.
"""

from . import customers, events, invoices, money
from .client import POUNDS, Ask, Gone, NoAnswer, NotNow, Refused, StripeTrouble, connected

__all__ = [
    "POUNDS",
    "Ask",
    "Gone",
    "NoAnswer",
    "NotNow",
    "Refused",
    "StripeTrouble",
    "connected",
    "customers",
    "events",
    "invoices",
    "money",
]
