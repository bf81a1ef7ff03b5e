from django.db import migrations

from project.foundation.guards import Guard, put_up


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
        )
    ]
