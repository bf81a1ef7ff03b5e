from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_outbox")]

    operations = [
        put_up(
            Guard(
                "outbox_row_stays_as_put",
                "foundation_outboxrow",
                ["UPDATE"],
                any_changes("kind", "lane", "subject_type", "subject_id", "key", "created_at"),
                "a row says for ever what was decided",
            ),
            Guard(
                "outbox_row_is_done_once",
                "foundation_outboxrow",
                ["UPDATE"],
                "OLD.state IN ('done', 'dropped') AND (NEW.state ≠ OLD.state"
                " OR NEW.attempts ≠ OLD.attempts OR NEW.done_at ≠ OLD.done_at)",
                "what is done is not done again",
            ),
        )
    ]
