"""Late charges through the API: read, paid, waived, and their document."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from foundation import approvals
from foundation.models import Approval
from tests.factories.billing import LateChargeFactory
from tests.factories.employers import ContactFactory

API = "/api/v1/late-charges/"


@pytest.fixture
def charge(on_day):
    on_day(date(2018, 12, 10))
    return LateChargeFactory()


def test_a_contact_reads_the_charges_of_their_employer_and_no_others(
    client_of, other_employer_api, charge
):
    theirs = client_of(ContactFactory(employer=charge.invoice.employer, signs_in=True).user)

    assert [row["id"] for row in theirs.get(API).json()["results"]] == [charge.pk]
    assert other_employer_api.get(API).json()["results"] == []
    assert other_employer_api.get(f"{API}{charge.pk}/pdf/").status_code == 404


def test_finance_records_what_comes_in_for_it(finance_api, charge):
    paid = {"amount_pence": 5_00, "received_on": "2018-12-10", "method": "bank_transfer"}

    answer = finance_api.post(f"{API}{charge.pk}/pay/", paid, format="json")

    assert answer.status_code == 201
    payment = finance_api.get(f"{API}{charge.pk}/").json()
    assert payment["outstanding_pence"] == charge.total_pence - 5_00


def test_more_than_was_charged_is_refused_with_a_sentence(finance_api, charge):
    paid = {
        "amount_pence": charge.total_pence + 1,
        "received_on": "2018-12-10",
        "method": "card",
    }

    answer = finance_api.post(f"{API}{charge.pk}/pay/", paid, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "more_than_charged")


def test_giving_it_up_is_requested_and_decided_by_another(finance_api, admin, charge):
    response = finance_api.post(
        f"{API}{charge.pk}/waive/", {"reason": "A good customer"}, format="json"
    )

    assert (response.status_code, response.json()["kind"]) == (202, "late_charge_waiver")
    approvals.approve(Approval.objects.get().pk, by=admin, on=date(2018, 12, 10))
    assert finance_api.get(f"{API}{charge.pk}/").json()["outstanding_pence"] == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_questions_for_one_as_for_three(
    finance_api, django_assert_num_queries, on_day, rows
):
    on_day(date(2018, 12, 10))
    LateChargeFactory.create_batch(rows)

    with django_assert_num_queries(2):
        assert len(finance_api.get(API).json()["results"]) == rows


def test_its_document_states_the_sum_and_how_it_was_worked_out(finance_api, charge):
    pdf = finance_api.get(f"{API}{charge.pk}/pdf/")

    words = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "Late payment charge" in words
    assert f"{charge.invoice.number}-L" in words
    for line in charge.working:
        assert line.replace(" %", "%") in words.replace("\n", " ")
    assert "No VAT is due" in words
    again = finance_api.get(f"{API}{charge.pk}/pdf/")
    assert again.content == pdf.content
