from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0009_reference_counters")]

    operations = [
        put_up(
            Guard(
                "reference_counter_goes_forward",
                "foundation_referencecounter",
                ["UPDATE"],
                "NEW.prefix ≠ OLD.prefix OR NEW.last_number < OLD.last_number",
                "a reference that was given out is not given out again",
            )
        )
    ]
