"""Settings as in production, for the steps and the checks of an installation."""

import pytest

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def production(settings, tmp_path):
    """Settings that pass Django's checks for production, with static files in a folder."""
    settings.SECRET_KEY = "a key of fifty-one characters, and of many different"
    settings.SITE_URL = "https://foothold.example.org"
    settings.ALLOWED_HOSTS = ["foothold.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    # The last: an undefined template variable fails the test, by what Django takes for a mistake.
    settings.SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "templates.E002"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    return settings
