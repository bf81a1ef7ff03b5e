"""Limits: counted once for all doors, in whole, and let go by a person."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import close_old_connections, connection, transaction

from foundation import history, rate_limits
from foundation.models import Limited, LimitUse, Per
from foundation.rate_limits import CannotRelease, LimitReached, Most, NotStopped
from tests.factories.foundation import LimitUseFactory

pytestmark = pytest.mark.django_db
MORNING = datetime(2018, 9, 3, 9, tzinfo=UTC)
TODAY = MORNING.date()
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def three_exports_an_hour(monkeypatch, time_machine):
    time_machine.move_to(MORNING, tick=False)
    monkeypatch.setitem(rate_limits.LIMITS, Limited.EXPORT, (Most(Per.PERSON, 3, HOUR),))


def export(person) -> None:
    rate_limits.count(Limited.EXPORT, person=person)


def test_the_use_above_the_limit_is_refused_and_says_until_when(staff, time_machine):
    for _ in range(3):
        export(staff)
    time_machine.move_to(MORNING + timedelta(minutes=18), tick=False)

    with pytest.raises(LimitReached) as refusal:
        export(staff)

    assert str(refusal.value) == (
        "You have reached the limit of 3 exports in 1 hour. Try again in 42 minutes, or contact us."
    )
    assert refusal.value.wait == 42 * 60
    assert LimitUse.objects.get().count == 3


def test_each_has_a_count_of_their_own(staff, admin):
    for _ in range(3):
        export(staff)

    export(admin)

    assert rate_limits.why_stopped(Limited.EXPORT, person=admin) is None
    assert rate_limits.why_stopped(Limited.EXPORT, person=staff).wait == 60 * 60


def test_when_the_time_is_over_it_begins_anew(staff, time_machine):
    for _ in range(3):
        export(staff)
    time_machine.move_to(MORNING + HOUR, tick=False)

    export(staff)

    use = LimitUse.objects.get()
    assert (use.count, use.full_at, use.ends_at) == (1, None, MORNING + 2 * HOUR)


def test_a_limit_of_one_is_full_at_once(staff, monkeypatch):
    monkeypatch.setitem(rate_limits.LIMITS, Limited.EXPORT, (Most(Per.PERSON, 1, HOUR),))

    export(staff)

    assert LimitUse.objects.get().full_at == MORNING
    with pytest.raises(LimitReached):
        export(staff)


def test_what_one_subject_refuses_is_counted_for_none(staff, monkeypatch):
    both = (Most(Per.PERSON, 3, HOUR), Most(Per.FIRM, 1, HOUR))
    monkeypatch.setitem(rate_limits.LIMITS, Limited.MEETING, both)
    rate_limits.count(Limited.MEETING, person=staff, firm=7)

    with pytest.raises(LimitReached, match=r"^Your organisation has reached the limit of 1 req"):
        rate_limits.count(Limited.MEETING, person=staff, firm=7)

    assert list(LimitUse.objects.order_by("per").values_list("per", "subject", "count")) == [
        ("firm", "7", 1),
        ("person", str(staff.pk), 1),
    ]


def test_an_address_counts_whatever_its_case(monkeypatch):
    monkeypatch.setitem(rate_limits.LIMITS, Limited.INVITATION, (Most(Per.MAILBOX, 1, HOUR),))
    rate_limits.count(Limited.INVITATION, mailbox="Ann@Example.org")

    assert rate_limits.why_stopped(Limited.INVITATION, mailbox="ann@example.org ")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(minutes=59, seconds=1), "1 hour"),
        (timedelta(minutes=61), "2 hours"),
        (timedelta(days=1), "24 hours"),
    ],
)
def test_a_time_is_said_rounded_up(time, words):
    assert rate_limits.in_words(time) == words


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_three_are_let(staff, monkeypatch):
    outcomes: list[bool] = []

    def one() -> None:
        try:
            with transaction.atomic():
                export(staff)
        except LimitReached:
            outcomes.append(False)
        else:
            outcomes.append(True)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert sorted(outcomes) == [False] * 7 + [True] * 3
    assert LimitUse.objects.get().count == 3


# Who is stopped, and let go on


def stop(person) -> LimitUse:
    return LimitUseFactory(
        stopped=True, limit=Limited.EXPORT, per=Per.PERSON, subject=person.pk, count=3
    )


def test_who_was_let_go_on_begins_again_and_the_history_says_so(staff, employer_contact):
    use = stop(employer_contact)

    rate_limits.release(use.pk, by=staff, on=TODAY)

    export(employer_contact)
    entry = history.of(use).get()
    assert (entry.verb, entry.by) == ("released", staff)
    assert entry.detail == {"limit": "export", "per": "person", "who": employer_contact.pk}


def test_the_history_does_not_name_an_address(staff):
    use = LimitUseFactory(stopped=True, subject="192.0.2.7")

    rate_limits.release(use.pk, by=staff, on=TODAY)

    assert "192.0.2.7" not in str(history.of(use).get().detail)


def test_nobody_lets_themselves_go_on_and_an_admin_lets_colleagues(staff, admin, finance_officer):
    with pytest.raises(CannotRelease, match="stopped yourself"):
        rate_limits.release(stop(admin).pk, by=admin, on=TODAY)
    use = stop(finance_officer)
    with pytest.raises(CannotRelease, match="Only an admin"):
        rate_limits.release(use.pk, by=staff, on=TODAY)

    assert rate_limits.release(use.pk, by=admin, on=TODAY).full_at is None


def test_who_is_not_stopped_any_more_cannot_be_let_go_on(staff, graduate_user, time_machine):
    use = stop(graduate_user)
    rate_limits.release(use.pk, by=staff, on=TODAY)

    with pytest.raises(NotStopped):
        rate_limits.release(use.pk, by=staff, on=TODAY)


def test_counts_that_are_over_are_deleted(time_machine):
    LimitUseFactory(ends_at=MORNING)
    LimitUseFactory(ends_at=MORNING + HOUR)

    assert rate_limits.forget_old(now=MORNING) == 1
    assert LimitUse.objects.count() == 1
