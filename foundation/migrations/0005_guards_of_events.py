"""An event keeps its place in the feed: a reader who has passed it would never hear of it again."""

from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0004_events_and_webhooks")]

    operations = [
        put_up(
            Guard(
                "event_keeps_its_position",
                "foundation_historyentry",
                ["UPDATE"],
                "OLD.position IS NOT NULL AND " + any_changes("position", "placed_at"),
                "an event keeps its place in the feed",
            ),
        ),
    ]
