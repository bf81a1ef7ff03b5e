"""The fields of every noun, as promised to clients, and what each role reads of them."""

import pytest

from tests.project.api.world import ROLES

PROMISED = {
    "cohorts": "name campus programme start_on end_on places state",
    "graduates": "reference full_name email cohort headline about skills location available_from "
    "job_search links identity_seen_on visibility",
    "portfolio-projects": "title client cohort summary skills repository_url live_url team "
    "picture picture_alt",
    "employers": "reference name kind group company_number vat_treatment vat_number billing_name "
    "billing_email billing_address on_stop",
    "contacts": "employer full_name email role",
    "terms": "employer effective_from effective_to fee_basis rate fixed_pence bands discount_rate "
    "discount_reason minimum_pence maximum_pence fixed_term payment_days payment_from instalments "
    "rebate introduction_months accepted_on accepted_by acceptance",
    "hiring-requests": "employer title openings salary_from_pence salary_to_pence skills location "
    "contract state",
    "introductions": "graduate employer hiring_request contact willing_on state sent_on "
    "valid_until interview_at history",
    "hires": "introduction graduate employer no_introduction_reason start_on salary_pence fte "
    "contract months agreed_on state fee",
    "fees": "hire terms net_pence vat_pence gross_pence working invoiced_pence secured_pence "
    "at_risk_pence",
    "invoices": "number state employer issued_on due_on tax_point lines net_pence vat_pence "
    "gross_pence paid_pence credited_pence outstanding_pence purchase_order",
    "credit-notes": "number invoice net_pence vat_pence gross_pence",
    "payments": "invoice amount_pence received_on method reference",
    "bank-lines": "booked_on amount_pence payer reference description state proposal payments",
    "bank-statements": "file_name sha256 account from_on to_on opening_pence closing_pence",
    "kept-credits": "employer credit_note kept_on amount_pence left_pence",
    "rebates": "hire share net_pence working barred state",
    "approvals": "kind subject asked_by reason state",
}
# What nobody but the office reads, though the row is theirs to see.
WITHHELD = {"hires": {"fee", "fee_due", "fee_note"}, "invoices": {"fee"}}


@pytest.mark.parametrize("noun", PROMISED)
def test_a_noun_has_the_fields_that_were_promised(client_of, world, noun):
    row = client_of(world.people["admin"]).get(f"/api/v1/{noun}/{world.ids[noun]}/").json()

    assert {"id", *PROMISED[noun].split()} - set(row) == set()


@pytest.mark.parametrize("noun", PROMISED)
def test_every_role_reads_the_same_fields_but_for_what_is_withheld(client_of, world, noun):
    path = f"/api/v1/{noun}/{world.ids[noun]}/"
    whole = client_of(world.people["admin"]).get(path).json()
    for role in ROLES[1:]:
        answer = client_of(world.people[role]).get(path)
        if answer.status_code != 200:
            continue
        row = answer.json()
        assert set(row) == set(whole)
        withheld = {name for name in row if row[name] is None and whole[name] is not None}
        if noun in WITHHELD and role in ("graduate", "employer"):
            assert withheld == WITHHELD[noun]
        elif (noun, role) == ("graduates", "other"):
            assert withheld == {"full_name", "email", "links", "identity_seen_on"}
        else:
            assert withheld == set()


def test_the_history_of_an_introduction_is_its_moves(client_of, world):
    path = f"/api/v1/introductions/{world.ids['introductions']}/"
    history = client_of(world.people["employer"]).get(path).json()["history"]

    assert [entry["to_state"] for entry in history][-1] == "hired"
    assert set(history[0]) == {"at", "on", "verb", "by", "from_state", "to_state"}
