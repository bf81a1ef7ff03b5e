"""Reminders over real SMTP: a mail server that is down, slow or rude loses no letter."""

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from billing.domain.chasing import reminders
from billing.models import Invoice, Reminder
from foundation import outbox
from foundation.models import OutboxRow, OutboxState
from tests.factories.billing import InvoiceFactory
from tests.peers.smtp import Mailbox, mail_server

DAY = date(2018, 10, 6)
NOON = datetime(2018, 10, 6, 11, tzinfo=UTC)


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with mail_server(settings) as box:
        yield box


def debts(count: int) -> list[Invoice]:
    return [InvoiceFactory(overdue=True) for _ in range(count)]


def passes(*moments: datetime) -> list[outbox.Pass]:
    """Return how a pass of the outbox went at each moment."""
    return [outbox.run_due(clock=lambda moment=moment: moment) for moment in moments]


def text_of(letter) -> str:
    """Return the words of a letter, as they were before lines were ended as mail ends them."""
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def states() -> list[str]:
    return list(OutboxRow.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.smoke
def test_a_reminder_arrives_as_it_is_kept_with_the_invoice(mailbox, finance_officer):
    [debt] = debts(1)
    reminder = reminders.send(debt.pk, by=None, on=DAY)

    assert passes(NOON) == [outbox.Pass(done=1)]

    [letter] = mailbox.letters
    assert letter["To"] == reminder.to
    assert letter["From"].addresses[0].display_name == "Founders and Coders CIC"
    assert letter["Reply-To"] == finance_officer.email
    assert letter["Subject"].strip() == reminder.subject
    assert text_of(letter).startswith(reminder.body.strip() + "\n\n-- \nFounders and Coders CIC\n")
    [paper] = letter.iter_attachments()
    assert paper.get_filename() == f"{debt.number}.pdf"
    assert paper.get_content() == bytes(debt.document.content)


def test_a_server_that_is_down_delays_the_letter(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", closed, 1
    [debt] = debts(1)
    reminders.send(debt.pk, by=None, on=DAY)

    assert passes(NOON) == [outbox.Pass(failed=1)]
    assert "ConnectionRefusedError" in OutboxRow.objects.get().last_error
    with mail_server(settings) as mailbox:
        later = NOON + timedelta(minutes=2)
        assert passes(later) == [outbox.Pass(done=1)]
    assert len(mailbox.letters) == 1


def test_a_slow_server_is_waited_for_no_longer_than_the_limit_and_tried_again(mailbox):
    [debt] = debts(1)
    reminders.send(debt.pk, by=None, on=DAY)
    mailbox.wait = 2

    assert passes(NOON) == [outbox.Pass(failed=1)]
    assert "timed out" in OutboxRow.objects.get().last_error
    mailbox.wait = 0
    assert passes(NOON + timedelta(minutes=2)) == [outbox.Pass(done=1)]


def test_one_address_that_is_refused_for_good_is_given_up_and_the_others_get_theirs(mailbox):
    first, second = debts(2)
    for debt in (first, second):
        reminders.send(debt.pk, by=None, on=DAY)
    mailbox.refused[first.employer.billing_email] = "550 No such user here"

    assert passes(NOON) == [outbox.Pass(done=1, given_up=1)]

    assert states() == [OutboxState.GIVEN_UP, OutboxState.DONE]
    assert [letter["To"] for letter in mailbox.letters] == [second.employer.billing_email]
    assert "550" in OutboxRow.objects.order_by("pk").first().last_error


def test_one_address_that_is_refused_for_now_is_tried_again(mailbox):
    [debt] = debts(1)
    reminders.send(debt.pk, by=None, on=DAY)
    mailbox.refused[debt.employer.billing_email] = "451 Come back later"

    assert passes(NOON) == [outbox.Pass(failed=1)]
    mailbox.refused.clear()
    assert passes(NOON + timedelta(minutes=2)) == [outbox.Pass(done=1)]


def test_a_lost_answer_sends_the_letter_again_under_the_same_message_id(mailbox):
    """At least once: nobody can know whether the server has it, so that it comes twice at worst."""
    [debt] = debts(1)
    reminders.send(debt.pk, by=None, on=DAY)
    mailbox.drop_answers = 1

    assert passes(NOON, NOON + timedelta(minutes=2)) == [
        outbox.Pass(failed=1),
        outbox.Pass(done=1),
    ]

    one, again = mailbox.letters
    assert one["Message-ID"] == again["Message-ID"] != ""
    assert text_of(one) == text_of(again)


def test_run_due_twice_over_a_real_server_sends_each_letter_once(mailbox, capsys):
    debts(3)

    for _ in range(2):
        call_command("run_due", on=DAY)

    assert len(mailbox.letters) == len({one["Message-ID"] for one in mailbox.letters}) == 3
    assert Reminder.objects.count() == 3


def test_a_mail_server_that_is_down_does_not_stop_the_day(settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    debts(2)

    call_command("run_due", on=DAY)

    assert "Outbox: 0 sent, 2 to be tried again, 0 given up." in capsys.readouterr().out
    assert Reminder.objects.count() == 2


def test_one_debt_without_an_address_stops_none_of_the_others(mailbox, capsys):
    InvoiceFactory(overdue=True, fee__hire__introduction__employer__billing_email="")
    debts(1)

    with pytest.raises(CommandError, match="1 action failed"):
        call_command("run_due", on=DAY)

    assert len(mailbox.letters) == 1
    assert "has no email address for invoices" in capsys.readouterr().out
