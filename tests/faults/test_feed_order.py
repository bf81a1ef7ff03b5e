"""The feed has its own order, because on PostgreSQL ids are no order to read by."""

from datetime import date
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from foundation import feed, history
from foundation.choices import Verb
from foundation.models import HistoryEntry
from foundation.transactions import finishing
from tests.factories.accounts import ColleagueFactory
from tests.factories.employers import EmployerFactory

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 6, 15)


def happen(employer) -> HistoryEntry:
    return history.record(Verb.PUT_ON_STOP, employer, by=ColleagueFactory(), on=DAY)


@pytest.mark.postgres
def test_what_commits_late_comes_after_what_a_reader_has_seen():
    """The id is taken first, the commit comes last: by the ids a reader would miss it."""
    employer, written, commit = EmployerFactory(), Event(), Event()
    ColleagueFactory()
    late: list[int] = []

    def write_slowly() -> None:
        with transaction.atomic(), finishing():  # as a verb does: it is sealed at its end
            late.append(happen(employer).pk)
            written.set()
            assert commit.wait(30)
        connection.close()

    thread = Thread(target=write_slowly)
    thread.start()
    assert written.wait(30)
    early = happen(employer).pk
    feed.place_all(now=timezone.now())
    seen = feed.last_position()
    commit.set()
    thread.join()
    feed.place_all(now=timezone.now())

    placed = dict(HistoryEntry.objects.values_list("pk", "position"))
    assert late[0] < early
    assert placed[early] == seen < placed[late[0]]
