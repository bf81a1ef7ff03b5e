"""The chain is only ever added to, each seal behind the one before: see foundation/guards.py."""

from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0009_seals_of_records")]

    operations = [
        put_up(
            Guard(
                "seal_stays",
                "foundation_seal",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was sealed stays sealed",
            ),
            Guard(
                "seal_follows_the_one_before",
                "foundation_seal",
                ["INSERT"],
                "(NEW.position > 1 AND NOT EXISTS (SELECT 1 FROM foundation_seal s"
                " WHERE s.position = NEW.position - 1 AND s.digest = NEW.previous))",
                "a seal is added at the end of the chain",
            ),
        ),
    ]
