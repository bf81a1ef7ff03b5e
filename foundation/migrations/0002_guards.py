"""Everything the database itself refuses, beside its constraints: see foundation/guards.py."""

from django.db import migrations

from foundation.guards import Guard, any_changes, put_up

FACTS = ["at", '"on"', "by_id", "verb", "subject_type", "subject_id", "from_state", "to_state"]


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [
        put_up(
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
            Guard(
                "saved_searches_are_twenty_at_most",
                "foundation_savedsearch",
                ["INSERT"],
                "(SELECT count(*) FROM foundation_savedsearch s"
                " WHERE s.user_id = NEW.user_id AND s.page = NEW.page) >= 20",
                "twenty saved searches of one list are enough: forget one first",
            ),
            Guard(
                "reference_counter_goes_forward",
                "foundation_referencecounter",
                ["UPDATE"],
                "NEW.prefix ≠ OLD.prefix OR NEW.last_number < OLD.last_number",
                "a reference that was given out is not given out again",
            ),
        ),
    ]
