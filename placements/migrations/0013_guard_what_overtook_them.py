from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("placements", "0012_followups_and_what_overtook_them")]

    operations = [
        put_up(
            Guard(
                "introduction_is_overtaken_by_its_own_graduates_hire",
                "placements_introduction",
                ["INSERT", "UPDATE"],
                "NEW.obsoleted_by_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM placements_hire h WHERE h.id = NEW.obsoleted_by_id"
                " AND h.graduate_id = NEW.graduate_id)",
                "the hire is of another graduate",
            )
        )
    ]
