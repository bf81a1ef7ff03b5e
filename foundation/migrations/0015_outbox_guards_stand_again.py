"""The guards of the outbox stand again, and a Message-ID is among what never changes."""

from django.db import migrations

from foundation.guards import Guard, any_changes, put_up

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
    dependencies = [("foundation", "0014_emails_keep_their_message_id")]

    operations = [put_up(stays_as_put(*FIXED, "message_id"), DONE_ONCE)]
