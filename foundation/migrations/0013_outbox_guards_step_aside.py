"""SQLite builds the table of the outbox anew, and its guards would go with the old one."""

from django.db import migrations

from foundation.guards import Guard, any_changes, take_down

FIXED = ("kind", "lane", "subject_type", "subject_id", "key", "created_at")


def stays_as_put(*columns):
    return Guard(
        "outbox_row_stays_as_put",
        "foundation_outboxrow",
        ["UPDATE"],
        any_changes(*columns),
        "a row says for ever what was decided",
    )


DONE_ONCE = Guard(
    "outbox_row_is_done_once",
    "foundation_outboxrow",
    ["UPDATE"],
    "OLD.state IN ('done', 'dropped') AND (NEW.state ≠ OLD.state"
    " OR NEW.attempts ≠ OLD.attempts OR NEW.done_at ≠ OLD.done_at)",
    "what is done is not done again",
)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0012_limit_uses")]

    operations = [take_down(stays_as_put(*FIXED), DONE_ONCE)]
