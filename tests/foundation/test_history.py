"""Deeds are written down in the transaction that does them, and stay as written."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation import history
from foundation.choices import Verb
from foundation.models import HistoryEntry
from tests.factories.employers import EmployerFactory

DAY = date(2018, 9, 3)


def test_a_deed_keeps_who_did_what_to_which_on_what_day(staff, employer):
    history.record(
        Verb.CHANGED, employer, by=staff, on=DAY, before="here", after="there", why="rent"
    )

    entry = HistoryEntry.objects.get()
    assert (entry.verb, entry.by, entry.on) == ("changed", staff, DAY)
    assert (entry.subject_type, entry.subject_id) == ("employers.employer", employer.pk)
    assert (entry.from_state, entry.to_state) == ("here", "there")
    assert entry.detail == {"why": "rent"}


def test_a_sweep_is_nobodys_deed(employer):
    assert history.record(Verb.LAPSED, employer, by=None, on=DAY).by is None


def test_the_history_of_a_thing_is_its_own_oldest_first(staff, employer):
    for verb in (Verb.CREATED, Verb.EDITED):
        history.record(verb, employer, by=staff, on=DAY)
    history.record(Verb.RELEASED, EmployerFactory(), by=staff, on=DAY)
    history.record(Verb.LET_IN, staff, by=staff, on=DAY)

    assert [entry.verb for entry in history.of(employer)] == ["created", "edited"]


def test_a_deed_that_fails_leaves_no_line(staff, employer):
    with transaction.atomic():
        history.record(Verb.CHANGED, employer, by=staff, on=DAY)
        transaction.set_rollback(True)

    assert not history.of(employer).exists()


def test_a_line_is_never_changed(staff, employer):
    entry = history.record(Verb.CHANGED, employer, by=staff, on=DAY)
    entry.verb = Verb.RELEASED

    with pytest.raises(IntegrityError, match="history_is_append_only"), transaction.atomic():
        entry.save()

    assert history.of(employer).get().verb == "changed"


def test_a_line_is_never_deleted(staff, employer):
    entry = history.record(Verb.CHANGED, employer, by=staff, on=DAY)

    with pytest.raises(IntegrityError, match="history_stays_written"), transaction.atomic():
        entry.delete()

    assert history.of(employer).count() == 1


def test_a_verb_that_is_only_a_string_is_refused(staff, employer):
    with pytest.raises(TypeError, match="'sennt' is not a verb"):
        history.record("sennt", employer, by=staff, on=DAY)  # type: ignore[arg-type]

    assert not history.of(employer).exists()


def test_a_verb_is_stored_as_its_word(staff, employer):
    assert history.record(Verb.PUT_ON_STOP, employer, by=staff, on=DAY).verb == "put on stop"
    assert history.of(employer).values_list("verb", flat=True).get() == "put on stop"
