"""Writes: known fields only, one transaction, their history, and refusals that name the fault."""

import pytest

from employers.models import Employer
from foundation import history
from tests.factories.employers import ContactFactory, EmployerFactory, TermsFactory

EMPLOYERS, CONTACTS, TERMS = "/api/v1/employers/", "/api/v1/contacts/", "/api/v1/terms/"


def faults(answer) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    return {fault["attr"]: fault["code"] for fault in answer.json()["errors"]}


def test_a_new_row_answers_201_with_all_its_fields(staff_api):
    answer = staff_api.post(EMPLOYERS, {"name": "  Ember Ltd "}, format="json")

    assert answer.status_code == 201
    assert answer.json()["name"] == "Ember Ltd"
    assert answer.json()["reference"].startswith("EMP-")
    assert answer.json()["created_at"].endswith("Z")


def test_a_reference_that_is_given_is_kept(staff_api):
    answer = staff_api.post(EMPLOYERS, {"name": "Ember", "reference": "EMB"}, format="json")

    assert answer.json()["reference"] == "EMB"


def test_a_new_row_begins_its_history(staff_api, staff):
    made = staff_api.post(EMPLOYERS, {"name": "Ember"}, format="json").json()

    entry = history.of(Employer.objects.get(pk=made["id"])).get()
    assert (entry.verb, entry.by) == ("created", staff)


def test_an_edit_records_what_changed_from_and_to(staff_api, employer):
    changes = {"on_stop": True, "name": employer.name}
    staff_api.patch(f"{EMPLOYERS}{employer.pk}/", changes, format="json")

    entry = history.of(employer).get()
    assert (entry.verb, entry.detail) == ("edited", {"changes": {"on_stop": [False, True]}})


def test_an_edit_that_changes_nothing_leaves_no_history(staff_api, employer):
    answer = staff_api.patch(f"{EMPLOYERS}{employer.pk}/", {"name": employer.name}, format="json")

    assert answer.status_code == 200
    assert not history.of(employer).exists()


def test_unknown_and_read_only_fields_are_refused_together_with_the_other_faults(staff_api):
    body = {"naem": "Ember", "id": 7, "kind": "firm"}

    assert faults(staff_api.post(EMPLOYERS, body, format="json")) == {
        "naem": "unknown_field",
        "id": "read_only",
        "kind": "invalid_choice",
        "name": "required",
    }


@pytest.mark.parametrize("wrong", ["1", True, 1.0, 0, -1, 2**63, 2**200, None, [1], {"id": 1}])
def test_what_is_no_id_is_refused(staff_api, employer, wrong):
    answer = staff_api.post(
        CONTACTS, {"employer": wrong, "full_name": "A", "email": "a@example.com"}, format="json"
    )

    assert list(faults(answer)) == ["employer"]


def test_somebody_else_s_id_answers_as_one_that_is_not_there(employer_api, employer):
    theirs = EmployerFactory()
    role = {"title": "Developer"}
    answers = [
        employer_api.post("/api/v1/hiring-requests/", {**role, "employer": pk}, format="json")
        for pk in (theirs.pk, 10**15)
    ]

    assert [faults(answer) for answer in answers] == [{"employer": "does_not_exist"}] * 2
    one, other = (answer.json()["errors"][0]["detail"] for answer in answers)
    assert one.replace(str(theirs.pk), "") == other.replace(str(10**15), "")


@pytest.mark.parametrize("text", ["abc", "0", "-1", "１", "1e3", "9" * 40, "%00", "1.0"])
def test_what_cannot_be_an_id_in_a_path_is_404(staff_api, text):
    answer = staff_api.get(f"{EMPLOYERS}{text}/")

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_found"


def test_rows_are_neither_replaced_nor_deleted(staff_api, employer):
    assert staff_api.delete(f"{EMPLOYERS}{employer.pk}/").status_code == 405
    assert staff_api.put(f"{EMPLOYERS}{employer.pk}/", {}, format="json").status_code == 405
    assert staff_api.options(EMPLOYERS).status_code == 405


def test_another_content_type_is_415(staff_api):
    answer = staff_api.post(
        EMPLOYERS, "name=Ember", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 415


def test_a_body_above_the_limit_is_413(staff_api):
    answer = staff_api.post(EMPLOYERS, b" " * 3_000_000, content_type="application/json")

    assert answer.status_code == 413


# What the database refuses


def test_a_name_that_differs_in_case_only_is_a_conflict(staff_api):
    EmployerFactory(name="Ember Ltd")
    answer = staff_api.post(EMPLOYERS, {"name": "EMBER LTD"}, format="json")

    assert answer.status_code == 409
    assert answer.json() == {
        "code": "employer_name_once_whatever_its_case",
        "detail": "The records refuse this: employer name once whatever its case.",
    }


def test_a_unique_column_names_its_field(staff_api, employer):
    body = {"name": "Another", "reference": employer.reference}

    assert faults(staff_api.post(EMPLOYERS, body, format="json")) == {"reference": "unique"}


def test_terms_that_overlap_are_a_conflict(staff_api):
    terms = TermsFactory(effective_from="2017-01-01")
    body = {
        "employer": terms.employer_id,
        "effective_from": "2018-01-01",
        "fee_basis": "percentage",
        "rate": "0.15",
    }
    answer = staff_api.post(TERMS, body, format="json")

    assert answer.status_code == 409
    assert set(answer.json()) == {"code", "detail"}


def test_a_refused_write_leaves_nothing(staff_api, employer):
    contact = ContactFactory(employer=employer)
    before = Employer.objects.count()
    body = {"employer": employer.pk, "full_name": "Same", "email": contact.email.upper()}

    assert staff_api.post(CONTACTS, body, format="json").status_code == 409
    assert (Employer.objects.count(), employer.contacts.count()) == (before, 1)


# Fee terms


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rate": None}, "rate"),
        ({"rate": "15%"}, "rate"),
        ({"fixed_pence": 100}, "fixed_pence"),
        ({"discount_rate": "0.5"}, "discount_reason"),
        ({"minimum_pence": 2, "maximum_pence": 1}, "minimum_pence"),
        ({"instalments": [{"weight": 0}]}, "instalments.0.weight"),
        ({"instalments": [{"weight": 1, "day": 1}]}, "instalments.0.day"),
        ({"rebate": {"unit": "weeks", "mode": "linear"}}, "rebate.length"),
        (
            {
                "rebate": {
                    "unit": "weeks",
                    "mode": "steps",
                    "steps": [{"through": 4, "share": "1"}, {"through": 2, "share": "0.5"}],
                }
            },
            "rebate.steps.1.through",
        ),
        ({"effective_to": "2014-01-01"}, "effective_to"),
        ({"accepted_on": "2015-01-01"}, "accepted_by"),
    ],
)
def test_terms_that_contradict_themselves_are_refused_by_their_field(
    staff_api, employer, changes, field
):
    body = {
        "employer": employer.pk,
        "effective_from": "2015-01-01",
        "fee_basis": "percentage",
        "rate": "0.15",
        **changes,
    }

    assert list(faults(staff_api.post(TERMS, body, format="json"))) == [field]


def test_terms_come_back_as_they_were_sent(staff_api, employer):
    fee = {
        "fee_basis": "bands_whole",
        "rate": None,
        "fixed_pence": None,
        "bands": [{"from_pence": 0, "rate": "0.15"}, {"from_pence": 2500000, "rate": "0.2"}],
        "discount_rate": "0.1",
        "discount_reason": "alumni-run firm",
        "minimum_pence": 200000,
        "maximum_pence": None,
        "fixed_term": {"short_months": 6, "short_share": "0.5"},
        "payment_days": 14,
        "payment_from": "invoice",
        "instalments": [{"weight": 60, "days_after": 0}, {"weight": 40, "days_after": 30}],
        "introduction_months": 6,
    }
    body = {"employer": employer.pk, "effective_from": "2018-01-01", "effective_to": None, **fee}
    made = staff_api.post(TERMS, body, format="json").json()

    assert {name: made[name] for name in fee} == fee


def test_an_edit_of_terms_is_judged_with_what_it_leaves_alone(staff_api):
    terms = TermsFactory(rate="0.15")
    address = f"{TERMS}{terms.pk}/"

    assert staff_api.patch(address, {"rate": "0.2"}, format="json").json()["rate"] == "0.2"
    assert faults(staff_api.patch(address, {"fee_basis": "fixed"}, format="json")) == {
        "fixed_pence": "invalid"
    }
