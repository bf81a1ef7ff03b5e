"""What is the same everywhere; what differs between installations comes from the environment."""

import sys
from pathlib import Path

from . import variables
from .accounting import ACCOUNTING  # noqa: F401  read by billing.exchange
from .api import (  # noqa: F401  read by the libraries
    DRF_STANDARDIZED_ERRORS,
    REST_FRAMEWORK,
    SPECTACULAR_SETTINGS,
)
from .database import database, serving_role
from .logs import LOGGING  # noqa: F401  read by Django
from .sign_in import *  # noqa: F403
from .stripe import *  # noqa: F403
from .variables import environment
from .version import version
from .webhooks import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
VERSION = version(BASE_DIR / "pyproject.toml")

# Applications, from the ground floor up
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "project.static_files.StaticFiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django.forms",  # before it looks for its templates, ours are found
    "django_htmx",
    "bootstrap",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "foundation.accounts",
    "foundation",
    "foundation.imports",
    "employers",
    "placements",
    "billing",
    "project.office",
    "project",
]
MIDDLEWARE = [
    "foundation.web.requests.RequestIdMiddleware",
    "foundation.web.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "foundation.web.errors.PageForWrongMethod",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "foundation.accounts.office_sessions.OfficeSessionMiddleware",
    "foundation.accounts.second_factor.SecondFactorMiddleware",
    "foundation.web.exports.ExportLogMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "foundation.web.undo.undo",
                "project.office.navigation.navigation",
            ],
        },
    }
]

FORM_RENDERER = "foundation.web.forms.Renderer"

# Database: SQLite beside manage.py, or PostgreSQL by DATABASE_URL
DATABASES = {
    "default": database(environment, BASE_DIR / "foothold.sqlite3", command="".join(sys.argv[1:2]))
}
SERVING_ROLE = serving_role(environment)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # a sign-in link lives a day
# Where people reach this installation: what sign-in links begin with.
SITE_URL = (
    environment.read(variables.SITE_URL) or f"http://127.0.0.1:{environment.read(variables.PORT)}"
)

# Our trade: terms under this rate take a reason and a second person
STANDARD_FEE_RATE = environment.read(variables.STANDARD_FEE_RATE)
# What an employer is offered unless the office agrees something else
STANDARD_TERMS = environment.read(variables.STANDARD_TERMS) or {
    "fee_basis": "percentage",
    "rate": str(STANDARD_FEE_RATE),
    "payment_days": 30,
    "introduction_months": 12,
    "rebate": {
        "unit": "weeks",
        "mode": "steps",
        "steps": [
            {"through": 4, "share": "0.75"},
            {"through": 8, "share": "0.5"},
            {"through": 12, "share": "0.25"},
        ],
    },
}
# Days after the due date (below 0: before it) of the word ahead, the three reminders, and the
# proposal to put the employer on stop
REMINDER_DAYS = environment.read(variables.REMINDER_DAYS)

# The jobs that must run here without a person: late ones show on Today and in /readyz?deep
HEARTBEATS_EXPECTED = environment.read(variables.HEARTBEATS_EXPECTED)

# Where the processes put their counts of requests, for manage.py serve_metrics; "" counts nothing
METRICS_DIR = environment.read(variables.METRICS_DIR)

# How long the page of the security log goes back
SECURITY_LOG_DAYS = environment.read(variables.SECURITY_LOG_DAYS)

# Language, dates and money are British
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
# Day first: Django's own order would read 03/04/2026 as 4 March.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(environment.read(variables.STATIC_ROOT) or BASE_DIR / "static-collected")
STATICFILES_DIRS = [BASE_DIR / "project" / "static"]

# What a browser may do with our pages: nothing from elsewhere, nothing inline
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "foundation.web.uploads.NotTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
