"""In tests: cheap passwords, plain static files, mail in memory."""

from .base import *  # noqa: F403
from .base import REST_FRAMEWORK

SECRET_KEY = "only-for-tests"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # nothing is collected
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
# Most tests sign in with `force_login`; tests/foundation/accounts turns it on.
SECOND_FACTOR_REQUIRED = False
STRIPE_KEY = STRIPE_WEBHOOK_SECRET = STRIPE_API_BASE = ""  # a test connects to its peer
