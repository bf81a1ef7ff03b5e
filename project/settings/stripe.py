"""Taking payments through Stripe. Without a key everything works, and says it is not connected."""

import environ

env = environ.Env()

STRIPE_KEY = env("STRIPE_KEY", default="")  # sk_live_... or sk_test_...
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", default="")  # whsec_...
STRIPE_API_BASE = env("STRIPE_API_BASE", default="")  # another address than Stripe's own: a peer
# What an invoice may be paid with, in Stripe's words; customer_balance is the bank transfer.
STRIPE_PAYMENT_METHODS = env.list(
    "STRIPE_PAYMENT_METHODS", default=["card", "bacs_debit", "customer_balance"]
)
STRIPE_TIMEOUT = env.float("STRIPE_TIMEOUT", default=20.0)  # seconds, for each call
