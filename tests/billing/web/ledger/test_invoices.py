"""Invoices on the finance desk: read by the office, and every action of money on their page."""

from datetime import date

import pytest

from billing.choices import InvoiceState
from billing.models import CreditNote, Invoice, LateCharge, Payment, WriteOff
from foundation import approvals
from foundation.models import Approval
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, PaymentFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 12, 3)


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, finance_officer):
    client.force_login(finance_officer)
    return client


def do(desk, invoice: Invoice, action: str, **form_data):
    return desk.post(f"/invoices/{invoice.pk}/{action}/", form_data)


def afresh(invoice: Invoice) -> Invoice:
    return Invoice.objects.get(pk=invoice.pk)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_many_questions_for_one_as_for_thirty(
    desk, django_assert_max_num_queries, django_assert_num_queries, rows
):
    for _ in range(rows):
        InvoiceFactory()
    desk.get("/invoices/")

    with django_assert_num_queries(5):
        page = desk.get("/invoices/").text

    assert page.count('data-label="Employer"') == rows


def test_the_list_keeps_what_is_overdue(desk):
    overdue, paid = InvoiceFactory(overdue=True), InvoiceFactory(paid=True)

    page = desk.get("/invoices/", {"state": "overdue"}).text

    assert overdue.number in page
    assert paid.number not in page


def test_an_empty_list_says_where_invoices_come_from(desk):
    assert "When a hire starts, its fee is raised" in desk.get("/invoices/").text


def test_staff_read_an_invoice_and_are_offered_no_action(client, staff):
    client.force_login(staff)
    invoice = InvoiceFactory(issued=True)

    page = client.get(f"/invoices/{invoice.pk}/").text

    assert invoice.number in page
    assert "Record a payment" not in page
    assert client.post(f"/invoices/{invoice.pk}/pay/", {}).status_code == 403


def test_a_draft_is_issued_on_its_page(desk):
    draft = InvoiceFactory()

    answer = desk.post(f"/invoices/{draft.pk}/issue/", {"issued_on": "2018-12-03"}, follow=True)

    assert afresh(draft).state == InvoiceState.ISSUED
    assert f"Issued as {afresh(draft).number}" in answer.text


def test_a_double_click_issues_once_and_lands_on_the_same_page(desk):
    draft = InvoiceFactory()
    form_data = {"issued_on": "2018-12-03", "once": "abc123"}

    first = desk.post(f"/invoices/{draft.pk}/issue/", form_data)
    second = desk.post(f"/invoices/{draft.pk}/issue/", form_data, follow=True)

    assert first.status_code == 302
    assert "was issued" not in second.text.replace("Issued as", "")
    assert second.redirect_chain == [(f"/invoices/{draft.pk}/", 302)]


def test_a_payment_above_the_debt_is_refused_beside_the_form_as_typed(desk):
    invoice = InvoiceFactory(issued=True)

    answer = do(
        desk,
        invoice,
        "pay",
        amount_pence="£9,999.99",
        received_on="2018-12-03",
        method="bank_transfer",
        reference="FAC 1",
    )

    assert answer.status_code == 400
    assert "is outstanding on" in answer.text
    assert 'value="£9,999.99"' in answer.text
    assert 'value="FAC 1"' in answer.text
    assert not Payment.objects.exists()


def test_an_unreadable_amount_is_refused_beside_its_field(desk):
    invoice = InvoiceFactory(issued=True)

    answer = do(desk, invoice, "pay", amount_pence="a lot", received_on="2018-12-03", method="card")

    assert 'id="pay-amount_pence_error"' in answer.text


def test_a_payment_is_booked(desk):
    invoice = InvoiceFactory(issued=True)

    do(
        desk,
        invoice,
        "pay",
        amount_pence="£1,000",
        received_on="2018-12-03",
        method="bank_transfer",
    )

    assert Payment.objects.get().amount_pence == 1_000_00


def test_a_credit_note_is_issued_from_the_page(desk):
    invoice = InvoiceFactory(issued=True)

    do(desk, invoice, "credit", net_pence="100", reason="Overcharged", remedy="credit")

    note = CreditNote.objects.get()
    assert (note.net_pence, note.reason) == (100_00, "Overcharged")


def test_a_refund_waits_for_a_second_person(desk, admin):
    payment = PaymentFactory()

    answer = desk.post(
        f"/invoices/{payment.invoice_id}/credit/",
        {"net_pence": "100", "reason": "Overcharged", "remedy": "refund"},
        follow=True,
    )

    assert "a second person approves it" in answer.text
    assert not CreditNote.objects.exists()
    assert Approval.objects.get().detail["net_pence"] == 100_00


def test_writing_off_waits_for_a_second_person(desk, admin):
    invoice = InvoiceFactory(overdue=True)

    do(desk, invoice, "write-off", reason="They closed down")
    approvals.approve(Approval.objects.get().pk, by=admin, on=TODAY)

    assert WriteOff.objects.get().invoice == invoice


def test_paying_late_is_charged_by_its_button(desk):
    invoice = InvoiceFactory(overdue=True)
    assert "Late payment charge today" in desk.get(f"/invoices/{invoice.pk}/").text

    do(desk, invoice, "charge")

    assert LateCharge.objects.get().invoice == invoice


def test_an_unpaid_invoice_is_made_void_and_drafted_again(desk):
    invoice = InvoiceFactory(issued=True)

    do(desk, invoice, "void", reason="Wrong buyer")

    assert afresh(invoice).state == InvoiceState.VOID
    assert Invoice.objects.get(state=InvoiceState.DRAFT).fee == invoice.fee


def test_a_purchase_order_is_saved_on_a_draft(desk):
    draft = InvoiceFactory()

    do(desk, draft, "order", purchase_order="PO-77")

    assert afresh(draft).purchase_order == "PO-77"


def test_an_action_that_is_none_is_not_there(desk):
    assert do(desk, InvoiceFactory(), "frame").status_code == 404


def test_everything_that_became_of_an_invoice_stands_on_its_page(desk):
    note = CreditNoteFactory(refunded=True)

    page = desk.get(f"/invoices/{note.invoice_id}/").text

    assert note.number in page
    assert "Payment" in page
    assert f"Refund under {note.number}" in page


def test_the_papers_of_money_open_for_the_office_and_nobody_else(client, desk, employer_contact):
    payment = PaymentFactory()
    for kind, pk in (("invoice", payment.invoice_id), ("receipt", payment.pk)):
        paper = desk.get(f"/papers/{kind}/{pk}/")
        assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert desk.get(f"/papers/will/{payment.pk}/").status_code == 404

    client.force_login(employer_contact)
    assert client.get(f"/papers/invoice/{payment.invoice_id}/").status_code == 403


def test_a_draft_has_no_paper_and_says_so(desk):
    draft = InvoiceFactory()

    answer = desk.get(f"/papers/invoice/{draft.pk}/", follow=True)

    assert "A draft has no document yet" in answer.text


# All at once


def test_what_is_ticked_is_issued_in_one_go(desk):
    drafts = [InvoiceFactory() for _ in range(3)]
    assert "3 drafts" in desk.get("/invoices/to-issue/").text

    answer = desk.post(
        "/invoices/to-issue/issue/", {"draft": [draft.pk for draft in drafts[:2]]}, follow=True
    )

    assert [afresh(draft).state for draft in drafts] == ["issued", "issued", "draft"]
    assert "Issued INV-0001 to INV-0002: 2 invoices," in answer.text


def test_ticking_nothing_says_so(desk):
    InvoiceFactory()

    answer = desk.post("/invoices/to-issue/issue/", {}, follow=True)

    assert "Tick the drafts you want to issue." in answer.text


def test_one_that_is_refused_holds_up_no_other(desk):
    done, draft = InvoiceFactory(issued=True), InvoiceFactory()

    answer = desk.post(
        "/invoices/to-issue/issue/", {"draft": [done.pk, draft.pk, "x"]}, follow=True
    )

    assert afresh(draft).state == "issued"
    assert f"Invoice {done} was already issued on" in answer.text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_drafts_cost_the_same_however_many(desk, django_assert_num_queries, rows):
    for _ in range(rows):
        InvoiceFactory()
    desk.get("/invoices/to-issue/")

    with django_assert_num_queries(5):
        desk.get("/invoices/to-issue/")
