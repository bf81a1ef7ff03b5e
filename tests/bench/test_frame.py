"""The frame of the benches: it counts rows, and finds what passes a limit."""

import pytest

from foundation.accounts.models import User
from tests.bench.frame import Figure, Table, asking
from tests.factories.accounts import UserFactory


@pytest.mark.postgres
def test_the_rows_that_come_back_are_counted(db):
    UserFactory.create_batch(3)

    with asking() as asked:
        list(User.objects.all())

    assert (len(asked.statements), asked.rows) == (1, 3)


def test_what_grows_faster_than_its_input_is_found(capsys):
    table = Table()

    table.add(
        [Figure("slow", "s", 1), Figure("fair", "s", 1)],
        [Figure("slow", "s", 13), Figure("fair", "s", 10)],
    )

    assert table.faults == ["slow: grows 13.0, above its limit of 12"]
    assert "13.0 s" in capsys.readouterr().out


def test_what_passes_its_yardstick_or_reads_too_much_is_found():
    figure = Figure("list", "ms", 0.5, "bare", 0.1, most_times=4, rows=300, most_rows=206)
    table = Table()

    table.add([figure], [figure])

    assert table.faults == [
        "list: to bare is 5.0, above its limit of 4",
        "list: rows read: 300.0, above its limit of 206",
    ]


def test_what_is_too_small_to_measure_is_no_growth():
    table = Table()

    table.add([Figure("memory", "MiB", 0)], [Figure("memory", "MiB", 2**20)])

    assert table.faults == []
