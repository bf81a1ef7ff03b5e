from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_reminders_disputes_promises")]

    operations = [
        put_up(
            Guard(
                "reminder_is_immutable",
                "billing_reminder",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was sent stays as it was sent",
            ),
            Guard(
                "promise_is_immutable",
                "billing_promisetopay",
                ["UPDATE", "DELETE"],
                "TRUE",
                "a promise was made: write the new one down beside it",
            ),
            Guard(
                "dispute_is_kept",
                "billing_dispute",
                ["DELETE"],
                "TRUE",
                "a dispute is settled, and not deleted",
            ),
            Guard(
                "dispute_is_settled_once",
                "billing_dispute",
                ["UPDATE"],
                "OLD.closed_on IS NOT NULL OR " + any_changes("invoice_id", "opened_on", "reason"),
                "only an open dispute changes, and only by its outcome",
            ),
        )
    ]
