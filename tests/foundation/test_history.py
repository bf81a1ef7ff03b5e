"""Deeds are written down in the transaction that does them, and stay as written."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation import history
from foundation.models import HistoryEntry
from tests.factories.employers import EmployerFactory

DAY = date(2018, 9, 3)


def test_a_deed_keeps_who_did_what_to_which_on_what_day(staff, employer):
    history.record("moved", employer, by=staff, on=DAY, before="here", after="there", why="rent")

    entry = HistoryEntry.objects.get()
    assert (entry.verb, entry.by, entry.on) == ("moved", staff, DAY)
    assert (entry.subject_type, entry.subject_id) == ("employers.employer", employer.pk)
    assert (entry.from_state, entry.to_state) == ("here", "there")
    assert entry.detail == {"why": "rent"}


def test_a_sweep_is_nobodys_deed(employer):
    assert history.record("swept", employer, by=None, on=DAY).by is None


def test_the_history_of_a_thing_is_its_own_oldest_first(staff, employer):
    for verb in ("first", "second"):
        history.record(verb, employer, by=staff, on=DAY)
    history.record("other", EmployerFactory(), by=staff, on=DAY)
    history.record("other kind", staff, by=staff, on=DAY)

    assert [entry.verb for entry in history.of(employer)] == ["first", "second"]


def test_a_deed_that_fails_leaves_no_line(staff, employer):
    with transaction.atomic():
        history.record("failed", employer, by=staff, on=DAY)
        transaction.set_rollback(True)

    assert not history.of(employer).exists()


def test_a_line_is_never_changed(staff, employer):
    entry = history.record("moved", employer, by=staff, on=DAY)
    entry.verb = "stayed"

    with pytest.raises(IntegrityError, match="history_is_append_only"), transaction.atomic():
        entry.save()

    assert history.of(employer).get().verb == "moved"


def test_a_line_is_never_deleted(staff, employer):
    entry = history.record("moved", employer, by=staff, on=DAY)

    with pytest.raises(IntegrityError, match="history_stays_written"), transaction.atomic():
        entry.delete()

    assert history.of(employer).count() == 1
