from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_history_numbers_approvals")]

    operations = [
        put_up(
            Guard(
                "history_is_append_only",
                "foundation_historyentry",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was done stays written",
            ),
            Guard(
                "number_series_moves_by_one",
                "foundation_numberseries",
                ["UPDATE"],
                "NEW.code ≠ OLD.code OR NEW.last_number ≠ OLD.last_number + 1"
                " OR (OLD.last_on IS NOT NULL AND NEW.last_on ≠ OLD.last_on"
                " AND (NEW.last_on IS NULL OR NEW.last_on < OLD.last_on))",
                "a counter moves by one, and never back in time",
            ),
            Guard(
                "number_series_stays",
                "foundation_numberseries",
                ["DELETE"],
                "TRUE",
                "a number series is never deleted",
            ),
            Guard(
                "approval_stays_as_asked_and_decided",
                "foundation_approval",
                ["UPDATE"],
                "OLD.state <> 'asked' OR "
                + any_changes(
                    "kind",
                    "subject_type",
                    "subject_id",
                    "reason",
                    "detail",
                    "asked_by_id",
                    "asked_on",
                ),
                "what was asked stays as it was asked, and a decision is made once",
            ),
            Guard(
                "approval_is_kept",
                "foundation_approval",
                ["DELETE"],
                "TRUE",
                "what two people decided stays written",
            ),
        )
    ]
