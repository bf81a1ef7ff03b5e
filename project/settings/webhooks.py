"""Webhooks: how long an endpoint may take, and when we stop calling one that does not answer."""

from . import variables
from .variables import environment

WEBHOOK_TIMEOUT = environment.read(variables.WEBHOOK_TIMEOUT)
WEBHOOK_DAYS_OF_FAILURE = environment.read(variables.WEBHOOK_DAYS_OF_FAILURE)
# On one's own machine only: endpoints there, also without TLS.
WEBHOOK_LOOPBACK = False
