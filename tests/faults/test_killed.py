"""Killed between number and commit: the number is given again, and none is missing."""

import signal
from collections import Counter
from multiprocessing.connection import wait

import pytest

from billing.choices import InvoiceState
from billing.domain import invoices
from billing.models import Invoice
from project.accounts.choices import Role
from tests.factories.accounts import UserFactory

from .clerks import MOMENTS, at, clerks, database_of_this_test, issue_with_a_pause
from .desk import DAY, drafts, numbers

pytestmark = pytest.mark.postgres
ROUNDS = 10
TOGETHER = 6  # one holds the number, the others wait for it; all are killed but the third


def test_50_clerks_killed_while_they_hold_a_number_leave_no_gap():
    finance = UserFactory(role=Role.FINANCE)
    waiting = [draft.pk for draft in drafts(ROUNDS * TOGETHER)]
    ends = Counter()

    for done in range(ROUNDS):
        moment = list(MOMENTS)[done % len(MOMENTS)]
        of_this_round = waiting[done * TOGETHER : (done + 1) * TOGETHER]
        doors = dict(start(moment, draft, finance.pk) for draft in of_this_round)
        for place in range(TOGETHER):
            # Never two at a time, and each with the number that a killed one before it held.
            [door] = wait(doors, timeout=60)
            clerk = doors.pop(door)
            assert door.recv() == done + (2 if place > 2 else 1)
            if place == 2:
                door.send("go on")
            else:
                clerk.kill()
            clerk.join()
            ends[clerk.exitcode] += 1

    assert ends == {-signal.SIGKILL: 50, 0: 10}
    assert numbers() == list(range(1, 11))
    for draft in Invoice.objects.filter(pk__in=waiting, state=InvoiceState.DRAFT):
        invoices.issue(draft.pk, by=finance, on=DAY)
    assert numbers() == list(range(1, 61))


def start(moment: str, draft_id: int, person_id: int):
    """Return the door to a clerk who issues a draft, and the clerk."""
    ours, theirs = clerks.Pipe()
    job = (database_of_this_test(), issue_with_a_pause, moment, draft_id, person_id, theirs)
    clerk = clerks.Process(target=at, args=job, daemon=True)
    clerk.start()
    theirs.close()
    return ours, clerk
