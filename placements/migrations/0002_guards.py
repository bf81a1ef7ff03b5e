"""Everything the database itself refuses, beside its constraints: see foundation/guards.py."""

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
DECIDED = ["graduate_id", "code", "since_on", "decided_on", "decided_by_id", "salary_pence"]
PERSON = ["full_name", "email", "headline", "about", "links", "location", "erased_on", "user_id"]


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial")]

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
            Guard(
                "consent_is_kept",
                "placements_consent",
                ["DELETE"],
                "EXISTS (SELECT 1 FROM placements_graduate g WHERE g.id = OLD.graduate_id)",
                "a consent is withdrawn, never deleted",
            ),
            Guard(
                "introduction_is_overtaken_by_its_own_graduates_hire",
                "placements_introduction",
                ["INSERT", "UPDATE"],
                "NEW.obsoleted_by_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM placements_hire h WHERE h.id = NEW.obsoleted_by_id"
                " AND h.graduate_id = NEW.graduate_id)",
                "the hire is of another graduate",
            ),
        ),
    ]
