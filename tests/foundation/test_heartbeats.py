"""Jobs give signs of life; who is late is known, and a jump of the clock stops the round."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from foundation import heartbeats, request_ids
from foundation.models import Heartbeat, HistoryEntry, Job
from tests.factories.foundation import HeartbeatFactory

pytestmark = pytest.mark.django_db
MORNING = datetime(2018, 9, 3, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def clock(*moments: datetime):
    return iter(moments).__next__


def test_a_job_that_ends_well_has_begun_ended_and_succeeded():
    with heartbeats.beating(Job.DUE, clock=clock(MORNING, MORNING + HOUR)) as beat:
        assert Heartbeat.objects.get().last_started == MORNING
        assert request_ids.current().startswith("run_due-")
        beat.sentence = "3 done."

    row = Heartbeat.objects.get()
    assert (row.name, row.last_started) == ("run_due", MORNING)
    assert row.last_finished == row.last_ok == MORNING + HOUR
    assert row.sentence == "3 done."


def test_a_job_that_fails_keeps_its_last_success_and_says_why():
    HeartbeatFactory(name=Job.DUE)
    later = MORNING + DAY

    with pytest.raises(CommandError), heartbeats.beating(Job.DUE, clock=clock(later, later + HOUR)):
        raise CommandError("2 actions failed.")

    row = Heartbeat.objects.get()
    assert (row.last_ok, row.last_finished) == (MORNING, later + HOUR)
    assert row.sentence == "2 actions failed."


def test_a_sign_that_cannot_be_stored_stops_no_job(monkeypatch, caplog):
    def refuse(**_kwargs):
        raise IntegrityError("no")

    monkeypatch.setattr(Heartbeat.objects, "update_or_create", refuse)
    with heartbeats.beating(Job.BOOKS, clock=clock(MORNING, MORNING)):
        pass

    assert "the sign of life of check_books could not be stored" in caplog.text


@pytest.mark.parametrize(
    ("name", "age", "is_late"),
    [
        (Job.OUTBOX, timedelta(minutes=10), False),
        (Job.OUTBOX, timedelta(minutes=11), True),
        (Job.DUE, 26 * HOUR, False),
        (Job.DUE, 27 * HOUR, True),
        (Job.DUE, -27 * HOUR, True),  # the clock was set back by more than a day
        (Job.BACKUP, 27 * HOUR, True),
    ],
)
def test_a_job_is_late_by_its_last_success(settings, name, age, is_late):
    settings.HEARTBEATS_EXPECTED = [name]
    HeartbeatFactory(name=name)

    late = heartbeats.late(MORNING + age)

    assert [each.job for each in late] == [name] * is_late


def test_a_job_that_never_ran_is_late_where_it_is_expected(settings):
    assert heartbeats.late(MORNING) == []
    settings.HEARTBEATS_EXPECTED = ["backup"]

    [late] = heartbeats.late(MORNING)

    assert (late.sentence, late.way_out) == (
        "The backup has never run.",
        "Start it: manage.py backup.",
    )


def test_a_late_job_says_when_it_last_succeeded_and_apart_why_it_fails(settings):
    settings.HEARTBEATS_EXPECTED = ["check_books"]
    HeartbeatFactory(
        name="check_books", last_finished=MORNING + DAY, sentence="1 of 31 checks do not hold."
    )

    [late] = heartbeats.late(MORNING + 2 * DAY)

    assert late.sentence == "The check of the books last succeeded on 3 September 2018, 06:00."
    assert late.reason == "1 of 31 checks do not hold."


# The clock


def test_a_round_within_seven_days_goes_on():
    for moment in (MORNING, MORNING + 7 * DAY, MORNING + 6 * DAY, MORNING):
        heartbeats.trust_clock(Job.DUE, now=moment)

    assert Heartbeat.objects.get().clock_at == MORNING


@pytest.mark.parametrize("jump", [7 * DAY + HOUR, -7 * DAY - HOUR, 36_500 * DAY])
def test_a_longer_jump_stops_it_until_a_person_lets_it_go_on(staff, jump):
    heartbeats.trust_clock(Job.DUE, now=MORNING)
    for _ in range(2):
        with pytest.raises(heartbeats.ClockJumped, match="has stopped: the clock shows"):
            heartbeats.trust_clock(Job.DUE, now=MORNING + jump)

    heartbeats.let_go_on(Job.DUE, at=MORNING + jump, by=staff, on=date(2018, 9, 11))
    heartbeats.trust_clock(Job.DUE, now=MORNING + jump)

    row = Heartbeat.objects.get()
    assert (row.clock_at, row.may_go_on) == (MORNING + jump, False)
    assert HistoryEntry.objects.get().verb == "let go on"


def test_a_stopped_job_is_named_once_with_its_own_way_out(settings):
    settings.HEARTBEATS_EXPECTED = ["run_due"]
    heartbeats.trust_clock(Job.DUE, now=MORNING)

    [stop] = heartbeats.late(MORNING + 8 * DAY)

    assert stop.stopped
    assert stop.way_out.endswith("press Go on, or run: manage.py run_due --go-on")


def test_once_the_clock_is_put_right_nothing_is_stopped():
    heartbeats.trust_clock(Job.DUE, now=MORNING)
    row = Heartbeat.objects.get()

    assert heartbeats.stop_of(row, MORNING + 400 * DAY) is not None
    assert heartbeats.stop_of(row, MORNING + DAY) is None


def test_what_has_not_stopped_is_not_let_go_on(staff):
    heartbeats.trust_clock(Job.DUE, now=MORNING)

    with pytest.raises(heartbeats.NotStopped):
        heartbeats.let_go_on(Job.DUE, at=MORNING + DAY, by=staff, on=date(2018, 9, 4))

    assert not Heartbeat.objects.get().may_go_on


@pytest.mark.parametrize(
    "columns", [{"name": "lunch"}, {"name": "backup", "last_ok": MORNING, "last_finished": None}]
)
def test_the_database_refuses_what_is_no_sign_of_life(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Heartbeat.objects.create(**columns)


# The commands


def test_the_check_of_the_books_leaves_what_it_saw(capsys):
    call_command("check_books")

    row = Heartbeat.objects.get()
    assert (row.name, row.last_ok) == ("check_books", row.last_finished)
    assert row.sentence.startswith("The books balance: ")


def test_the_worker_gives_a_sign_at_each_pass_but_not_at_each_row(capsys):
    call_command("run_outbox", "--once")

    row = Heartbeat.objects.get()
    assert row.name == "run_outbox"
    assert row.last_started == row.last_ok


def test_reconciling_without_stripe_is_no_sign_of_life(settings, capsys):
    settings.STRIPE_KEY = ""
    call_command("reconcile_stripe")

    assert not Heartbeat.objects.exists()


# What machines ask


def test_ready_says_nothing_of_jobs_unless_it_is_asked_deeply(client, settings, time_machine):
    time_machine.move_to(MORNING + 2 * DAY)
    settings.HEARTBEATS_EXPECTED = ["run_due"]
    HeartbeatFactory(name="run_due", last_finished=MORNING + DAY, sentence="a secret of the office")

    assert client.get("/readyz").status_code == 200
    deep = client.get("/readyz?deep")

    assert deep.status_code == 503
    assert "The daily round last succeeded on 3 September 2018, 06:00. Start it" in deep.text
    assert "secret" not in deep.text


def test_deeply_ready_is_200_while_all_jobs_run(client, settings, time_machine):
    time_machine.move_to(MORNING + HOUR)
    settings.HEARTBEATS_EXPECTED = ["run_due"]
    HeartbeatFactory(name="run_due")

    assert client.get("/readyz?deep").status_code == 200
