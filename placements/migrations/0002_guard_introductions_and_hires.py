from django.db import migrations

from foundation.guards import Guard, any_changes, put_up

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
    "document_sha256",
    "needs_approval",
    "approved_on",
]
CLAIM_FIELDS = [
    "graduate_id",
    "employer_id",
    "introduction_id",
    "late_conversion_of_id",
    "terms_id",
    "fee_due",
    "start_on",
    "salary_pence",
    "fte",
    "contract",
    "months",
    "agreed_on",
]
SENT_FIELDS = ["graduate_id", "employer_id", "terms_id", "sent_on", "valid_until", "willing_on"]


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
                f"OLD.sent_on IS NOT NULL AND {any_changes(*SENT_FIELDS)}",
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
                f"{TERMS_USED} AND {any_changes(*TERMS_FIELDS)}",
                "somebody was introduced under these terms: end them and agree new ones",
            ),
            Guard(
                "terms_end_after_their_introductions",
                "employers_terms",
                ["UPDATE"],
                "NEW.effective_to IS NOT NULL AND EXISTS ("
                "SELECT 1 FROM placements_introduction i"
                " WHERE i.terms_id = NEW.id AND i.sent_on > NEW.effective_to)",
                "somebody was introduced under these terms after that day",
            ),
            Guard(
                "introduction_under_terms_in_force",
                "placements_introduction",
                ["INSERT", "UPDATE"],
                "NEW.terms_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM employers_terms t WHERE t.id = NEW.terms_id"
                " AND t.employer_id = NEW.employer_id AND t.accepted_on <= NEW.sent_on"
                " AND (NOT t.needs_approval OR t.approved_on <= NEW.sent_on)"
                " AND t.effective_from <= NEW.sent_on"
                " AND (t.effective_to IS NULL OR t.effective_to >= NEW.sent_on))",
                "these are not the terms the employer had accepted for that day",
            ),
            Guard(
                "hire_under_the_terms_of_its_introduction",
                "placements_hire",
                ["INSERT", "UPDATE"],
                "NEW.terms_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM placements_introduction i WHERE i.terms_id = NEW.terms_id"
                " AND i.id IN (NEW.introduction_id, NEW.late_conversion_of_id))",
                "these are not the terms of the introduction",
            ),
            Guard(
                "hire_started_is_fixed",
                "placements_hire",
                ["UPDATE"],
                f"OLD.state <> 'agreed' AND {any_changes(*CLAIM_FIELDS)}",
                "the fee was worked out from these facts",
            ),
            Guard(
                "hire_stays",
                "placements_hire",
                ["DELETE"],
                "TRUE",
                "a hire ends or falls through, it is never deleted",
            ),
            Guard(
                "consent_stays_as_given",
                "placements_consent",
                ["UPDATE"],
                "OLD.withdrawn_on IS NOT NULL OR NEW.graduate_id ≠ OLD.graduate_id"
                " OR NEW.given_on ≠ OLD.given_on",
                "a consent is withdrawn once and otherwise stays as it was given",
            ),
            Guard(
                "consent_is_kept",
                "placements_consent",
                ["DELETE"],
                "TRUE",
                "a consent is withdrawn, never deleted",
            ),
        )
    ]
