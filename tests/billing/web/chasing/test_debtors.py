"""The pages of chasing: who owes us, reminders sent and to come, and the actions."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from billing.domain.chasing import reminders
from billing.models import Reminder, ReminderSchedule
from employers.domain import employers as stops
from foundation import history
from tests.factories.billing import CreditNoteFactory, FeeFactory, InvoiceFactory
from tests.factories.chasing import DisputeFactory, PromiseToPayFactory, ReminderFactory
from tests.factories.employers import EmployerFactory

DAY = date(2018, 10, 20)


@pytest.fixture
def open_page(db, on_day):
    """Return a browser's client of a person, on 20 October 2018: 17 days after the due date."""
    on_day(DAY)

    def of(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return of


@pytest.fixture
def finance(open_page, finance_officer) -> Client:
    return open_page(finance_officer)


@pytest.fixture
def debt(db):
    return InvoiceFactory(overdue=True, fee__hire__introduction__employer__name="Ember Ltd")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_nobody_owes_anything_at_first(finance):
    page = text(finance.get("/debtors/"))

    assert "£0.00 is owed to us" in page
    assert "Nobody owes us anything." in page


def test_debtors_stand_by_age_with_what_comes_next(finance, debt):
    page = text(finance.get("/debtors/"))

    assert "£5,760.00 is owed to us" in page
    assert f'<a href="/debtors/{debt.employer_id}/">Ember Ltd</a>' in page
    assert "First reminder, due since 6 Oct 2018" in page


def test_credit_we_hold_stands_beside_the_name(finance, debt):
    CreditNoteFactory(
        kept=True,
        net_pence=100_00,
        issued_on=date(2018, 10, 1),
        invoice__fee__hire__introduction__employer=debt.employer,
    )

    assert "we hold £120.00 of credit" in text(finance.get("/debtors/"))


def test_a_debtor_opens_its_invoices_with_what_was_sent_when(finance, debt):
    ReminderFactory(invoice=debt)

    page = text(finance.get(f"/debtors/{debt.employer_id}/"))

    assert "Ember Ltd owes £5,760.00" in page
    assert "Sent: first reminder on 6 Oct 2018." in page
    assert "Next: second reminder, due since 17 Oct 2018." in page


def test_a_letter_is_read_before_it_goes(finance, debt):
    page = text(finance.get(f"/debtors/invoices/{debt.pk}/"))

    assert "First reminder, due since 6 Oct 2018. If we sent it today, it would read:" in page
    assert "Dear Ember Ltd accounts team," in page
    assert Reminder.objects.count() == 0


def test_the_letter_that_was_read_is_the_letter_that_goes(finance, debt):
    letter = text(finance.get(f"/debtors/invoices/{debt.pk}/"))

    answer = finance.post(f"/debtors/invoices/{debt.pk}/remind/", follow=True)

    sent = Reminder.objects.get()
    assert " ".join(sent.subject.split()) in letter
    assert f"First reminder is on its way to {sent.to}." in text(answer)
    assert "On its way" in text(answer)


def test_a_button_pressed_twice_sends_one_letter(finance, debt):
    for _ in range(2):
        finance.post(f"/debtors/invoices/{debt.pk}/remind/", {"once": "a1"})

    assert Reminder.objects.count() == 1


def test_a_dispute_is_recorded_and_settled(finance, debt):
    address = f"/debtors/invoices/{debt.pk}/"
    page = text(finance.post(f"{address}dispute/", {"reason": "Wrong salary"}, follow=True))
    assert "No reminder will be sent. Disputed since 20 October 2018: Wrong salary." in page
    assert "Send this reminder now" not in page

    page = text(finance.post(f"{address}settle/", {"outcome": "It stands"}, follow=True))
    assert "Settled on 20 Oct 2018: It stands" in page
    assert "Send this reminder now" in page


def test_a_promise_is_recorded(finance, debt):
    form_data = {"promised_on": "2018-10-31", "by_whom": "Nia in accounts"}

    page = text(finance.post(f"/debtors/invoices/{debt.pk}/promise/", form_data, follow=True))

    assert "We send no reminders up to 31 October 2018" in page
    assert "Promised</strong> on 20 Oct 2018 by Nia in accounts: to pay by 31 Oct 2018" in page


def test_a_fault_is_beside_its_field_and_the_form_stays_as_typed(finance, debt):
    form_data = {"promised_on": "2018-10-19", "by_whom": "Nia in accounts"}

    answer = finance.post(f"/debtors/invoices/{debt.pk}/promise/", form_data)

    assert answer.status_code == 400
    page = text(answer)
    assert "The promised day must be today or later." in page
    assert 'value="Nia in accounts"' in page


def test_a_broken_promise_waits_for_somebody(finance, db):
    promise = PromiseToPayFactory()

    page = text(finance.get("/debtors/"))

    assert "To do" in page
    assert f'<a href="/debtors/invoices/{promise.invoice_id}/">Contact Nia in accounts' in page
    assert "Broken" in text(finance.get(f"/debtors/invoices/{promise.invoice_id}/"))


def test_a_disputed_debtor_is_marked_as_quiet(finance, db):
    DisputeFactory()

    assert "No reminders: disputed, promised or covered by credit" in text(finance.get("/debtors/"))


def test_an_employer_is_put_on_stop_with_a_suggested_reason(finance, finance_officer, debt):
    ReminderFactory(invoice=debt)
    page = text(finance.get(f"/debtors/{debt.employer_id}/"))
    reason = f"£5,760.00 of invoice {debt} is 17 days late (reminders sent on 6 October 2018)."
    assert reason in page

    page = text(finance.post(f"/debtors/{debt.employer_id}/stop/", {"reason": reason}, follow=True))

    assert "Ember Ltd is on stop" in page
    entry = history.of(debt.employer).get(verb="put on stop")
    assert (entry.by, entry.detail) == (finance_officer, {"reason": reason})


def test_an_employer_is_released(finance, finance_officer, debt):
    stops.put_on_stop(debt.employer_id, by=finance_officer, on=DAY, reason="Late")

    page = text(finance.post(f"/debtors/{debt.employer_id}/release/", follow=True))

    assert "Ember Ltd can have introductions again." in page


def test_an_employer_is_spared_a_step(finance, debt):
    ticked = {"before_due": "on", "second": "on", "final": "on", "on_stop": "on"}

    finance.post(f"/debtors/{debt.employer_id}/ladder/", ticked)

    assert not ReminderSchedule.objects.get().first
    page = text(finance.get(f"/debtors/{debt.employer_id}/"))
    assert "Next: second reminder, due since 17 Oct 2018." in page


def test_sent_reminders_can_be_read_word_for_word(finance, debt):
    reminder = ReminderFactory(invoice=debt)

    page = finance.get(f"/debtors/invoices/{debt.pk}/").content.decode()

    assert reminder.body.replace("'", "&#x27;") in page


def test_a_paid_invoice_has_nothing_to_send(finance, db):
    invoice = InvoiceFactory(paid=True)

    assert f"Nothing is owed on invoice {invoice}." in text(
        finance.get(f"/debtors/invoices/{invoice.pk}/")
    )


def test_staff_reads_and_does_nothing(open_page, staff, debt):
    client = open_page(staff)

    page = text(client.get(f"/debtors/invoices/{debt.pk}/"))

    assert "If we sent it today, it would read:" in page
    assert '<form method="post" action="/debtors' not in page
    assert client.post(f"/debtors/invoices/{debt.pk}/remind/").status_code == 403


def test_an_unknown_page_is_404(finance, debt):
    draft = InvoiceFactory()

    assert finance.get(f"/debtors/invoices/{draft.pk}/").status_code == 404
    assert finance.get("/debtors/999999/").status_code == 404
    assert finance.post(f"/debtors/{debt.employer_id}/forgive/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_however_many_owe(
    finance, django_assert_num_queries, rows, finance_officer
):
    for n in range(rows):
        fee = FeeFactory(hire__introduction__employer=EmployerFactory(name=f"Firm {n}"))
        InvoiceFactory(fee=fee, overdue=True, by=finance_officer)
    finance.get("/debtors/")

    with django_assert_num_queries(13):
        assert finance.get("/debtors/").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_a_debtor_costs_the_same_however_many_its_invoices(
    finance, django_assert_num_queries, rows
):
    employer = EmployerFactory()
    for _ in range(rows):
        invoice = InvoiceFactory(overdue=True, fee__hire__introduction__employer=employer)
        reminders.send(invoice.pk, by=None, on=date(2018, 10, 6))

    with django_assert_num_queries(10):
        assert finance.get(reverse("billing:debtor", args=[employer.pk])).status_code == 200
