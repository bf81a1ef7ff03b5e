from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("foundation", "0007_saved_searches")]

    operations = [
        put_up(
            Guard(
                "saved_searches_are_twenty_at_most",
                "foundation_savedsearch",
                ["INSERT"],
                "(SELECT count(*) FROM foundation_savedsearch s"
                " WHERE s.user_id = NEW.user_id AND s.page = NEW.page) >= 20",
                "twenty saved searches of one list are enough: forget one first",
            )
        )
    ]
