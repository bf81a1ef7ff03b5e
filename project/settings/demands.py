"""What production demands of its environment, and development refuses."""

from typing import Final
from urllib.parse import urlsplit

from . import variables
from .environment import Environment

SENDS: Final = "django.core.mail.backends.smtp.EmailBackend"
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
ADVICE: Final = (
    "Set them in the environment, or in the file .env beside manage.py: .env.example lists all, "
    "and docs/operators/settings.md explains them.\n"
    "To try Foothold on your own machine run `make demo`, or set "
    "DJANGO_SETTINGS_MODULE=project.settings.development."
)


def demand_of_production(environment: Environment) -> None:
    """Note all that production cannot do without, or must not have."""
    for variable in variables.ALL:
        if variable.required and not environment.is_set(variable):
            purpose = variable.sentence.split(". ")[0].rstrip(".")
            example = f" Example: {variable.example}" if variable.example else ""
            environment.fault(f"{variable.name} is not set. {purpose}.{example}")
    site = environment.read(variables.SITE_URL)
    if site and urlsplit(site).scheme != "https":
        environment.fault(f"SITE_URL is {site}. In production it begins with https://.")
    backend = environment.read(variables.EMAIL_URL).get("EMAIL_BACKEND", SENDS)
    if backend != SENDS:
        environment.fault(
            "EMAIL_URL names what only looks like a mail server: letters would be marked as sent "
            "and nobody would get them. Name one that sends: smtp+tls://…"
        )


def demand_of_development(environment: Environment) -> None:
    """Note a public SITE_URL: on an own machine letters are printed and nothing is encrypted."""
    site = environment.read(variables.SITE_URL)
    if site and not is_loopback(site):
        environment.fault(
            f"SITE_URL is {site}, and the settings for one's own machine serve only 127.0.0.1 and "
            "localhost. For a real installation set "
            "DJANGO_SETTINGS_MODULE=project.settings.production; else unset SITE_URL."
        )


def is_loopback(site: str) -> bool:
    """Return whether an address leads no further than this machine."""
    name = urlsplit(site).hostname or ""
    return name in LOOPBACK or name.endswith(".localhost")


def names_of(site: str) -> list[str]:
    """Return under which names the server of a site is asked; machines ask it on loopback."""
    return [urlsplit(site).hostname or "", "127.0.0.1", "localhost", "[::1]"]
