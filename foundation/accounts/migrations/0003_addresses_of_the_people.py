"""Each person's address, in the list allauth keeps. Verified: they have signed in by what we sent."""

from django.db import migrations


def list_addresses(apps, schema_editor):
    addresses = apps.get_model("account", "EmailAddress").objects
    for user in apps.get_model("accounts", "User").objects.all():
        addresses.get_or_create(
            user_id=user.pk, email=user.email, defaults={"verified": True, "primary": True}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_notification_choices_and_calendar_addresses"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(list_addresses, migrations.RunPython.noop)]
