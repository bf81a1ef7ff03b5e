from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


class Migration(migrations.Migration):
    dependencies = [("placements", "0007_shortlists_start_reports_part_time")]

    operations = [
        put_up(
            Guard(
                "shortlisted_by_a_contact_of_the_employer",
                "placements_shortlisted",
                ["INSERT", "UPDATE"],
                "NEW.by_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM employers_contact c WHERE c.id = NEW.by_id"
                " AND c.employer_id = NEW.employer_id)",
                "a shortlist is kept by the contacts of its own employer",
            ),
            Guard(
                "start_report_comes_from_its_employer",
                "placements_startreport",
                ["INSERT"],
                "NOT EXISTS (SELECT 1 FROM employers_contact c, placements_introduction i"
                " WHERE c.id = NEW.reported_by_id AND i.id = NEW.introduction_id"
                " AND c.employer_id = i.employer_id AND i.sent_on IS NOT NULL)",
                "a start is reported by a contact of the employer we introduced somebody to",
            ),
            Guard(
                "start_report_is_evidence",
                "placements_startreport",
                ["UPDATE"],
                "OLD.settled_on IS NOT NULL OR "
                + any_changes(
                    "introduction_id", "start_on", "salary_pence", "reported_by_id", "reported_on"
                ),
                "what an employer reported stays as it was said",
            ),
        )
    ]
