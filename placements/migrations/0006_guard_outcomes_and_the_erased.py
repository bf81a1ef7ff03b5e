from django.db import migrations

from foundation.guards import Guard, any_changes, put_up

DECIDED = ["graduate_id", "code", "since_on", "decided_on", "decided_by_id", "salary_pence"]
PERSON = ["full_name", "email", "headline", "about", "links", "location", "erased_on", "user_id"]


class Migration(migrations.Migration):
    dependencies = [("placements", "0005_cvs_outcomes_job_reports_monitoring_erasure")]

    operations = [
        put_up(
            Guard(
                "outcome_stays_as_decided",
                "placements_outcome",
                ["UPDATE"],
                f"{any_changes(*DECIDED)}"
                " OR (NEW.evidence ≠ OLD.evidence AND NEW.evidence <> 'Erased with the person.')",
                "an outcome stays as it was decided: note another one",
            ),
            Guard(
                "outcome_is_kept",
                "placements_outcome",
                ["DELETE"],
                "TRUE",
                "an outcome is corrected by a later one, never deleted",
            ),
            Guard(
                "outcome_excludes_on_day_one_only",
                "placements_outcome",
                ["INSERT"],
                "NEW.code = 'X' AND NOT EXISTS ("
                "SELECT 1 FROM placements_graduate g"
                " JOIN placements_cohort c ON c.id = g.cohort_id"
                " WHERE g.id = NEW.graduate_id AND c.start_on = NEW.decided_on)",
                "nobody is left out of the count after the first day of the course",
            ),
            Guard(
                "published_outcomes_are_frozen",
                "placements_publishedoutcomes",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was published stays as it was published",
            ),
            Guard(
                "graduate_erased_stays_erased",
                "placements_graduate",
                ["UPDATE"],
                "OLD.erased_on IS NOT NULL"
                f" AND ({any_changes(*PERSON)} OR NEW.visibility = 'published')",
                "this person asked to be forgotten",
            ),
            Guard(
                "erasure_stays_asked",
                "placements_erasurerequest",
                ["UPDATE"],
                f"OLD.done_on IS NOT NULL OR {any_changes('graduate_id', 'asked_on', 'due_on')}",
                "when somebody asked to be forgotten stays written",
            ),
            Guard(
                "erasure_is_kept",
                "placements_erasurerequest",
                ["DELETE"],
                "TRUE",
                "when somebody asked to be forgotten stays written",
            ),
        )
    ]
