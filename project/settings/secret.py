"""The secret of a machine without one in its environment: made once, in a file git ignores."""

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from . import variables
from .variables import environment


def local_secret(file: Path) -> str:
    """Return DJANGO_SECRET_KEY, else the secret kept in ``file``, made on first use.

    Kept, so that sign-in links and sessions outlive a restart. Production has no such file.
    """
    if from_environment := environment.read(variables.SECRET_KEY):
        return from_environment
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(get_random_secret_key())
    return file.read_text()
