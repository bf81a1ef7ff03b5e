"""Hashes the secrets of calendar addresses; the addresses go on working."""

from hashlib import sha256
from secrets import token_urlsafe

from django.db import migrations


def hash_secrets(apps, _editor):
    for address in apps.get_model("accounts", "CalendarAddress").objects.all():
        address.secret_sha256 = sha256(address.secret.encode()).hexdigest()
        address.save(update_fields=["secret_sha256"])


def make_new_secrets(apps, _editor):
    """A hash gives no secret back, so the way back gives each address a new one."""
    for address in apps.get_model("accounts", "CalendarAddress").objects.all():
        address.secret = token_urlsafe(32)
        address.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_calendar_secrets_can_be_hashed")]

    operations = [migrations.RunPython(hash_secrets, make_new_secrets)]
