"""A server that falls in the middle of an import leaves nothing of it, and the import waiting."""

import signal
from multiprocessing.connection import Connection

import pytest

from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.imports import runs
from foundation.imports.models import ImportBatch, ImportState
from placements.exchange.cohorts import Cohorts
from placements.models import Cohort
from tests.factories.accounts import UserFactory

from .clerks import at, clerks, database_of_this_test
from .desk import DAY

FILE = b"Name,Campus\n" + b"".join(b"FAC%d,London\n" % n for n in range(20))


def carry_out(batch_id: int, person_id: int, stop_after: int, door: Connection) -> None:
    """Carry an import out; after so many steps tell what was put in, and wait to be killed."""
    person = User.objects.get(pk=person_id)
    running = runs.carry_out(batch_id, Cohorts, by=person, on=DAY)
    for place, _step in enumerate(running, start=1):
        if place == stop_after:
            door.send(Cohort.objects.count())
            door.recv()


@pytest.mark.parametrize(
    ("stop_after", "put_in"),
    [
        pytest.param(25, 5, id="half-way", marks=pytest.mark.smoke),
        pytest.param(40, 20, id="after the last row"),
    ],
)
def test_an_import_whose_server_is_killed_is_carried_out_whole_the_next_time(stop_after, put_in):
    staff = UserFactory(role=Role.STAFF)
    batch = runs.upload(Cohorts, FILE, file_name="cohorts.csv", by=staff, on=DAY)
    list(runs.check(batch.pk, Cohorts, by=staff, on=DAY))

    ours, theirs = clerks.Pipe()
    job = (database_of_this_test(), carry_out, batch.pk, staff.pk, stop_after, theirs)
    clerk = clerks.Process(target=at, args=job, daemon=True)
    clerk.start()
    theirs.close()
    assert ours.recv() == put_in  # in its own transaction; nobody else sees any
    clerk.kill()
    clerk.join()
    assert clerk.exitcode == -signal.SIGKILL

    batch.refresh_from_db()
    assert (batch.state, Cohort.objects.count()) == (ImportState.CHECKED, 0)
    list(runs.carry_out(batch.pk, Cohorts, by=staff, on=DAY))
    assert (ImportBatch.objects.get().state, Cohort.objects.count()) == (ImportState.DONE, 20)
