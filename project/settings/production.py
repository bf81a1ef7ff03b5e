"""In production DJANGO_SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and EMAIL_URL must be set."""

from . import sentry
from .base import *  # noqa: F403
from .base import BASE_DIR, REST_FRAMEWORK, STRIPE_KEY, env

SECRET_KEY = env("DJANGO_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("DJANGO_SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, by machines
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
HEARTBEATS_EXPECTED = env.list(
    "HEARTBEATS_EXPECTED",
    default=["run_outbox", "run_due", "check_books", "backup"]
    + (["reconcile_stripe"] if STRIPE_KEY else []),
)
# Throttles count in the cache, so it must be one cache for all workers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}
# People sign in by email, so without a mail server no one could.
vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL")
# How many proxies stand before us: attempts are counted by the address that the last one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}
# Where faults are reported, without anything of a person
if SENTRY_DSN := env("SENTRY_DSN", default=""):
    sentry.start(SENTRY_DSN, release=sentry.release_of(BASE_DIR / "pyproject.toml"))
