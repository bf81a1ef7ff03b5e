"""The rest of the finance desk: approvals, rebates, fees, months, the verdict, and Stripe."""

import html
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from billing.domain.ledger import refunds
from billing.models import CreditNote, Fee, Payment, Rebate, Refund
from billing.reports.figure_rows import DEFINITIONS, at_risk_rows, figure_rows
from billing.reports.revenue import revenue
from foundation import approvals, people
from foundation.approvals import _actions
from foundation.models import Approval
from foundation.money import pounds
from foundation.periods import Month
from project.office.approvals import ASKS
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.billing import (
    FeeFactory,
    InvoiceFactory,
    LateChargeFactory,
    PaymentFactory,
    RebateFactory,
)
from tests.factories.foundation import ApprovalFactory, OutboxRowFactory
from tests.factories.stripe import StripeUnallocatedFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 12, 3)


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, finance_officer):
    client.force_login(finance_officer)
    return client


@pytest.fixture
def approval(finance_officer) -> Approval:
    """A refund that another finance officer requested."""
    payment = PaymentFactory()
    return refunds.ask_on_payment(
        payment.pk,
        amount_pence=payment.amount_pence,
        reason="Paid twice",
        by=finance_officer,
        on=TODAY,
    )


# Approvals


def test_every_kind_of_approval_has_words(desk):
    desk.get("/approvals/")  # importing the pages registers every action

    assert sorted(_actions) == sorted(ASKS)


def test_the_requester_reads_that_somebody_else_decides(desk, approval):
    page = desk.get("/approvals/").text

    assert "Refund a payment" in page
    assert "You asked for this, so someone else must decide" in page


def test_whom_the_requester_let_in_is_offered_no_approval_and_reads_why(client, admin):
    puppet = people.add(
        email="p@example.org", full_name="Pat Puppet", role="finance", by=admin, on=TODAY
    )
    theirs, other = ApprovalFactory(asked_by=admin, asked_on=TODAY), ApprovalFactory()
    client.force_login(puppet)

    page = client.get("/approvals/").text

    assert f"{admin} gave you access less than 30 days ago, and asked for this." in page
    assert f'action="/approvals/{theirs.pk}/approve/"' not in page
    assert f'action="/approvals/{theirs.pk}/refuse/"' in page
    assert f'action="/approvals/{other.pk}/approve/"' in page


@pytest.mark.parametrize("asker", ["opener", "opener of the opener", "somebody else", "oneself"])
def test_the_page_offers_what_the_verb_does(client, admin, asker):
    first = people.add(email="a@x.org", full_name="A", role="admin", by=admin, on=TODAY)
    second = people.add(email="b@x.org", full_name="B", role="finance", by=first, on=TODAY)
    askers = {
        "opener": first,
        "opener of the opener": admin,
        "somebody else": UserFactory(role="finance"),
        "oneself": second,
    }
    payment = PaymentFactory()
    waiting = refunds.ask_on_payment(
        payment.pk,
        amount_pence=payment.amount_pence,
        reason="Paid twice",
        by=askers[asker],
        on=TODAY,
    )
    client.force_login(second)
    address = f"/approvals/{waiting.pk}/approve/"

    is_offered = f'action="{address}"' in client.get("/approvals/").text
    client.post(address)

    waiting.refresh_from_db()
    assert is_offered == (waiting.state == "approved") == (asker == "somebody else")


def test_another_approves_and_it_is_done(client, admin, approval):
    client.force_login(admin)

    answer = client.post(f"/approvals/{approval.pk}/approve/", follow=True)

    assert "Approved: refund a payment." in answer.text
    assert Refund.objects.get().approval == approval


def test_refusing_keeps_the_reason_and_changes_nothing(client, admin, approval):
    client.force_login(admin)

    answer = client.post(
        f"/approvals/{approval.pk}/refuse/", {"reason": "They did not"}, follow=True
    )

    assert "They did not" in answer.text
    assert not CreditNote.objects.exists()


def test_approving_what_cannot_be_done_any_more_says_why_and_it_goes_on_waiting(
    client, admin, finance_officer, approval
):
    other = refunds.ask_on_invoice(
        Payment.objects.get().invoice_id,
        net_pence=1_00,
        reason="Overcharged",
        by=finance_officer,
        on=TODAY,
    )
    approvals.approve(other.pk, by=admin, on=TODAY)
    client.force_login(admin)

    answer = client.post(f"/approvals/{approval.pk}/approve/", follow=True)

    assert "of this payment can be paid back" in answer.text
    approval.refresh_from_db()
    assert approval.state == "asked"


@pytest.mark.parametrize("rows", [1, 30])
def test_approvals_cost_the_same_however_many(desk, django_assert_num_queries, rows):
    for _ in range(rows):
        ApprovalFactory()
    desk.get("/approvals/")

    with django_assert_num_queries(6):
        desk.get("/approvals/")


# Rebates


def test_a_rebate_is_settled_by_its_button(desk):
    rebate = RebateFactory()
    assert "Take it off what is unpaid" in desk.get("/rebates/").text

    answer = desk.post(f"/rebates/{rebate.pk}/settle/", {"remedy": "offset"}, follow=True)

    assert "Settled: confirmed." in answer.text
    assert Rebate.objects.get().state == "confirmed"


def test_a_rebate_paid_back_waits_for_a_second_person(desk):
    rebate = RebateFactory()

    answer = desk.post(f"/rebates/{rebate.pk}/settle/", {"remedy": "refund"}, follow=True)

    assert "a second person approves it" in answer.text
    assert Rebate.objects.get().state == "proposed"


def test_a_rebate_is_settled_by_no_other_word(desk):
    rebate = RebateFactory()

    answer = desk.post(f"/rebates/{rebate.pk}/settle/", {"remedy": "cash"}, follow=True)

    assert "Choose how to settle the rebate." in answer.text


# Fees, payments, late charges


def test_a_fee_shows_its_working_and_may_be_overridden_by_two(desk):
    fee = FeeFactory()
    page = desk.get(f"/fees/{fee.pk}/").text
    for line in fee.working:
        assert line.replace("'", "&#x27;") in page

    desk.post(f"/money/fee/{fee.pk}/override/", {"net_pence": "2000", "reason": "A favour"})

    assert Approval.objects.get().kind == "fee_override"
    assert Fee.objects.get().net_pence == fee.net_pence


def test_a_late_charge_is_paid_on_its_page(desk):
    charge = LateChargeFactory()
    sent = {"amount_pence": "1", "received_on": "2018-12-03", "method": "card"}

    answer = desk.post(f"/money/late-charge/{charge.pk}/pay/", sent, follow=True)

    assert "Payment booked on the late charge." in answer.text
    assert charge.payments.get().amount_pence == 1_00


def test_a_payment_goes_back_from_its_page_by_two(desk):
    payment = PaymentFactory()

    desk.post(f"/money/payment/{payment.pk}/refund/", {"amount_pence": "120", "reason": "Twice"})

    assert Approval.objects.get().detail["amount_pence"] == 120_00


def test_an_action_of_money_that_is_none_is_not_there(desk):
    assert desk.post("/money/fee/1/frame/").status_code == 404
    assert desk.post("/money/house/1/waive/").status_code == 404


# Months


@pytest.fixture
def books(admin):
    """The five placements of the worked example, a payment and a rebate."""
    book_one.make_book_one(by=admin)
    PaymentFactory()
    RebateFactory()


@pytest.mark.parametrize("figure", DEFINITIONS)
def test_the_rows_behind_a_figure_add_up_to_it(books, figure):
    first, last = Month(2018, 1), Month(2026, 12)
    total = revenue(first, last).total

    rows = figure_rows(figure, first, last, on=last.last)

    assert sum(row.pence for row in rows) == getattr(total, f"{figure}_pence")
    assert rows or getattr(total, f"{figure}_pence") == 0


@pytest.mark.parametrize("figure", DEFINITIONS)
def test_every_figure_leads_to_its_rows(desk, books, figure):
    page = desk.get(f"/months/2018-11/rows/{figure}/")

    assert page.status_code == 200
    assert DEFINITIONS[figure] in page.text


def test_what_is_at_risk_leads_to_the_fees_it_is_of(desk):
    fee = FeeFactory(protected=True)
    month = Month(2018, 9)
    at_risk = revenue(month, month).at_risk_pence

    rows = at_risk_rows(on=month.last)
    page = desk.get("/months/2018-09/rows/at-risk/").text

    assert [(row.key, row.pence, row.on) for row in rows] == [
        (fee.pk, at_risk, fee.protected_until)
    ]
    assert at_risk > 0
    assert pounds(at_risk) in page
    assert f'href="/fees/{fee.pk}/"' in page
    assert 'href="/months/2018-09/rows/at-risk/"' in desk.get("/months/2018-09/").text


def test_a_month_has_its_figures_cuts_and_files(desk, books):
    page = desk.get("/months/2018-11/", {"by": "cohort"}).text

    assert "November 2018" in page
    assert "By cohort" in page
    for program in ("Xero", "QuickBooks Online", "Sage 50"):
        assert program in page
    assert desk.get("/months/2018-13/").status_code == 404


def test_the_files_of_a_month_are_downloaded(desk, books):
    workbook = desk.get("/months/2018-11/workbook/")
    assert b"".join(workbook.streaming_content)[:2] == b"PK"
    sheet = desk.get("/months/2018-11/xero/invoices.csv")
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert desk.get("/months/2018-11/abacus/invoices.csv").status_code == 404


def test_the_chart_is_a_picture_without_a_script(desk, books):
    chart = desk.get("/months/2018-11/chart.svg")

    assert chart["Content-Type"] == "image/svg+xml"
    assert "<script" not in chart.text
    assert "Collected" in chart.text


# The verdict


def test_the_books_hold_and_the_page_says_so(desk):
    InvoiceFactory(issued=True)
    call_command("store_documents", verbosity=0)

    assert "The books balance." in desk.get("/books/").text


def test_what_breaks_the_books_is_named(desk):
    invoice = InvoiceFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE billing_invoiceline SET vat_pence = vat_pence + 1")

    page = desk.get("/books/").text

    assert "check failed" in page or "checks failed" in page
    assert f"invoice {invoice.pk}" in page


# Stripe and emails


def test_without_a_key_it_says_that_stripe_is_not_connected(desk):
    page = desk.get("/stripe/").text

    assert "Stripe is not connected." in page
    assert "Nothing to do." in page


def test_what_was_parked_is_set_aside_with_a_reason(desk):
    parked = StripeUnallocatedFactory()
    address = f"/stripe/parked/{parked.pk}/dismiss/"
    assert parked.says in html.unescape(desk.get("/stripe/").text)

    refused = desk.post(address, {"reason": " "}, follow=True)
    assert "Say what you did about it." in refused.text
    done = desk.post(address, {"reason": "Paid back at Stripe"}, follow=True)

    assert "Set aside. Your reason has been saved." in done.text
    parked.refresh_from_db()
    assert (parked.state, parked.reason) == ("dismissed", "Paid back at Stripe")


def test_money_is_booked_on_an_invoice_that_is_named(desk):
    parked = StripeUnallocatedFactory()

    answer = desk.post(f"/stripe/parked/{parked.pk}/book/", {"number": "INV-9"}, follow=True)

    assert "Enter the number of an invoice" in answer.text


def test_a_letter_given_up_is_tried_again(desk):
    row = OutboxRowFactory(given_up=True)
    assert row.last_error in html.unescape(desk.get("/stripe/").text)

    desk.post(f"/stripe/outbox/{row.pk}/retry/")

    row.refresh_from_db()
    assert row.state == "waiting"


def test_nobody_places_what_is_not_there(desk):
    assert desk.post("/stripe/parked/999999/dismiss/", {"reason": "Gone"}).status_code == 404
    assert desk.post("/stripe/moon/1/dismiss/", {"reason": "Gone"}).status_code == 404


def test_what_was_parked_is_not_retried_as_a_letter(desk):
    parked, row = StripeUnallocatedFactory(), OutboxRowFactory(given_up=True)

    assert desk.post(f"/stripe/parked/{parked.pk}/retry/").status_code == 404
    assert desk.post(f"/stripe/outbox/{row.pk}/book/").status_code == 404
