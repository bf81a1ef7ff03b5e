"""What is to be done out there: once, in order, tried again with patience, given up visibly."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from foundation import outbox
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.models import HistoryEntry, OutboxRow, OutboxState
from foundation.models.outbox import LEASE
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)
TODAY = date(2026, 6, 15)


@pytest.fixture
def done(monkeypatch) -> list[tuple[int, dict]]:
    """What the deed of kind "test" was asked to do; it fails while told to."""
    calls: list[tuple[int, dict]] = []

    def send(row: OutboxRow, *, now: datetime) -> None:
        calls.append((row.subject_id, row.payload))
        fault = FAULTS.pop(0) if FAULTS else None
        if fault:
            raise fault

    FAULTS.clear()
    for kind in ("test", "test.other", "mail"):
        monkeypatch.setitem(outbox._tasks, kind, send)
    return calls


FAULTS: list[Exception | None] = []


@pytest.fixture
def subject(db) -> User:
    return UserFactory()


def at(moment: datetime) -> outbox.Pass:
    """Do what is due at a moment."""
    return outbox.run_due(clock=lambda: moment)


def test_a_row_is_done_once(subject, done):
    outbox.put("test", subject, {"n": 1})

    assert at(NOON) == (1, 0, 0)
    assert at(NOON) == (0, 0, 0)

    assert done == [(subject.pk, {"n": 1})]
    row = OutboxRow.objects.get()
    assert (row.state, row.done_at, row.attempts, row.holder) == ("done", NOON, 1, "")


def test_a_row_leaves_with_its_transaction_or_not_at_all(subject, done):
    with transaction.atomic():
        outbox.put("test", subject, {})
        transaction.set_rollback(True)

    assert at(NOON) == (0, 0, 0)


def test_the_same_key_is_put_once(subject, done):
    first = outbox.put("test", subject, {"n": 1}, key="reminder of INV-0001")
    again = outbox.put("test", subject, {"n": 2}, key="reminder of INV-0001")

    assert first == again
    at(NOON)
    assert outbox.put("test", subject, {"n": 3}, key="reminder of INV-0001").state == "done"
    assert len(done) == 1


def test_what_nobody_began_takes_more_of_the_same_kind(subject, done):
    first = outbox.put("test", subject, {}, fold=True)

    assert outbox.put("test", subject, {}, fold=True) == first
    assert outbox.put("test.other", subject, {}, fold=True) != first
    at(NOON)
    assert outbox.put("test", subject, {}, fold=True) != first


def test_rows_of_one_subject_leave_in_order(subject, done):
    other = UserFactory()
    FAULTS.append(ConnectionError("down"))
    for n in range(3):
        outbox.put("test", subject, {"n": n})
    outbox.put("test", other, {})
    outbox.put("mail", subject, {"mail": True})

    assert at(NOON) == (2, 1, 0)  # the other subject and the mail do not wait
    assert done == [(subject.pk, {"n": 0}), (other.pk, {}), (subject.pk, {"mail": True})]

    assert at(NOON + timedelta(minutes=2)) == (3, 0, 0)
    assert [payload["n"] for _, payload in done[3:]] == [0, 1, 2]


def test_a_failed_row_waits_twice_as_long_each_time(subject, done):
    row = outbox.put("test", subject, {})
    pauses = [outbox.pause(n, row.key) for n in range(1, 12)]

    for n, usual in enumerate([1, 2, 4, 8, 16, 32, 64, 120, 120, 120, 120]):
        assert timedelta(minutes=usual * 0.75) <= pauses[n] <= timedelta(minutes=usual * 1.25)


def test_rows_that_failed_together_do_not_come_back_together():
    assert len({outbox.pause(1, f"key {n}") for n in range(100)}) == 100


def test_a_failed_row_says_why_and_when_it_is_tried_again(subject, done):
    FAULTS.append(ConnectionError("down"))
    row = outbox.put("test", subject, {})

    assert at(NOON) == (0, 1, 0)

    row.refresh_from_db()
    assert (row.last_error, row.attempts) == ("ConnectionError: down", 1)
    assert row.next_try_at == NOON + outbox.pause(1, row.key)
    assert at(row.next_try_at - timedelta(seconds=1)) == (0, 0, 0)
    assert at(row.next_try_at) == (1, 0, 0)


def test_a_row_is_given_up_after_a_day_of_trying(subject, done):
    FAULTS.extend([ConnectionError("down")] * 30)
    row = outbox.put("test", subject, {})

    now = NOON
    while row.state == OutboxState.WAITING:
        at(now)
        row.refresh_from_db()
        now = row.next_try_at

    assert (row.state, row.attempts, len(done)) == ("given_up", outbox.MOST_TRIES, 20)
    assert timedelta(hours=20) < now - NOON < timedelta(hours=40)
    assert HistoryEntry.objects.get(verb="gave up").by is None


def test_a_hopeless_row_is_given_up_at_once(subject, done):
    FAULTS.append(outbox.PermanentFailure("No such address."))
    row = outbox.put("test", subject, {})

    assert at(NOON) == (0, 0, 1)

    row.refresh_from_db()
    assert (row.state, row.last_error) == ("given_up", "No such address.")


def test_a_kind_nobody_knows_is_no_reason_to_stop(subject, done):
    outbox.put("unheard of", subject, {})
    outbox.put("test", subject, {})

    assert at(NOON) == (1, 1, 0)


def test_a_row_that_was_given_up_is_tried_again_when_a_person_says_so(subject, done):
    FAULTS.append(outbox.PermanentFailure("no"))
    row = outbox.put("test", subject, {})
    at(NOON)

    outbox.retry(row.pk, by=subject, on=TODAY)

    assert at(NOON) == (1, 0, 0)
    with pytest.raises(outbox.NotGivenUp, match="This is done"):
        outbox.retry(row.pk, by=subject, on=TODAY)


def test_a_row_is_dropped_for_a_reason(subject, done):
    FAULTS.append(outbox.PermanentFailure("no"))
    row = outbox.put("test", subject, {})
    at(NOON)

    with pytest.raises(BadValue, match="Say why"):
        outbox.drop(row.pk, reason=" ", by=subject, on=TODAY)
    outbox.drop(row.pk, reason="Done by hand", by=subject, on=TODAY)

    assert at(NOON + timedelta(days=1)) == (0, 0, 0)
    assert HistoryEntry.objects.get(verb="dropped").detail == {"reason": "Done by hand"}


def test_what_is_given_up_holds_up_nobody(subject, done):
    FAULTS.append(outbox.PermanentFailure("no"))
    outbox.put("test", subject, {"n": 1})
    outbox.put("test", subject, {"n": 2})

    assert at(NOON) == (1, 0, 1)


# A worker that died, or seems to have


def held(row: OutboxRow, until: datetime) -> None:
    """Leave a row as a worker leaves it that is killed at its deed."""
    OutboxRow.objects.filter(pk=row.pk).update(holder="dead", held_until=until, attempts=1)


def test_a_row_of_a_dead_worker_is_taken_over_after_two_leases(subject, done):
    row = outbox.put("test", subject, {})
    held(row, NOON + LEASE)

    assert at(NOON + LEASE / 2) == (0, 0, 0)
    assert at(NOON + LEASE) == (0, 0, 0)  # it is doubted, and given one more term
    assert at(NOON + 2 * LEASE) == (1, 0, 0)
    row.refresh_from_db()
    assert row.attempts == 2


def test_a_clock_that_jumps_ahead_takes_no_row_from_the_living(subject, done, monkeypatch):
    row = outbox.put("test", subject, {})

    def slow(row: OutboxRow, *, now: datetime) -> None:
        done.append((row.subject_id, row.payload))
        assert at(NOON + timedelta(hours=5)) == (0, 0, 0)  # another worker, after the jump

    monkeypatch.setitem(outbox._tasks, "test", slow)
    assert at(NOON) == (1, 0, 0)

    assert len(done) == 1
    row.refresh_from_db()
    assert (row.state, row.doubted) == ("done", False)


def test_a_clock_that_goes_back_forgets_nothing(subject, done):
    FAULTS.append(ConnectionError("down"))
    row = outbox.put("test", subject, {})
    at(NOON + timedelta(days=365))  # the clock was a year ahead

    assert at(NOON) == (1, 0, 0)

    other = outbox.put("test", subject, {})
    held(other, NOON + timedelta(days=365))
    assert at(NOON) == (0, 0, 0)
    assert at(NOON + LEASE) == (1, 0, 0)
    assert row.key != other.key


def test_a_worker_that_was_taken_for_dead_marks_nothing(subject, done, monkeypatch):
    row = outbox.put("test", subject, {})

    def slow(row: OutboxRow, *, now: datetime) -> None:
        OutboxRow.objects.filter(pk=row.pk).update(holder="somebody else")

    monkeypatch.setitem(outbox._tasks, "test", slow)
    at(NOON)

    row.refresh_from_db()
    assert (row.state, row.holder) == ("waiting", "somebody else")


def test_a_row_that_kills_its_worker_each_time_is_given_up(subject, done):
    row = outbox.put("test", subject, {})
    OutboxRow.objects.filter(pk=row.pk).update(attempts=outbox.MOST_TRIES)

    assert at(NOON) == (0, 0, 1)

    row.refresh_from_db()
    assert row.last_error == "The worker stopped in the middle of every attempt."
    assert done == []


def test_the_worker_stops_between_two_rows_when_told_to(subject, done):
    outbox.put("test", subject, {})
    outbox.put("mail", subject, {})

    passed = outbox.run_due(clock=lambda: NOON, until=lambda: len(done) == 1)

    assert passed == (1, 0, 0)


def test_what_waits_unseen_is_found(subject, done):
    row = outbox.put("test", subject, {})
    OutboxRow.objects.filter(pk=row.pk).update(next_try_at=NOON)

    assert not OutboxRow.objects.forgotten(at=NOON).exists()
    assert OutboxRow.objects.forgotten(at=NOON + timedelta(minutes=1)).get() == row
    held(row, NOON + LEASE)
    assert not OutboxRow.objects.forgotten(at=NOON + timedelta(minutes=1)).exists()
