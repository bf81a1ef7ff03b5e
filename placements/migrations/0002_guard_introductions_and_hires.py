from django.db import migrations

from project.foundation.guards import Guard, put_up

TERMS_USED = """(
    EXISTS (SELECT 1 FROM placements_introduction i WHERE i.terms_id = OLD.id)
    OR EXISTS (SELECT 1 FROM placements_hire h WHERE h.terms_id = OLD.id))"""
TERMS_FIELDS = [
    "employer_id",
    "effective_from",
    "fee_basis",
    "rate",
    "fixed_pence",
    "bands",
    "discount_rate",
    "discount_reason",
    "minimum_pence",
    "maximum_pence",
    "fixed_term",
    "payment_days",
    "payment_from",
    "instalments",
    "rebate",
    "introduction_months",
    "accepted_on",
    "accepted_by",
    "acceptance",
]
SENT_FIELDS = ["graduate_id", "employer_id", "terms_id", "sent_on", "valid_until", "willing_on"]


def any_changes(fields: list[str]) -> str:
    return "(" + " OR ".join(f"NEW.{field} ≠ OLD.{field}" for field in fields) + ")"


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0001_graduates_introductions_hires"),
        ("employers", "0002_guard_terms_against_overlap"),
    ]

    operations = [
        put_up(
            Guard(
                "hire_cites_its_own_pair",
                "placements_hire",
                ["INSERT", "UPDATE"],
                "(NEW.introduction_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM placements_introduction i WHERE i.id = NEW.introduction_id"
                " AND i.graduate_id = NEW.graduate_id AND i.employer_id = NEW.employer_id))"
                " OR (NEW.late_conversion_of_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM placements_introduction i WHERE i.id = NEW.late_conversion_of_id"
                " AND i.graduate_id = NEW.graduate_id))",
                "the introduction is of another graduate or another employer",
            ),
            Guard(
                "introduction_sent_is_evidence",
                "placements_introduction",
                ["UPDATE"],
                f"OLD.sent_on IS NOT NULL AND {any_changes(SENT_FIELDS)}",
                "whom we introduced to whom, when and on what terms stays as it was sent",
            ),
            Guard(
                "introduction_sent_stays",
                "placements_introduction",
                ["DELETE"],
                "OLD.sent_on IS NOT NULL",
                "an introduction that was sent is never deleted",
            ),
            Guard(
                "terms_in_use_are_fixed",
                "employers_terms",
                ["UPDATE"],
                f"{TERMS_USED} AND {any_changes(TERMS_FIELDS)}",
                "somebody was introduced under these terms: end them and agree new ones",
            ),
        )
    ]
