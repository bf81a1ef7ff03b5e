"""Killed between number and commit: the number is given again, and none is missing."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import pytest

from billing.choices import InvoiceState
from billing.domain.ledger import invoices
from billing.models import Invoice
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory

from .clerks import MOMENTS, at, clerks, database_of_this_test, issue_with_a_pause
from .desk import DAY, drafts, numbers

pytestmark = pytest.mark.postgres
ROUNDS = 10
TOGETHER = 6  # one holds the number, the others wait for it; all are killed but the third
SPARED = 2


def test_50_clerks_killed_while_they_hold_a_number_leave_no_gap():
    finance = UserFactory(role=Role.FINANCE)
    waiting = [draft.pk for draft in drafts(ROUNDS * TOGETHER)]

    for done in range(ROUNDS):
        moment = list(MOMENTS)[done % len(MOMENTS)]
        of_this_round = waiting[done * TOGETHER : (done + 1) * TOGETHER]
        with at_work(moment, of_this_round, finance.pk) as doors:
            for place in range(TOGETHER):
                # Never two at a time, and each with the number that a killed one before it held.
                [door] = wait(doors, timeout=60)
                clerk = doors[door]
                assert door.recv() == done + (1 if place <= SPARED else 2)
                if place == SPARED:
                    door.send("go on")
                else:
                    clerk.kill()
                clerk.join()
                assert clerk.exitcode == (0 if place == SPARED else -signal.SIGKILL)
                del doors[door]

    assert numbers() == list(range(1, ROUNDS + 1))
    for draft in Invoice.objects.filter(pk__in=waiting, state=InvoiceState.DRAFT):
        invoices.issue(draft.pk, by=finance, on=DAY)
    assert numbers() == list(range(1, ROUNDS * TOGETHER + 1))


@contextmanager
def at_work(
    moment: str, draft_ids: list[int], person_id: int
) -> Iterator[dict[Connection, BaseProcess]]:
    """Yield clerks who each issue a draft, by the door at which they wait."""
    doors = {}
    for draft_id in draft_ids:
        ours, theirs = clerks.Pipe()
        job = (database_of_this_test(), issue_with_a_pause, moment, draft_id, person_id, theirs)
        doors[ours] = clerks.Process(target=at, args=job, daemon=True)
        doors[ours].start()
        theirs.close()
    try:
        yield doors
    finally:
        for left_over in doors.values():  # after a failed test: they hold locks
            left_over.kill()
            left_over.join()
