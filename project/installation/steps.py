"""The steps that put Foothold on a server. Each can be done again, and says what was so already."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from billing.models import ReferenceRate, Seller, VatRate
from foundation import readiness
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.accounts.sign_in import link_for
from foundation.models import NumberSeries


def check() -> str:
    """Return that Django's checks for production pass. Raises CommandError with what does not."""
    out = StringIO()
    call_command("check", deploy=True, fail_level="WARNING", stdout=out, stderr=out)
    return "Settings: Django's checks for production pass."


def migrate() -> str:
    """Bring the database up to date, the cache table with it; return how many changes that took."""
    waiting = len(readiness.not_applied(readiness.applied()))
    call_command("migrate", interactive=False, verbosity=0)
    if not waiting:
        return "Database: it was up to date."
    return f"Database: {waiting} change{'' if waiting == 1 else 's'} made."


def collect_static() -> str:
    """Collect the static files; return how many there are, and whether any is new."""
    before = _manifest()
    call_command("collectstatic", interactive=False, verbosity=0)
    after = _manifest()
    if not after:
        return "Static files: these settings need none collected."
    return f"Static files: {len(after)}{' were there' if before == after else ' collected'}."


def standard_rows() -> str:
    """Return how many rows there are that migrations write and nothing works without.

    Raises CommandError if somebody emptied a table of them.
    """
    rows = {
        "number series": NumberSeries.objects.count(),
        "rates of VAT": VatRate.objects.count(),
        "reference rates": ReferenceRate.objects.count(),
        "of our details": Seller.objects.count(),
    }
    if gone := [name for name, count in rows.items() if not count]:
        raise CommandError(
            f"The database has lost its {' and '.join(gone)}, which its migrations wrote. Restore "
            "a backup, or begin with an empty database."
        )
    return f"Standard rows: {', '.join(f'{count} {name}' for name, count in rows.items())}."


def first_admin(email: str, full_name: str) -> Iterator[str]:
    """Yield who is the admin, and a link that signs them in once within a day.

    Only the first is made here: others are let in on the page People. Somebody who has signed in
    needs no link. Raises CommandError for an address that is no admin's.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        if others := User.objects.filter(role=Role.ADMIN, is_active=True).first():
            raise CommandError(f"{others} is an admin already, and can let {email} in: see People.")
        user = _new_admin(email, full_name)
        yield f"Admin: {user} was added."
    elif user.role != Role.ADMIN or not user.is_active:
        raise CommandError(f"{user.email} is {user.get_role_display()}, and no admin who signs in.")
    elif user.last_login:
        yield f"Admin: {user} has signed in already."
        return
    else:
        yield f"Admin: {user} was added before, and has not signed in yet."
    yield "To sign in once, within 24 hours:"
    yield link_for(user, settings.SITE_URL)


def _new_admin(email: str, full_name: str) -> User:
    try:
        return User.objects.create_user(email, role=Role.ADMIN, full_name=full_name)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def _manifest() -> dict[str, Any]:
    """Return the names of the collected files, as pages ask for them."""
    storage: object = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return {}
    file = Path(settings.STATIC_ROOT) / storage.manifest_name
    names: dict[str, Any] = json.loads(file.read_text())["paths"] if file.exists() else {}
    return names
