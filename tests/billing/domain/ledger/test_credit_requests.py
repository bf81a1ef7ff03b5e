"""A full credit, and one above the limit, take two people, at every door."""

from datetime import date

import pytest

from billing.domain.ledger import credit_notes, credit_requests
from billing.domain.ledger.credit_notes import MOST_ALONE_PENCE, Credit
from billing.models import CreditNote, Invoice
from foundation import approvals, history
from foundation.models import Approval
from tests.factories.billing import InvoiceFactory

pytestmark = pytest.mark.django_db
ON, NEXT_DAY = date(2018, 11, 19), date(2018, 11, 20)
WHY = "Agreed with the employer"


@pytest.fixture
def invoice() -> Invoice:
    """£4,800.00 and £960.00 VAT, issued."""
    return InvoiceFactory(issued=True)


@pytest.fixture
def ask(finance_officer):
    def issue_or_ask(invoice: Invoice, net_pence: int, remedy: str = "credit"):
        wanted = Credit(net_pence, WHY, remedy)
        return credit_requests.issue_or_ask(invoice.pk, wanted, by=finance_officer, on=ON)

    return issue_or_ask


def test_up_to_the_limit_one_person_credits(ask, invoice):
    assert isinstance(ask(invoice, MOST_ALONE_PENCE), CreditNote)


@pytest.mark.parametrize("net_pence", [MOST_ALONE_PENCE + 1, 4_800_00])
def test_above_it_and_in_full_a_second_person_decides(
    ask, invoice, net_pence, finance_officer, admin
):
    request = ask(invoice, net_pence)

    assert isinstance(request, Approval)
    assert request.detail == {"net_pence": net_pence, "remedy": "credit"}
    assert not invoice.credit_notes.exists()
    with pytest.raises(approvals.SamePerson):
        approvals.approve(request.pk, by=finance_officer, on=ON)
    approvals.approve(request.pk, by=admin, on=NEXT_DAY)

    note = invoice.credit_notes.get()
    assert (note.net_pence, note.reason, note.issued_on) == (net_pence, WHY, NEXT_DAY)
    assert history.of(note).get().detail["approval"] == request.pk


def test_small_credits_add_up(ask, invoice):
    ask(invoice, 2_000_00)

    assert isinstance(ask(invoice, 500_00), CreditNote)
    assert isinstance(ask(invoice, 1), Approval)


def test_the_rest_of_an_invoice_is_a_full_credit_however_small(ask):
    terms = "fee__hire__introduction__terms__"
    small = InvoiceFactory(issued=True, **{f"{terms}fixed": True, f"{terms}fixed_pence": 300_00})

    assert isinstance(ask(small, 299_00), CreditNote)
    assert isinstance(ask(small, 1_00), Approval)


def test_no_way_round_by_the_verb_itself(invoice, finance_officer):
    with pytest.raises(approvals.NeedsTwoPeople, match="takes two people") as refusal:
        credit_notes.credit(invoice.pk, Credit(4_800_00, WHY), by=finance_officer, on=ON)

    assert refusal.value.code == "needs_two_people"
    assert not invoice.credit_notes.exists()


def test_what_cannot_be_credited_is_refused_when_it_is_asked_for(ask):
    part_paid = InvoiceFactory(part_paid=True)

    with pytest.raises(credit_notes.MoreThanUnpaid):
        ask(part_paid, 4_800_00, "offset")
    assert not Approval.objects.exists()


def test_the_api_answers_202_with_its_approval(finance_api, admin_api, invoice):
    path = f"/api/v1/invoices/{invoice.pk}/credit/"

    small = finance_api.post(path, {"net_pence": 100, "reason": WHY}, format="json")
    full = finance_api.post(path, {"net_pence": 4_799_00, "reason": WHY}, format="json")

    assert (small.status_code, full.status_code) == (201, 202)
    waits = full.json()
    assert (waits["kind"], waits["state"]) == ("invoice_credit", "asked")
    again = finance_api.post(path, {"net_pence": 4_799_00, "reason": WHY}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_asked")
    assert admin_api.post(f"/api/v1/approvals/{waits['id']}/approve/").status_code == 200
    assert invoice.credit_notes.count() == 2


def test_the_page_says_that_it_waits_and_the_list_of_approvals_says_for_what(
    client, finance_officer, admin, invoice
):
    client.force_login(finance_officer)
    form_data = {"net_pence": "£4,800.00", "reason": WHY, "remedy": "credit"}

    page = client.post(f"/invoices/{invoice.pk}/credit/", form_data, follow=True).text

    assert "Approval requested." in page
    client.force_login(admin)
    assert "Credit much or all of an invoice: £4,800.00" in client.get("/approvals/").text
    client.post(f"/approvals/{Approval.objects.get().pk}/approve/")
    assert invoice.credit_notes.get().net_pence == 4_800_00
