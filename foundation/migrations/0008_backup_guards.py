"""A record of a backup stays as it was written."""

from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0007_backup_records")]

    operations = [
        put_up(
            Guard(
                "backup_record_stays",
                "foundation_backuprecord",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was backed up, tried or restored stays written",
            )
        ),
    ]
