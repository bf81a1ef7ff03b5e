"""Chasing through the API: reminders sent and to come, disputes, promises, reminder steps."""

from datetime import date

import pytest

from billing.models import ReminderSchedule
from foundation import history, outbox
from foundation.models import OutboxRow
from tests.factories.billing import InvoiceFactory
from tests.factories.chasing import DisputeFactory, ReminderFactory

DAY = date(2018, 10, 6)


@pytest.fixture
def debt(db, on_day):
    on_day(DAY)
    return InvoiceFactory(overdue=True)


def test_a_preview_reads_as_the_letter_that_goes_out(finance_api, debt):
    preview = finance_api.get(f"/api/v1/invoices/{debt.pk}/reminder-preview/").json()
    sent = finance_api.post(f"/api/v1/invoices/{debt.pk}/remind/")

    assert sent.status_code == 201
    for field in ("step", "to", "subject", "body", "due_on"):
        assert sent.json()[field] == preview[field]
    assert (preview["as_of"], preview["quiet"], preview["step"]) == ("2018-10-06", "", "first")


def test_a_preview_says_why_nothing_goes(finance_api, debt):
    DisputeFactory(invoice=debt, opened_on=date(2018, 10, 5), reason="Wrong salary")

    preview = finance_api.get(f"/api/v1/invoices/{debt.pk}/reminder-preview/?on=2018-10-20").json()

    assert preview["quiet"] == "Disputed since 5 October 2018: Wrong salary"


def test_a_reminder_tells_whether_its_letter_has_left(finance_api, debt):
    reminder = ReminderFactory(invoice=debt)
    address = f"/api/v1/reminders/{reminder.pk}/"
    assert finance_api.get(address).json()["delivery"] == "waiting"

    row = OutboxRow.objects.get(key=f"reminder-{reminder.pk}")
    outbox.run_due(clock=lambda: row.created_at)

    assert finance_api.get(address).json()["delivery"] == "done"


def test_reminders_are_filtered_by_invoice_employer_step_and_day(staff_api, debt):
    reminder = ReminderFactory(invoice=debt)
    ReminderFactory(sent_on=date(2018, 10, 9))

    for query in (
        f"invoice={debt.pk}",
        f"employer={debt.employer_id}",
        "sent_on_until=2018-10-08",
        f"search={debt.number}",
    ):
        rows = staff_api.get(f"/api/v1/reminders/?{query}").json()["results"]
        assert [row["id"] for row in rows] == [reminder.pk]
    assert len(staff_api.get("/api/v1/reminders/?step=first").json()["results"]) == 2


def test_a_dispute_is_opened_and_settled(finance_api, finance_officer, debt):
    opened = finance_api.post(
        f"/api/v1/invoices/{debt.pk}/dispute/", {"reason": "Wrong salary"}, format="json"
    )
    again = finance_api.post(
        f"/api/v1/invoices/{debt.pk}/dispute/", {"reason": "Again"}, format="json"
    )
    settled = finance_api.post(
        f"/api/v1/invoices/{debt.pk}/settle-dispute/", {"outcome": "It stands"}, format="json"
    )

    assert (opened.status_code, opened.json()["opened_on"]) == (201, "2018-10-06")
    assert (again.status_code, again.json()["code"]) == (409, "already_disputed")
    assert (settled.status_code, settled.json()["outcome"]) == (200, "It stands")
    assert history.of(debt).last().by == finance_officer


def test_a_promise_is_recorded(finance_api, debt):
    promise = {"promised_on": "2018-10-19", "by_whom": "Nia in accounts"}

    answer = finance_api.post(f"/api/v1/invoices/{debt.pk}/promise/", promise, format="json")

    assert answer.status_code == 201
    assert answer.json() == {
        "id": debt.promises.get().pk,
        "invoice": debt.pk,
        "made_on": "2018-10-06",
        **promise,
    }


def test_a_promise_of_yesterday_names_its_field(finance_api, debt):
    response = {"promised_on": "2018-10-05", "by_whom": "Nia"}

    answer = finance_api.post(f"/api/v1/invoices/{debt.pk}/promise/", response, format="json")

    assert answer.status_code == 400
    assert [fault["attr"] for fault in answer.json()["errors"]] == ["promised_on"]


def test_a_paused_debt_is_not_reminded_of(finance_api, debt):
    DisputeFactory(invoice=debt, opened_on=DAY)

    answer = finance_api.post(f"/api/v1/invoices/{debt.pk}/remind/")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_chased")


def test_an_employer_is_spared_a_step_and_gets_it_back(finance_api, debt):
    address = f"/api/v1/employers/{debt.employer_id}/reminder-ladder/"
    all_on = {"before_due": True, "first": True, "second": True, "final": True, "on_stop": True}
    assert finance_api.get(address).json() == all_on

    spared = finance_api.patch(address, {"first": False}, format="json")

    assert spared.json() == {**all_on, "first": False}
    entry = history.of(debt.employer).get(verb="changed the reminders")
    assert entry.detail == {"changes": {"first": [True, False]}}
    assert finance_api.patch(address, {"first": True}, format="json").json() == all_on
    assert ReminderSchedule.objects.count() == 1


def test_a_ladder_takes_only_yes_and_no_for_its_own_steps(finance_api, debt):
    address = f"/api/v1/employers/{debt.employer_id}/reminder-ladder/"

    assert finance_api.patch(address, {"first": "maybe"}, format="json").status_code == 400
    assert finance_api.patch(address, {"fourth": True}, format="json").status_code == 400
    assert not ReminderSchedule.objects.exists()


def test_debtors_come_by_invoice_as_well(finance_api, debt):
    answer = finance_api.get("/api/v1/reports/debtors/?by=invoice&on=2018-10-06").json()

    assert answer["rows"] == [
        {
            "invoice": debt.pk,
            "number": debt.number,
            "employer": debt.employer_id,
            "reference": debt.employer.reference,
            "name": debt.employer.name,
            "instalment": 1,
            "instalments": 1,
            "due_on": "2018-10-03",
            "days_late": 3,
            "age": "days_1_30",
            "owed_pence": 5_760_00,
        }
    ]


def test_an_e_invoice_is_a_file(employer_api, employer, debt):
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer=employer)

    answer = employer_api.get(f"/api/v1/invoices/{invoice.pk}/e-invoice/")

    assert answer.headers["Content-Type"] == "application/xml"
    assert f'filename="{invoice.number}.xml"' in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"<?xml")


def test_a_draft_has_no_e_invoice(finance_api, db):
    answer = finance_api.get(f"/api/v1/invoices/{InvoiceFactory().pk}/e-invoice/")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_e_invoice")


def test_an_accounting_file_is_a_table(finance_api, debt):
    answer = finance_api.get("/api/v1/reports/accounting-file/?program=xero&month=2018-09")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="xero-2018-09-invoices.csv"' in answer.headers["Content-Disposition"]
    assert answer.content.decode().count("\r\n") == 2


@pytest.mark.parametrize("query", ["month=2018-09", "program=sage&month=2018-09", "program=xero"])
def test_an_accounting_file_is_of_a_known_program_and_month(finance_api, query):
    assert finance_api.get(f"/api/v1/reports/accounting-file/?{query}").status_code == 400


def test_an_unsafe_name_is_refused_in_words(finance_api, db):
    InvoiceFactory(issued=True, fee__hire__introduction__employer__name="=1+1")

    answer = finance_api.get("/api/v1/reports/accounting-file/?program=xero&month=2018-09")

    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_be_exported")
