"""Every variable of the environment, with its type, its default and what it is for.

Nothing else of the product reads the environment. `make settings` writes .env.example and
docs/operators/settings.md from this table; a test compares the three.
"""

import os
from decimal import Decimal
from typing import Final

from .accounting_programs import ACCOUNTING
from .environment import Environment, Group, Variable
from .kinds import (
    COUNT,
    DATABASE,
    FRACTION,
    JSON,
    LIST,
    MAIL_SERVER,
    SECONDS,
    SITE,
    TEXT,
    WHOLE_NUMBERS,
)

# The site

SITE_URL = Variable(
    "SITE_URL",
    SITE,
    "",
    "Where people reach this installation: what links in e-mails begin with. https in production.",
    required=True,
    example="https://foothold.example.org",
    otherwise="http://127.0.0.1 and PORT",
)
SECRET_KEY = Variable(
    "DJANGO_SECRET_KEY",
    TEXT,
    "",
    "At least 50 random characters (python3 -c 'import secrets; print(secrets.token_urlsafe(50))' "
    "prints some) that sign sessions and links and encrypt second factors. Keep it with your "
    "backups: without it nobody of the office can sign in after a restore.",
    required=True,
    secret=True,
)
SECRET_KEY_FALLBACKS: Variable[list[str]] = Variable(
    "DJANGO_SECRET_KEY_FALLBACKS",
    LIST,
    [],
    "Keys from before, which still open what they signed or encrypted.",
    secret=True,
)
ALLOWED_HOSTS: Variable[list[str]] = Variable(
    "ALLOWED_HOSTS",
    LIST,
    [],
    "The names under which this server may be asked, if there are more than that of SITE_URL.",
    otherwise="the name in SITE_URL, and loopback",
)
CSRF_TRUSTED_ORIGINS: Variable[list[str]] = Variable(
    "CSRF_TRUSTED_ORIGINS",
    LIST,
    [],
    "From which sites forms may be sent, if there are more than SITE_URL.",
    otherwise="SITE_URL",
)
TRUSTED_PROXIES = Variable(
    "TRUSTED_PROXIES",
    COUNT,
    1,
    "How many proxies of yours stand before the server. Attempts are counted by the address that "
    "the outermost of them saw: too low counts a proxy, too high believes what a stranger writes. "
    "With 0 the server speaks TLS itself, and believes no X-Forwarded header.",
)
PORT = Variable(
    "PORT", COUNT, 8000, "On which port of loopback `make demo` and your unit serve Foothold."
)
STATIC_ROOT = Variable(
    "STATIC_ROOT",
    TEXT,
    "",
    "The folder that `manage.py deploy` collects static files in, and the server reads.",
    otherwise="static-collected beside manage.py",
)

# Database and mail

DATABASE_URL = Variable(
    "DATABASE_URL",
    DATABASE,
    {},
    "The database: postgres://USER:PASSWORD@HOST:5432/NAME, or sqlite:////PATH/TO/FILE. Characters "
    "such as @ and / in a password are written as %40 and %2F. Behind PgBouncer in transaction "
    "mode add ?DISABLE_SERVER_SIDE_CURSORS=true.",
    required=True,
    secret=True,
    example="postgres://foothold:PASSWORD@127.0.0.1:5432/foothold",
    otherwise="an SQLite file beside manage.py",
)
DATABASE_OWNER_URL = Variable(
    "DATABASE_OWNER_URL",
    DATABASE,
    {},
    "On PostgreSQL, the same database by the role that owns its tables, which `migrate` and "
    "`deploy` use. DATABASE_URL then names another role, which serves and cannot switch off what "
    "keeps the books as they are.",
    secret=True,
    example="postgres://foothold_owner:PASSWORD@127.0.0.1:5432/foothold",
)
EMAIL_URL = Variable(
    "EMAIL_URL",
    MAIL_SERVER,
    {},
    "The mail server: smtp+tls://USER:PASSWORD@HOST:587, smtp+ssl://…:465, or smtp://HOST:25 in "
    "your own network. Characters such as @ in a name or password are written as %40. People sign "
    "in by e-mail, so production refuses what does not send.",
    required=True,
    secret=True,
    example="smtp+tls://foothold%40example.org:PASSWORD@mail.example.org:587",
    otherwise="letters are printed",
)
DEFAULT_FROM_EMAIL = Variable(
    "DEFAULT_FROM_EMAIL",
    TEXT,
    "",
    "From whom our e-mails come. SPF and DKIM of its domain must allow your mail server.",
    required=True,
    example="Foothold <foothold@example.org>",
    otherwise="webmaster@localhost",
)

# Our trade

STANDARD_FEE_RATE = Variable(
    "STANDARD_FEE_RATE",
    FRACTION,
    Decimal("0.15"),
    "The fee we ask as a rule; terms below it take a reason and a second person.",
)
STANDARD_TERMS = Variable(
    "STANDARD_TERMS",
    JSON,
    None,
    "What an employer is offered unless the office agrees something else.",
    otherwise="STANDARD_FEE_RATE of a year's salary, 30 days to pay, a rebate in steps of 12 weeks",
)
REMINDER_DAYS = Variable(
    "REMINDER_DAYS",
    WHOLE_NUMBERS,
    [-3, 3, 14, 30, 45],
    "Days after the due date (below 0: before it) of the word ahead, the three reminders, and the "
    "proposal to put the employer on stop.",
)
API_RATE = Variable(
    "API_RATE", TEXT, "1200/min", "How often one person or key may ask the API: N/s, /min or /day."
)
API_RATE_ANONYMOUS = Variable(
    "API_RATE_ANONYMOUS", TEXT, "120/min", "The same for an address that is not signed in."
)

# Stripe

STRIPE_KEY = Variable(
    "STRIPE_KEY",
    TEXT,
    "",
    "Your key: sk_live_… or, to try, sk_test_…. Without it Foothold is not connected to Stripe.",
    secret=True,
)
STRIPE_WEBHOOK_SECRET = Variable(
    "STRIPE_WEBHOOK_SECRET",
    TEXT,
    "",
    "The whsec_… of the webhook you added at Stripe.",
    secret=True,
)
STRIPE_PAYMENT_METHODS = Variable(
    "STRIPE_PAYMENT_METHODS",
    LIST,
    ["card", "bacs_debit", "customer_balance"],
    "What an invoice may be paid with, in Stripe's words; customer_balance is the bank transfer.",
)
STRIPE_API_BASE = Variable(
    "STRIPE_API_BASE", TEXT, "", "Another address than Stripe's own, for tests against a peer."
)
STRIPE_TIMEOUT = Variable("STRIPE_TIMEOUT", SECONDS, 20.0, "How long one call to Stripe may take.")

# Webhooks

WEBHOOK_TIMEOUT = Variable(
    "WEBHOOK_TIMEOUT", SECONDS, 15.0, "How long an endpoint may take for the whole of a request."
)
WEBHOOK_DAYS_OF_FAILURE = Variable(
    "WEBHOOK_DAYS_OF_FAILURE",
    COUNT,
    5,
    "After how many days of failures an endpoint is switched off.",
)

# Watching

HEARTBEATS_EXPECTED: Variable[list[str]] = Variable(
    "HEARTBEATS_EXPECTED",
    LIST,
    [],
    "The jobs that must run here: late ones show on Today and in /readyz?deep.",
    otherwise="in production the worker, run_due, check_books, backup, and Stripe's if connected",
)
SECURITY_LOG_FILE = Variable(
    "SECURITY_LOG_FILE",
    TEXT,
    "",
    "A file for the security log, one JSON object a line.",
    otherwise="the standard error output",
)
SECURITY_LOG_DAYS = Variable(
    "SECURITY_LOG_DAYS", COUNT, 400, "How many days the page of the security log goes back."
)
METRICS_DIR = Variable(
    "METRICS_DIR",
    TEXT,
    "",
    "A folder for the counts of requests, which manage.py serve_metrics adds up.",
)
SENTRY_DSN = Variable(
    "SENTRY_DSN",
    TEXT,
    "",
    "Where faults are reported, without personal data; it needs the dependency group sentry.",
    secret=True,
)

TABLE: Final = (
    Group(
        "The site",
        "Who may ask, and under which name.",
        (
            *(SITE_URL, SECRET_KEY, SECRET_KEY_FALLBACKS, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS),
            *(TRUSTED_PROXIES, PORT, STATIC_ROOT),
        ),
    ),
    Group(
        "Database and mail",
        "Where records are, and how letters leave.",
        (DATABASE_URL, DATABASE_OWNER_URL, EMAIL_URL, DEFAULT_FROM_EMAIL),
    ),
    Group(
        "Our trade",
        "What we ask of employers, and how much programs may ask of us.",
        (STANDARD_FEE_RATE, STANDARD_TERMS, REMINDER_DAYS, API_RATE, API_RATE_ANONYMOUS),
    ),
    Group(
        "Stripe",
        "Cards, Bacs Direct Debit and bank transfers. Without a key everything else works.",
        (
            *(STRIPE_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_PAYMENT_METHODS),
            *(STRIPE_API_BASE, STRIPE_TIMEOUT),
        ),
    ),
    Group(
        "Webhooks",
        "Events that are sent to the programs of others.",
        (WEBHOOK_TIMEOUT, WEBHOOK_DAYS_OF_FAILURE),
    ),
    Group(
        "Watching",
        "What is noted and measured, and where it goes: docs/operators/monitoring.md.",
        (
            *(HEARTBEATS_EXPECTED, SECURITY_LOG_FILE, SECURITY_LOG_DAYS),
            *(METRICS_DIR, SENTRY_DSN),
        ),
    ),
    Group(
        "Accounting files",
        "Names of accounts and taxes as they are in your bookkeeper's program.",
        tuple(variable for names in ACCOUNTING.values() for variable in names.values()),
    ),
)
ALL: Final = tuple(variable for group in TABLE for variable in group.variables)
environment = Environment(os.environ)
