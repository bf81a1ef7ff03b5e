from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("billing", "0009_write_offs")]

    operations = [
        put_up(
            Guard(
                "write_off_is_immutable",
                "billing_writeoff",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was written off comes back by another row",
            )
        )
    ]
