"""Reminders: what they say, when they go, and what keeps them from going."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from billing.choices import ReminderStep
from billing.domain.chasing import disputes, promises, reminders
from billing.domain.chasing.chasing import chases, reminder_days
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.domain.ledger import credit_notes, write_offs
from billing.models import Invoice, ReferenceRate, Reminder, Seller
from foundation import approvals, history
from foundation.models import OutboxRow
from tests.factories.billing import (
    CreditNoteFactory,
    InvoiceFactory,
    LateChargeFactory,
    PaymentFactory,
    second_yes,
)
from tests.factories.chasing import (
    DisputeFactory,
    PromiseToPayFactory,
    ReminderFactory,
    ReminderScheduleFactory,
)
from tests.factories.employers import ContactFactory
from tests.factories.late_charges import LateChargeWaiverFactory

S = ReminderStep
DUE = date(2018, 10, 3)


def late(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.fixture
def debt(db) -> Invoice:
    """£5,760.00 with VAT, issued on 3 September 2018 and due on 3 October."""
    return InvoiceFactory(overdue=True, fee__hire__introduction__employer__name="Ember Ltd")


def quiet(invoice: Invoice, *, on: date) -> str:
    [chase] = chases(Invoice.objects.filter(pk=invoice.pk), on=on)
    return chase.quiet


def is_waiting(invoice: Invoice, *, on: date) -> bool:
    return invoice.pk in {chase.invoice.pk for chase in reminders.waiting(on=on)}


def test_a_reminder_waits_from_its_day_on(debt):
    assert not is_waiting(debt, on=late(-4))
    assert is_waiting(debt, on=late(-3))
    assert not is_waiting(debt, on=late(0))
    assert is_waiting(debt, on=late(3))


def test_what_was_sent_is_kept_word_for_word_and_leaves_by_the_outbox(debt, finance_officer):
    reminder = reminders.send(debt.pk, by=finance_officer, on=late(3))

    row = OutboxRow.objects.get(key=f"reminder-{reminder.pk}")
    assert (row.kind, row.payload["to"]) == ("email", [debt.employer.billing_email])
    assert (row.payload["subject"], row.payload["text"]) == (reminder.subject, reminder.body)
    assert (reminder.step, reminder.due_on, reminder.sent_on) == (S.FIRST, late(3), late(3))
    assert history.of(debt).get(verb="reminded").by == finance_officer


def test_it_says_what_is_owed_since_when_and_how_to_pay_signed_by_finance(finance_officer, debt):
    Seller.objects.update(bank_details="Sort code: 00-00-00\nAccount: 12345678")

    letter = reminders.preview(debt.pk, on=late(3))

    number = debt.number
    assert letter.words.subject == (f"Invoice {number} was due on 3 October 2018 (£5,760.00)")
    assert letter.words.reply_to == finance_officer.email
    for words in (
        "Dear Ember Ltd accounts team,",
        f"Invoice: {number}, dated 3 September 2018",
        "Total: £5,760.00",
        "Due: 3 October 2018",
        f"quoting {number}\n  Sort code: 00-00-00\n  Account: 12345678",
        "Finn Finance\nFounders and Coders CIC",
    ):
        assert words in letter.words.body


@pytest.mark.parametrize(
    ("days", "sent", "step", "says"),
    [
        (-3, [], S.BEFORE_DUE, "falls due on 3 October 2018"),
        (3, [], S.FIRST, "may simply have been overlooked"),
        (14, [3], S.SECOND, "It is now 14 days late"),
        (30, [3, 14], S.FINAL, "is now 30 days late"),
    ],
)
def test_each_step_has_its_words(debt, days, sent, step, says):
    for day in sent:
        reminders.send(debt.pk, by=None, on=late(day))

    letter = reminders.preview(debt.pk, on=late(days))

    assert (letter.step, letter.due_on) == (step, late(days))
    assert says in letter.words.body


def test_a_name_is_written_as_it_is_and_not_as_html(db):
    debt = InvoiceFactory(overdue=True, fee__hire__introduction__employer__name="Ash & <Elm>")

    assert "Dear Ash & <Elm> accounts team," in reminders.preview(debt.pk, on=late(3)).words.body


def test_a_part_payment_leaves_the_rest_to_be_asked_for(debt):
    PaymentFactory(invoice=debt, amount_pence=2_000_00)

    body = reminders.preview(debt.pk, on=late(3)).words.body

    assert "Total: £5,760.00\nStill to pay: £3,760.00" in body


@pytest.mark.django_db(transaction=True)
def test_the_invoice_is_attached_as_it_was_sent(debt):
    reminder = reminders.send(debt.pk, by=None, on=late(3))

    [[name, content_type, *where]] = OutboxRow.objects.get(key=f"reminder-{reminder.pk}").payload[
        "attachments"
    ]
    assert (name, content_type) == (f"{debt.number}.pdf", "application/pdf")
    assert where == ["billing.document", debt.document.pk, "content"]
    assert "The invoice is attached." in reminder.body


def test_an_invoice_of_the_time_before_goes_without_a_copy(db):
    debt = InvoiceFactory(from_the_register=True)

    reminder = reminders.send(debt.pk, by=None, on=late(3))

    assert "attached" not in reminder.body
    assert "attachments" not in OutboxRow.objects.get(key=f"reminder-{reminder.pk}").payload


def test_the_final_reminder_shows_interest_and_fixed_sum_with_their_working(debt):
    for day in (3, 14):
        reminders.send(debt.pk, by=None, on=late(day))

    body = reminders.preview(debt.pk, on=late(30)).words.body

    # £5,760.00 at 8.5 % for 30 days: 5760 x 0.085 x 30 / 365 = 40.241...
    assert "8.5 % a year: 8 % above the reference rate" in body
    assert "£5,760.00 for 30 days to 2 November 2018" in body
    assert "Interest: £40.24" in body
    assert "Fixed sum for a debt of £5,760.00: £70.00" in body
    assert "We have not charged them so far" in body


def test_a_reminder_charges_nothing(debt):
    for day in (3, 14, 30):
        reminders.send(debt.pk, by=None, on=late(day))

    debt.refresh_from_db()
    assert debt.outstanding_pence == 5_760_00
    assert not hasattr(debt, "late_charge")


def test_what_finance_has_charged_is_cited_as_charged(debt):
    for day in (3, 14):
        reminders.send(debt.pk, by=None, on=late(day))
    LateChargeFactory(invoice=debt, charged_on=late(20))

    body = reminders.preview(debt.pk, on=late(30)).words.body

    assert "and we have charged them:" in body
    assert "£5,760.00 for 20 days to 23 October 2018" in body


def test_a_charge_that_was_given_up_is_not_cited(debt):
    for day in (3, 14):
        reminders.send(debt.pk, by=None, on=late(day))
    LateChargeWaiverFactory(charge=LateChargeFactory(invoice=debt, charged_on=late(20)))

    body = reminders.preview(debt.pk, on=late(30)).words.body

    assert "Interest" not in body
    assert "Please pay it within seven days.\n\nFees like yours" in body


def test_without_the_reference_rate_the_final_reminder_waits(debt):
    for day in (3, 14):
        reminders.send(debt.pk, by=None, on=late(day))
    ReferenceRate.objects.filter(effective_from=date(2018, 7, 1)).delete()

    with pytest.raises(NoReferenceRate):
        reminders.send(debt.pk, by=None, on=late(30))


def test_a_dispute_keeps_it_quiet_until_it_is_settled(debt, finance_officer):
    disputes.open_on(debt.pk, reason="Wrong salary", by=finance_officer, on=late(1))

    assert quiet(debt, on=late(3)) == "Disputed since 4 October 2018: Wrong salary"
    with pytest.raises(reminders.NotChased):
        reminders.send(debt.pk, by=None, on=late(3))

    disputes.settle(debt.pk, outcome="It stands", by=finance_officer, on=late(20))
    assert is_waiting(debt, on=late(20))


def test_a_promise_keeps_it_quiet_up_to_and_including_its_day(debt):
    PromiseToPayFactory(invoice=debt, made_on=late(1), promised_on=late(16))

    assert quiet(debt, on=late(16)) == "Promised for 19 October 2018 by Nia in accounts"
    assert not is_waiting(debt, on=late(16))
    assert is_waiting(debt, on=late(17))


def test_the_last_promise_counts(debt, finance_officer):
    PromiseToPayFactory(invoice=debt, made_on=late(1), promised_on=late(30))
    promises.record(
        debt.pk, promised_on=late(4), by_whom="Their director", by=finance_officer, on=late(2)
    )

    assert is_waiting(debt, on=late(5))


def test_it_is_silent_when_a_credit_note_covers_the_debt(debt, finance_officer):
    wanted = credit_notes.Credit(4_800_00, "Goodwill", approval=second_yes())
    credit_notes.credit(debt.pk, wanted, by=finance_officer, on=late(1))

    assert not is_waiting(debt, on=late(3))


def keep_credit(debt: Invoice, net_pence: int) -> None:
    """Keep credit for the employer of a debt: a paid invoice of theirs is credited afterwards."""
    CreditNoteFactory(
        kept=True, net_pence=net_pence, invoice__fee__hire__introduction__employer=debt.employer
    )


def test_it_is_silent_when_credit_we_hold_for_them_covers_the_debt(debt):
    keep_credit(debt, 4_800_00)

    assert quiet(debt, on=late(3)) == ("Covered by the credit of £5,760.00 that we hold for them")
    assert not is_waiting(debt, on=late(3))


def test_credit_that_covers_only_a_part_silences_nothing(debt):
    keep_credit(debt, 4_799_00)

    assert is_waiting(debt, on=late(3))


@pytest.mark.parametrize("settled", ["paid", "void"])
def test_a_settled_or_void_invoice_is_not_chased(db, settled):
    invoice = InvoiceFactory(**{settled: True})

    assert not is_waiting(invoice, on=late(3))
    with pytest.raises(reminders.NotChased):
        reminders.preview(invoice.pk, on=late(3))


def test_a_debt_given_up_is_not_chased(debt, finance_officer, admin):
    approval = write_offs.ask(debt.pk, reason="In liquidation", by=finance_officer, on=late(2))
    approvals.approve(approval.pk, by=admin, on=late(2))

    assert not is_waiting(debt, on=late(3))


def test_a_draft_is_not_chased(db):
    draft = InvoiceFactory()

    with pytest.raises(reminders.NotChased):
        reminders.send(draft.pk, by=None, on=late(3))


def test_it_goes_once_a_step_and_once_a_day(debt, finance_officer):
    reminders.send(debt.pk, by=None, on=late(40))

    with pytest.raises(reminders.NoReminderLeft):
        reminders.send(debt.pk, by=None, on=late(40))
    with pytest.raises(reminders.NoReminderLeft):
        reminders.send(debt.pk, by=finance_officer, on=late(40), ahead=True)
    assert Reminder.objects.count() == 1


def test_finance_may_send_the_next_ahead_of_its_day(debt, finance_officer):
    reminder = reminders.send(debt.pk, by=finance_officer, on=late(1), ahead=True)

    assert (reminder.step, reminder.due_on, reminder.sent_on) == (S.FIRST, late(3), late(1))


def test_after_the_last_reminder_there_is_none_to_send(debt):
    for day in (3, 14, 30):
        reminders.send(debt.pk, by=None, on=late(day))

    with pytest.raises(reminders.NoReminderLeft):
        reminders.send(debt.pk, by=None, on=late(45))


def test_the_employer_is_to_be_put_on_stop_15_days_after_the_last_reminder(debt):
    for day in (3, 14, 30):
        reminders.send(debt.pk, by=None, on=late(day))

    assert reminders.to_stop(on=late(44)) == []
    assert [chase.invoice for chase in reminders.to_stop(on=late(45))] == [debt]


def test_an_employer_may_be_spared_a_step(debt):
    ReminderScheduleFactory(employer=debt.employer, before_due=False, first=False)

    assert not is_waiting(debt, on=late(13))
    assert reminders.preview(debt.pk, on=late(14)).step == S.SECOND


def test_it_goes_to_accounts_or_else_to_a_contact(debt):
    debt.employer.billing_email = ""
    debt.employer.save()
    assert reminders.preview(debt.pk, on=late(3)).to == debt.buyer["email"]


def test_without_an_address_for_invoices_it_goes_to_the_contact(db):
    debt = InvoiceFactory(overdue=True, fee__hire__introduction__employer__billing_email="")

    with pytest.raises(reminders.NoAddress):
        reminders.preview(debt.pk, on=late(3))
    contact = ContactFactory(employer=debt.employer)
    assert reminders.preview(debt.pk, on=late(3)).to == contact.email


def test_where_every_debt_stands_costs_the_same_however_many(db, django_assert_num_queries):
    for many in (1, 3):
        for _ in range(many):
            ReminderFactory()
            DisputeFactory()
            PromiseToPayFactory()
        with django_assert_num_queries(5):
            assert chases(Invoice.objects.all(), on=late(20))


@pytest.mark.parametrize("days", [[-3, 3, 14, 30], [-3, 14, 3, 30, 45], [3, 4, 14, 30, 45]])
def test_a_ladder_that_does_not_climb_is_refused(settings, days):
    settings.REMINDER_DAYS = days

    with pytest.raises(ImproperlyConfigured, match="five rising numbers"):
        reminder_days()


def test_a_ladder_of_ones_own_is_kept(settings, debt):
    settings.REMINDER_DAYS = [-7, 1, 8, 15, 22]

    assert is_waiting(debt, on=late(-7))
    assert is_waiting(debt, on=late(1))


def test_books_hold_with_all_that_was_said(debt, finance_officer):
    call_command("store_documents")
    PromiseToPayFactory(invoice=debt)
    reminders.send(debt.pk, by=None, on=late(17))

    call_command("check_books", on=late(17))
