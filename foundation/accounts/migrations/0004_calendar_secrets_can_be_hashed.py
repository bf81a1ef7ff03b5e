"""Room for the hash of a calendar's secret, and for the day it was last used."""

from django.db import migrations, models

import foundation.accounts.models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_security_events")]

    operations = [
        migrations.AddField(
            "calendaraddress",
            "secret_sha256",
            models.CharField(max_length=64, unique=True, null=True),
        ),
        migrations.AddField("calendaraddress", "last_used_at", models.DateTimeField(null=True)),
        migrations.AlterField("calendaraddress", "made_at", models.DateTimeField()),
        migrations.AlterField(
            "calendaraddress",
            "secret",
            models.CharField(
                max_length=64,
                unique=True,
                null=True,
                default=foundation.accounts.models.new_secret,
            ),
        ),
    ]
