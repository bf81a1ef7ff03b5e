"""Everything the database itself refuses, beside its constraints: see foundation/guards.py."""

from django.db import migrations

from foundation.guards import Guard, put_up, run_on

OVERLAP = """EXISTS (
    SELECT 1 FROM employers_terms other
    WHERE other.employer_id = NEW.employer_id AND other.id <> NEW.id
      AND other.effective_from <= COALESCE(NEW.effective_to, '9999-12-31')
      AND COALESCE(other.effective_to, '9999-12-31') >= NEW.effective_from)"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial")]

    operations = [
        run_on(
            "postgresql",
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            "SELECT 1",
        ),
        # Two transactions that do not see each other could both pass a trigger on PostgreSQL,
        # so there the rule is an exclusion constraint; SQLite has one writer at a time.
        run_on(
            "postgresql",
            "ALTER TABLE employers_terms ADD CONSTRAINT terms_never_overlap EXCLUDE USING gist"
            " (employer_id WITH =, daterange(effective_from, effective_to, '[]') WITH &&)",
            "ALTER TABLE employers_terms DROP CONSTRAINT terms_never_overlap",
        ),
        put_up(
            Guard(
                "terms_never_overlap",
                "employers_terms",
                ["INSERT", "UPDATE"],
                OVERLAP.replace("other.id <> NEW.id", "other.id <> COALESCE(NEW.id, -1)"),
                "another version of these terms is in force on one of these days",
            ),
            Guard(
                "terms_document_is_kept",
                "employers_termsdocument",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was accepted stays as it was read",
            ),
        ),
    ]
