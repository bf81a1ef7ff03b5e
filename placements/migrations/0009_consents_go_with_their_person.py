from django.db import migrations

from foundation.guards import Guard, put_up, take_down


class Migration(migrations.Migration):
    dependencies = [("placements", "0008_guard_shortlists_and_start_reports")]

    operations = [
        take_down(
            Guard(
                "consent_is_kept",
                "placements_consent",
                ["DELETE"],
                "TRUE",
                "a consent is withdrawn, never deleted",
            )
        ),
        # An import that is undone takes back people who were never ours to keep; with the person
        # goes the consent that the file claimed for them. History keeps that it was claimed.
        put_up(
            Guard(
                "consent_is_kept",
                "placements_consent",
                ["DELETE"],
                "EXISTS (SELECT 1 FROM placements_graduate g WHERE g.id = OLD.graduate_id)",
                "a consent is withdrawn, never deleted",
            )
        ),
    ]
