"""`manage.py check_installation`: a sentence for what is missing, and silence where all is well."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from foundation.accounts.models import User
from project.installation import checks, database, jobs, mail, people, server, site
from project.installation.question import Question
from project.settings import env_file
from tests.factories.billing import SellerFactory
from tests.factories.foundation import BackupRecordFactory, HeartbeatFactory, OutboxRowFactory
from tests.peers.smtp import mail_server


def answers(check, **question: object) -> list[str]:
    return list(check(Question(**{"now": timezone.now(), **question})))


# Settings


def test_sound_settings_have_no_fault(production):
    production.SETTINGS_MODULE = "project.settings.production"

    assert answers(server.settings_are_sound) == []


def test_settings_of_ones_own_machine_are_named(production):
    production.SETTINGS_MODULE = "project.settings.development"

    (sentence,) = answers(server.settings_are_sound)

    assert sentence.startswith("These are the settings of one's own machine (project.settings.dev")


def test_a_weak_secret_key_is_a_fault(production):
    production.SETTINGS_MODULE = "project.settings.production"
    production.SECRET_KEY = "short"

    (sentence,) = answers(server.settings_are_sound)

    assert "SECRET_KEY" in sentence
    assert sentence.endswith("(security.W009)")


@pytest.mark.parametrize(("mode", "faults"), [(0o600, 0), (0o644, 1), (0o660, 1)])
def test_a_file_of_secrets_is_for_its_owner_alone(mode, faults, production, tmp_path, monkeypatch):
    production.SETTINGS_MODULE = "project.settings.production"
    file = tmp_path / ".env"
    file.touch(mode)
    file.chmod(mode)
    monkeypatch.setattr(env_file, "FILE", file)

    assert len(answers(server.settings_are_sound)) == faults


# Stripe


def test_stripe_may_be_left_out(settings):
    assert answers(server.stripe_is_whole) == []


def test_stripe_is_whole_with_a_live_key_and_the_secret_of_its_webhook(settings):
    settings.STRIPE_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_live_1", "whsec_1"

    assert answers(server.stripe_is_whole) == []


def test_half_of_stripe_is_a_fault(settings):
    settings.STRIPE_KEY, settings.STRIPE_API_BASE = "sk_test_1", "http://127.0.0.1:1"

    sentences = answers(server.stripe_is_whole)

    assert [sentence.split()[0] for sentence in sentences] == [
        "STRIPE_WEBHOOK_SECRET",
        "STRIPE_KEY",
        "STRIPE_API_BASE",
    ]


# Disk


def test_a_full_disk_is_named(settings, tmp_path, monkeypatch, db):
    settings.STATIC_ROOT = tmp_path
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=12_000_000))

    assert answers(server.disk_has_room)[0] == (
        f"{tmp_path} has 12 MB left. Make room: 1,000 MB at least."
    )


def test_room_is_enough(settings, tmp_path, monkeypatch, db):
    settings.STATIC_ROOT = tmp_path
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10**10))

    assert answers(server.disk_has_room) == []


# Database


def test_a_database_that_serves_has_no_fault(db):
    assert answers(database.serves) == []


@pytest.mark.django_db(transaction=True)
def test_what_serving_lacks_is_said_with_its_cure(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "no_such_table",
        }
    }

    assert answers(database.serves) == ["The cache cannot be written. Run manage.py deploy."]


@pytest.mark.postgres
def test_a_role_that_owns_tables_may_not_serve(db):
    (sentence,) = answers(database.owns_no_table)

    assert "can drop the guards" in sentence


@pytest.mark.postgres
def test_a_role_that_owns_nothing_may_serve(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE serving_alone")
        cursor.execute("SET LOCAL ROLE serving_alone")
        assert answers(database.owns_no_table) == []
        cursor.execute("RESET ROLE")
        cursor.execute("GRANT foothold TO serving_alone")
        cursor.execute("SET LOCAL ROLE serving_alone")
        assert len(answers(database.owns_no_table)) == 1


def test_clocks_that_agree_are_no_fault(db):
    OutboxRowFactory()

    assert answers(database.clocks_agree) == []


def test_a_clock_that_went_back_is_noticed(db):
    OutboxRowFactory()

    sentences = answers(database.clocks_agree, now=timezone.now() - timedelta(days=1))

    assert "it has gone back" in sentences[-1]


@pytest.mark.postgres
def test_a_clock_that_differs_from_the_database_is_noticed(db):
    (sentence,) = answers(database.clocks_agree, now=timezone.now() + timedelta(minutes=3))

    assert sentence.startswith("The clock of the database differs from ours by 1")


# Mail


def test_letters_that_stay_here_are_a_fault(settings):
    (sentence,) = answers(mail.leaves)

    assert sentence.startswith("Letters are not sent: they go to django.core.mail.backends.locmem")


def test_a_letter_is_really_sent_to_the_address(settings):
    settings.DEFAULT_FROM_EMAIL = "foothold@example.org"
    with mail_server(settings) as mailbox:
        assert answers(mail.leaves, letter_to="ada@example.org") == []

    (letter,) = mailbox.letters
    assert (letter["To"], letter["From"]) == ("ada@example.org", "foothold@example.org")
    assert settings.SITE_URL in letter.get_body(("plain",)).get_content()


def test_without_an_address_the_server_is_signed_in_to_and_no_letter_sent(settings):
    settings.DEFAULT_FROM_EMAIL = "foothold@example.org"
    with mail_server(settings) as mailbox:
        assert answers(mail.leaves) == []

    assert mailbox.letters == []


def test_a_server_that_refuses_the_letter_is_quoted(settings):
    with mail_server(settings) as mailbox:
        mailbox.refused["ada@example.org"] = "550 5.7.1 Relaying denied"
        (sentence,) = answers(mail.leaves, letter_to="ada@example.org")

    assert "Relaying denied" in sentence
    assert sentence.endswith("Correct EMAIL_URL.")


def test_a_server_that_is_not_there_is_a_fault(settings):
    settings.EMAIL_BACKEND = mail.SENDS
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *free_port(), 1

    (sentence,) = answers(mail.leaves)

    assert "ConnectionRefusedError" in sentence


def test_a_sender_without_an_address_is_a_fault(settings):
    settings.DEFAULT_FROM_EMAIL = "Foothold"
    with mail_server(settings):
        assert answers(mail.leaves) == ["DEFAULT_FROM_EMAIL is no address: 'Foothold'."]


# The site


def free_port() -> tuple[str, int]:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()


@contextmanager
def proxy(status: int, body: bytes) -> Iterator[str]:
    """Run a site on loopback that answers everything in one way."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Say nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        Thread(target=listening.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            listening.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (301, b"", "answers with 301. The proxy does not say that people came by https"),
        (400, b"", "answers with 400. The proxy does not pass on the name"),
        (418, b"", "answers with 418. Look at the log"),
        (502, b"", "answers with 502. The proxy does not reach the server"),
        (200, b"Welcome to nginx!", "there is another site than Foothold"),
    ],
)
def test_a_proxy_that_is_set_up_wrongly_is_told_by_its_answer(status, body, sentence, settings):
    with proxy(status, body) as settings.SITE_URL:
        (answer,) = answers(site.answers)

    assert sentence in answer


def test_a_site_that_does_not_answer_is_a_fault(settings):
    settings.SITE_URL = "http://{}:{}".format(*free_port())

    (answer,) = answers(site.answers)

    assert answer.startswith(f"{settings.SITE_URL} does not answer: ")


@pytest.mark.django_db(transaction=True)
def test_the_page_to_sign_in_is_taken_for_foothold(live_server, settings):
    settings.SITE_URL = live_server.url

    assert answers(site.answers) == []


# People


def test_a_row_that_no_worker_takes_is_noticed(db):
    OutboxRowFactory()

    assert answers(people.worker_is_alive) == []
    (sentence,) = answers(people.worker_is_alive, now=timezone.now() + timedelta(minutes=11))
    assert sentence.startswith("No worker sends letters: 1 wait, the oldest since ")


def test_what_was_given_up_waits_for_a_person(db):
    OutboxRowFactory.create_batch(2, given_up=True)

    (sentence,) = answers(people.worker_is_alive)

    assert sentence.startswith("2 letters or calls to Stripe failed for good.")


def test_somebody_has_to_be_admin(admin):
    assert answers(people.somebody_is_admin) == []

    User.objects.update(is_active=False)

    assert len(answers(people.somebody_is_admin)) == 1


def test_our_documents_say_where_we_are_and_where_to_pay(db):
    assert len(answers(people.details_are_entered)) == 1

    SellerFactory(effective_from=date(2015, 1, 1), address="1 Road\nLondon", bank_details="1 2")

    assert answers(people.details_are_entered) == []


# The command


@pytest.fixture
def two_checks(monkeypatch):
    """Two checks: of the first nothing is missing."""

    def nothing(_question: Question) -> Iterator[str]:
        yield from ()

    def worker(question: Question) -> Iterator[str]:
        yield f"No worker, {question.letter_to or 'and no letter'}."

    monkeypatch.setattr(checks, "CHECKS", {"Settings": nothing, "Worker": worker})


def test_it_fails_with_a_sentence_for_each_fault(two_checks):
    out = StringIO()

    with pytest.raises(CommandError, match=r"^1 to mend\.$"):
        call_command("check_installation", stdout=out)

    assert out.getvalue().splitlines() == [
        "Settings: all is well",
        "Worker:",
        "  - No worker, and no letter.",
    ]


def test_it_says_so_if_nothing_is_missing(two_checks):
    del checks.CHECKS["Worker"]
    out = StringIO()

    call_command("check_installation", "--mail", "ada@example.org", stdout=out)

    assert out.getvalue().splitlines() == [
        "Settings: all is well",
        "Look whether the letter to ada@example.org has arrived, and not as spam.",
        "Nothing is missing.",
    ]


def test_a_database_that_is_away_spoils_no_other_check(two_checks):
    def away(_question: Question) -> Iterator[str]:
        raise OperationalError("no route")
        yield ""

    checks.CHECKS["Worker"] = away

    assert dict(checks.faults(Question(timezone.now()))) == {
        "Settings": [],
        "Worker": ["This cannot be looked at while the database does not answer: no route"],
    }


def test_every_check_is_entered_under_a_title():
    assert all(callable(check) for check in checks.CHECKS.values())
    assert len(checks.CHECKS) >= 11


# What runs by itself


def test_jobs_that_never_ran_are_named_with_what_to_do(db, settings):
    settings.HEARTBEATS_EXPECTED = ["run_due", "check_books", "backup"]
    HeartbeatFactory(name="check_books", last_ok=timezone.now())

    (sentence,) = answers(jobs.jobs_run)

    assert sentence.endswith("has never run. Start it: manage.py run_due.")


def test_a_backup_of_today_is_recent_and_none_is_not(db):
    (sentence,) = answers(jobs.backup_is_recent)
    assert "Run manage.py backup --keep-in FOLDER every night." in sentence

    BackupRecordFactory(made_at=timezone.now(), done_at=timezone.now())

    assert answers(jobs.backup_is_recent) == []
