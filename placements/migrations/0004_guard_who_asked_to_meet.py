from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


class Migration(migrations.Migration):
    dependencies = [("placements", "0003_who_asked_to_meet")]

    operations = [
        put_up(
            Guard(
                "introduction_is_asked_for_by_its_own_employer",
                "placements_introduction",
                ["INSERT", "UPDATE"],
                "((NEW.asked_by_id IS NULL) <> (NEW.asked_on IS NULL))"
                " OR (NEW.asked_by_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM employers_contact c WHERE c.id = NEW.asked_by_id"
                " AND c.employer_id = NEW.employer_id))",
                "who asked to meet is a contact of the same employer, on a day",
            ),
            Guard(
                "introduction_asked_for_is_evidence",
                "placements_introduction",
                ["UPDATE"],
                f"OLD.asked_on IS NOT NULL AND {any_changes('asked_by_id', 'asked_on')}",
                "who asked to meet, and when, stays",
            ),
        )
    ]
