"""Taking payments through Stripe. Without a key everything works, and says it is not connected."""

from . import variables
from .variables import environment

STRIPE_KEY = environment.read(variables.STRIPE_KEY)
STRIPE_WEBHOOK_SECRET = environment.read(variables.STRIPE_WEBHOOK_SECRET)
STRIPE_API_BASE = environment.read(variables.STRIPE_API_BASE)
STRIPE_PAYMENT_METHODS = environment.read(variables.STRIPE_PAYMENT_METHODS)
STRIPE_TIMEOUT = environment.read(variables.STRIPE_TIMEOUT)
