"""The machine and its settings: Django's own checks, Stripe's keys, room on the disks."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core import checks
from django.db import connection

from project.settings import env_file

from .question import Question

OF_ONE_MACHINE: Final = ("project.settings.development", "project.settings.test")
LEAST_ROOM: Final = 1_000_000_000  # bytes: some months of records, and a backup
READABLE_BY_OTHERS: Final = 0o077


def settings_are_sound(_question: Question) -> Iterator[str]:
    """Yield what is wrong with the settings; production has refused to start without some."""
    if settings.SETTINGS_MODULE in OF_ONE_MACHINE:
        yield (
            f"These are the settings of one's own machine ({settings.SETTINGS_MODULE}). For a real "
            "installation set DJANGO_SETTINGS_MODULE=project.settings.production."
        )
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield " ".join(f"{message.msg} ({message.id})".split())
    if env_file.FILE.exists() and env_file.FILE.stat().st_mode & READABLE_BY_OTHERS:
        yield f"{env_file.FILE} holds secrets and others may read it. Run chmod 600 on it."


def stripe_is_whole(_question: Question) -> Iterator[str]:
    """Yield what is missing for payments, if Stripe is connected at all."""
    if not settings.STRIPE_KEY:
        return
    if not settings.STRIPE_WEBHOOK_SECRET:
        yield (
            "STRIPE_WEBHOOK_SECRET is not set, so payments are not heard of until the night. Add "
            "the webhook at Stripe and set its secret."
        )
    if settings.STRIPE_KEY.startswith(("sk_test_", "rk_test_")):
        yield "STRIPE_KEY is one to try things with: no money moves. Set the sk_live_ one."
    if settings.STRIPE_API_BASE:
        yield f"STRIPE_API_BASE sends payments to {settings.STRIPE_API_BASE}. Unset it."


def disk_has_room(_question: Question) -> Iterator[str]:
    """Yield each folder we write to that has less than a gigabyte left, or may not be written."""
    for folder in _folders():
        if not folder.exists():
            continue
        if not os.access(folder, os.W_OK):
            yield f"{folder} cannot be written by this user."
        if (free := shutil.disk_usage(folder).free) < LEAST_ROOM:
            yield f"{folder} has {free // 1_000_000:,} MB left. Make room: 1,000 MB at least."


def _folders() -> Iterator[Path]:
    yield Path(settings.STATIC_ROOT)
    database: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        yield Path(database["NAME"]).parent
