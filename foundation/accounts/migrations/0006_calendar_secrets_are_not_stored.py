"""Only the hash of a calendar's secret stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_hash_calendar_secrets")]

    operations = [
        migrations.AlterField(
            "calendaraddress",
            "secret_sha256",
            models.CharField(max_length=64, unique=True),
        ),
        migrations.RemoveField("calendaraddress", "secret"),
    ]
