"""`manage.py run_due`: what is due today, done once; and what waits for a person, said."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from billing.choices import ReminderStep
from billing.domain.chasing import disputes, reminders
from billing.models import Document, ReferenceRate, Reminder
from employers.domain import employers as stops
from foundation.models import HistoryEntry, IdempotencyKey, OutboxRow
from placements.models import Introduction
from tests.factories.billing import InvoiceFactory
from tests.factories.chasing import DisputeFactory, PromiseToPayFactory
from tests.factories.foundation import IdempotencyKeyFactory
from tests.factories.placements import HireFactory, IntroductionFactory

DUE = date(2018, 10, 3)
S = ReminderStep
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(capsys):
    """Run the day, and return what was said."""

    def on(day: date, *options: str) -> str:
        call_command("run_due", *options, on=day)
        return capsys.readouterr().out

    return on


def test_a_reminder_that_is_due_leaves_by_e_mail_and_is_said(run):
    debt = InvoiceFactory(overdue=True)

    output = run(date(2018, 10, 6))

    assert f"  First reminder of {debt.number} to {debt.employer}" in output
    assert [letter.to for letter in mail.outbox] == [[debt.employer.billing_email]]
    assert Reminder.objects.get().step == S.FIRST


def test_run_again_it_finds_nothing_to_do(run):
    InvoiceFactory(overdue=True)
    IntroductionFactory(sent=True)
    IdempotencyKeyFactory()
    IdempotencyKey.objects.update(created_at=datetime(2018, 1, 1, tzinfo=ZoneInfo("UTC")))
    day = date(2019, 9, 1)
    assert "Done: 3" in run(day)
    before = HistoryEntry.objects.count(), Reminder.objects.count(), Document.objects.count()

    output = run(day)

    assert "Nothing was due." in output
    assert (
        HistoryEntry.objects.count(),
        Reminder.objects.count(),
        Document.objects.count(),
    ) == before
    assert len(mail.outbox) == 1


def test_a_clock_that_jumps_a_week_sends_what_was_missed_once(run):
    InvoiceFactory(overdue=True)
    run(DUE + timedelta(days=2))
    assert len(mail.outbox) == 0

    run(DUE + timedelta(days=9))
    assert [one.step for one in Reminder.objects.all()] == [S.FIRST]
    run(DUE + timedelta(days=9))
    assert len(mail.outbox) == 1


def test_a_clock_that_jumps_two_months_sends_one_reminder_and_the_next_at_its_distance(run):
    InvoiceFactory(overdue=True)
    late = DUE + timedelta(days=60)

    run(late)
    assert len(mail.outbox) == 1
    run(late + timedelta(days=10))
    assert len(mail.outbox) == 1
    run(late + timedelta(days=11))
    assert [one.step for one in Reminder.objects.order_by("pk")] == [S.FIRST, S.SECOND]


def test_a_clock_that_goes_back_sends_nothing_again(run):
    InvoiceFactory(overdue=True)
    run(DUE + timedelta(days=3))

    run(DUE + timedelta(days=2))
    run(DUE - timedelta(days=3))

    assert len(mail.outbox) == 1


def test_every_day_of_two_months_sends_four_letters_and_then_proposes_the_stop(run):
    debt = InvoiceFactory(issued=True)
    output = {}
    for days in range(-5, 50):
        output[days] = run(DUE + timedelta(days=days))

    sent = [(one.step, (one.sent_on - DUE).days) for one in Reminder.objects.order_by("pk")]
    assert sent == [(S.BEFORE_DUE, -3), (S.FIRST, 3), (S.SECOND, 14), (S.FINAL, 30)]
    assert len(mail.outbox) == 4
    proposal = f"Put {debt.employer} on stop, or agree the next step: £5,760.00 of invoice"
    assert proposal not in output[44]
    assert proposal in output[45]
    debt.employer.refresh_from_db()
    assert not debt.employer.on_stop


def test_the_proposal_goes_once_the_employer_is_on_stop_or_has_paid(run, finance_officer):
    debt = InvoiceFactory(issued=True)
    for days in (3, 14, 30):
        run(DUE + timedelta(days=days))
    day = DUE + timedelta(days=45)
    stops.put_on_stop(debt.employer_id, by=finance_officer, on=day, reason="Not paid")

    assert "on stop, or agree" not in run(day)


def test_a_broken_promise_is_said(run):
    promise = PromiseToPayFactory()

    assert "Nia in accounts" not in run(promise.promised_on)
    output = run(promise.promised_on + timedelta(days=1))
    assert (
        f"Contact Nia in accounts at {promise.invoice.employer}: {promise.invoice} was promised "
        "for 19 October 2018, but £5,760.00 is still unpaid."
    ) in output


def test_introductions_lapse_after_60_silent_days(run):
    silent = IntroductionFactory(sent=True)
    sent_on = silent.sent_on

    run(sent_on + timedelta(days=59))
    assert Introduction.objects.get(pk=silent.pk).state == "sent"
    output = run(sent_on + timedelta(days=60))
    assert f"Introduction of {silent} lapsed after 60 days without a reply" in output
    assert Introduction.objects.get(pk=silent.pk).state == "lapsed"


def test_a_hire_whose_day_has_come_is_said_and_not_started(run):
    hire = HireFactory()

    assert "Say whether" not in run(hire.start_on - timedelta(days=1))
    assert f"Confirm that {hire} started on" in run(hire.start_on)
    hire.refresh_from_db()
    assert hire.state == "agreed"


def test_answers_to_requests_are_forgotten_after_30_days(run):
    old, young = IdempotencyKeyFactory(), IdempotencyKeyFactory()
    day = date(2026, 3, 31)
    for key, at in ((old, datetime(2026, 2, 28, 23)), (young, datetime(2026, 3, 1, 1))):
        in_london = at.replace(tzinfo=ZoneInfo("Europe/London"))
        IdempotencyKey.objects.filter(pk=key.pk).update(created_at=in_london)

    assert "1 answers to requests older than 30 days deleted" in run(day)
    assert list(IdempotencyKey.objects.all()) == [young]


@pytest.mark.django_db(transaction=False)  # nothing is committed, so that no paper is made
def test_documents_that_were_not_stored_are(run):
    invoice = InvoiceFactory(issued=True)
    assert not Document.objects.exists()

    assert f"  {invoice.number} stored as a document" in run(date(2018, 9, 4))
    assert Document.objects.get().invoice == invoice


def test_without_the_reference_rate_it_says_what_to_do_and_fails(run, capsys):
    debt = InvoiceFactory(overdue=True)
    for days in (3, 14):
        run(DUE + timedelta(days=days))
    ReferenceRate.objects.filter(effective_from=date(2018, 7, 1)).delete()

    with pytest.raises(CommandError, match="1 action failed"):
        run(DUE + timedelta(days=30))
    output = capsys.readouterr().out
    assert f"Final reminder of {debt.number}" in output
    assert "The Bank of England rate of 30 June 2018 is not on file" in output
    assert Reminder.objects.count() == 2


def test_letters_can_be_left_to_the_worker(run):
    InvoiceFactory(overdue=True)

    run(date(2018, 10, 6), "--keep-letters")

    assert len(mail.outbox) == 0
    assert Reminder.objects.count() == 1


def test_a_dry_run_says_it_and_does_nothing(run):
    debt = InvoiceFactory(overdue=True)

    output = run(date(2018, 10, 6), "--dry-run")

    assert output == f"To do: 1\n  First reminder of {debt.number} to {debt.employer}\n"
    assert not Reminder.objects.exists()


def test_a_letter_that_was_refused_for_good_is_said(run):
    debt = InvoiceFactory(overdue=True)
    run(date(2018, 10, 6), "--keep-letters")
    OutboxRow.objects.update(state="given_up")

    assert f"Find another address for {debt.employer}: the first reminder for {debt}" in run(
        date(2018, 10, 7)
    )


def test_an_open_dispute_is_said_until_it_is_settled(run, finance_officer):
    dispute = DisputeFactory()
    sentence = (
        f"Settle the dispute with {dispute.invoice.employer} about {dispute.invoice}, opened on "
        "8 October 2018: £5,760.00 is unpaid."
    )

    assert sentence in run(date(2018, 10, 8))
    disputes.settle(
        dispute.invoice_id, outcome="It stands", by=finance_officer, on=date(2018, 10, 9)
    )
    assert sentence not in run(date(2018, 10, 9))


def test_the_books_hold_after_the_day(run):
    InvoiceFactory(overdue=True)
    run(date(2018, 10, 6))

    call_command("check_books", on=date(2018, 10, 6))
    assert reminders.waiting(on=date(2018, 10, 6)) == []


# The clock of the machine


def test_after_a_jump_of_the_clock_nothing_is_sent_until_somebody_says_go_on(capsys, time_machine):
    noon = datetime(2018, 9, 20, 12, tzinfo=ZoneInfo("Europe/London"))
    InvoiceFactory(overdue=True)
    time_machine.move_to(noon)
    call_command("run_due")
    time_machine.move_to(noon + timedelta(days=60))

    for _ in range(2):
        with pytest.raises(CommandError, match="60 days from its last round on 20 September 2018"):
            call_command("run_due")
    assert not Reminder.objects.exists()
    call_command("run_due", "--go-on")

    assert [one.step for one in Reminder.objects.all()] == [S.FIRST]
    time_machine.move_to(noon + timedelta(days=61))
    call_command("run_due")  # the new day is trusted from now on


@pytest.mark.parametrize("hours", [-1, 1, 24, -24])
def test_a_clock_that_slips_runs_nothing_twice(capsys, time_machine, hours):
    noon = datetime(2018, 10, 6, 12, tzinfo=ZoneInfo("Europe/London"))
    InvoiceFactory(overdue=True)
    for moment in (noon, noon + timedelta(hours=hours), noon):
        time_machine.move_to(moment)
        call_command("run_due")

    assert len(mail.outbox) == Reminder.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "nonsense is not a day"),
        ("2026-W01-1", "2026-W01-1 is not a day"),
        ("20260101", "20260101 is not a day"),
        ("2026-02-29", "2026-02-29 is not a day of the calendar"),
        ("0001-01-01", "0001-01-01 is not between 1970 and 2199"),
        ("9999-12-31", "9999-12-31 is not between 1970 and 2199"),
        ("٢٠٢٦-٠١-٠١", "is not a day"),
        ("", "is not a day"),
    ],
)
@pytest.mark.parametrize("command", ["run_due", "check_books"])
def test_an_absurd_day_ends_in_a_sentence(command, text, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command(command, f"--on={text}")


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_an_absurd_day_of_a_caller_ends_in_a_sentence_too(day):
    with pytest.raises(CommandError, match="is not between 1970 and 2199"):
        call_command("run_due", on=day)


@pytest.mark.parametrize(
    "day",
    [
        *(date(1970, 1, 1), date(2018, 3, 25), date(2018, 10, 28), date(2020, 2, 29)),
        *(date(2019, 2, 28), date(2018, 12, 31), date(2100, 2, 28), date(2199, 12, 31)),
    ],
)
def test_every_plausible_day_is_a_day_like_any_other(run, day):
    InvoiceFactory(overdue=True)
    IntroductionFactory(sent=True)
    HireFactory()

    assert "action failed" not in run(day)
