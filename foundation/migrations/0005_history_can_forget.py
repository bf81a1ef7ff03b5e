from django.db import migrations

from foundation.guards import Guard, any_changes, put_up, take_down

FACTS = ["at", '"on"', "by_id", "verb", "subject_type", "subject_id", "from_state", "to_state"]


class Migration(migrations.Migration):
    dependencies = [("foundation", "0004_guard_outbox")]

    operations = [
        take_down(
            Guard(
                "history_is_append_only",
                "foundation_historyentry",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was done stays written",
            )
        ),
        put_up(
            Guard(
                "history_stays_written",
                "foundation_historyentry",
                ["DELETE"],
                "TRUE",
                "what was done stays written",
            ),
            # The detail may be emptied, when a person whom it names asked to be forgotten.
            Guard(
                "history_is_append_only",
                "foundation_historyentry",
                ["UPDATE"],
                f"{any_changes(*FACTS)} OR (NEW.detail ≠ OLD.detail AND NEW.detail <> '{{}}')",
                "what was done stays written",
            ),
        ),
    ]
