from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_reference_rates_to_2026")]

    operations = [
        put_up(
            Guard(
                "late_charge_is_immutable",
                "billing_latecharge",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was charged stays charged",
            )
        )
    ]
