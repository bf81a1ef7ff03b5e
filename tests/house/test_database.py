"""Tests that commit leave the database as the migrations made it, on both."""

from threading import Thread

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection

from billing.models import VatRate
from foundation.models import HistoryEntry, NumberSeries
from tests.factories.foundation import HistoryEntryFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next_and_the_first_rows_stay(run):
    assert HistoryEntry.objects.count() == 0
    assert NumberSeries.objects.filter(code="INV").exists()
    assert VatRate.objects.count() == 4

    HistoryEntryFactory()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_a_first_row_that_a_test_changed_or_deleted_is_back_for_the_next(run):
    series = Permission.objects.filter(content_type__model="numberseries")
    assert set(series.values_list("codename", "name")) == {
        (f"{verb}_numberseries", f"Can {verb} number series")
        for verb in ("add", "change", "delete", "view")
    }

    series.filter(codename="add_numberseries").update(name="Can add")
    series.get(codename="view_numberseries").delete()


@pytest.mark.django_db(transaction=True)
def test_a_thread_sees_what_another_committed():
    HistoryEntryFactory()
    seen = []

    def look() -> None:
        seen.append(HistoryEntry.objects.count())
        connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [1]


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_after_a_test_that_committed():
    with pytest.raises(IntegrityError, match="number_series_stays"):
        NumberSeries.objects.all().delete()
