"""In production all that is missing or wrong is said at once: docs/operators/settings.md."""

from . import (
    env_file,  # noqa: F401  read before base
    sentry,
    variables,
)
from .base import *  # noqa: F403
from .base import BASE_DIR, REST_FRAMEWORK, SITE_URL, STRIPE_KEY
from .demands import ADVICE, demand_of_production, names_of
from .variables import environment

demand_of_production(environment)
SECRET_KEY = environment.read(variables.SECRET_KEY)
SECRET_KEY_FALLBACKS = environment.read(variables.SECRET_KEY_FALLBACKS)
DEBUG = False
ALLOWED_HOSTS = environment.read(variables.ALLOWED_HOSTS) or names_of(SITE_URL)
CSRF_TRUSTED_ORIGINS = environment.read(variables.CSRF_TRUSTED_ORIGINS) or [SITE_URL]
# How many proxies stand before us: attempts are counted by the address that the last one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.read(variables.TRUSTED_PROXIES)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}
if ALLAUTH_TRUSTED_PROXY_COUNT:  # without a proxy anybody may write the header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, by machines
SECURE_HSTS_SECONDS = 31_536_000
# What a browser does with the names below and beside ours is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no other
# The jobs that must run here without a person
HEARTBEATS_EXPECTED = environment.read(variables.HEARTBEATS_EXPECTED) or [
    *("run_outbox", "run_due", "check_books", "backup"),
    *(["reconcile_stripe"] if STRIPE_KEY else []),
]
# Throttles count in the cache, so it must be one cache for all workers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}
# People sign in by email, so without a mail server no one could.
mail_server = environment.read(variables.EMAIL_URL)
vars().update(mail_server)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.read(variables.DEFAULT_FROM_EMAIL)
environment.refuse_faults(ADVICE)
# Where faults are reported, without anything of a person
if SENTRY_DSN := environment.read(variables.SENTRY_DSN):
    sentry.start(SENTRY_DSN, release=sentry.release_of(BASE_DIR / "pyproject.toml"))
