"""On one's own machine, and for the demo: no variables needed."""

from .base import *  # noqa: F403
from .base import BASE_DIR, LOGGING
from .demands import demand_of_development
from .secret import local_secret
from .variables import environment

DEBUG = False  # error pages as people will meet them; the server log has the traceback
SECRET_KEY = local_secret(BASE_DIR / ".secret-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# A person who prints a link here is at the machine, so a second factor adds nothing.
SIGN_IN_LINK_IS_BOTH_FACTORS = True
# An endpoint under development is on the same machine.
WEBHOOK_LOOPBACK = True
# The terminal is for the demo; the page of the security log has its lines.
LOGGING["loggers"]["foothold.security"]["level"] = "WARNING"

demand_of_development(environment)
environment.refuse_faults()
