"""The sample's data files: a fault is reported with its file, its entry and its field."""

from dataclasses import dataclass
from datetime import date

import pytest

from employers.choices import EndReason
from project.sample.days import Ago
from project.sample.entries import BrokenEntry, entries, tables
from project.sample.story import FallsThrough, Leaves, Pays, Placed

HIRE = 'graduate = "Una", employer = "LANTERN", start = 2017-07-10, salary = 27_500'


@dataclass(frozen=True)
class Pair:
    """A small entry."""

    name: str
    sizes: tuple[int, ...] = ()


def hires(folder, row: str) -> list[Placed]:
    (folder / "hires.toml").write_text(f"early = [\n    {{ {row} }},\n]\n")
    return entries(Placed, "hires.toml", "early", folder)


def test_an_entry_becomes_the_dataclass_of_the_story(tmp_path):
    [hire] = hires(
        tmp_path,
        f'{HIRE}, pays = "late", sent = {{ months = 3, day = 9 }}, '
        'leaves = { when = 33, reason = "dismissed" }, '
        'turn = { kind = "falls through", on = 2017-07-01, reason = "Moved away" }',
    )

    assert hire == Placed(
        "Una", "LANTERN", date(2017, 7, 10), 27_500, sent=Ago(3, 9), pays=Pays.LATE,
        leaves=Leaves(33, EndReason.DISMISSED),
        turn=FallsThrough(date(2017, 7, 1), "Moved away"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('graduate = "Una"', "missing field employer, salary, start."),
        (f'{HIRE}, wage = 1, bonus = 2', "unknown field bonus, wage."),
        (f'{HIRE}, months = "6"', "months: '6' is not a value for it."),
        (f'{HIRE}, unissued = 1', "unissued: 1 is not a value for it."),
        (f'{HIRE}, pays = "some day"', "pays: 'some day' is not a value for it."),
        (f'{HIRE}, leaves = {{ on = 3 }}', "leaves: unknown field on."),
        (f'{HIRE}, leaves = {{ when = 3, back_on = {{ day = 3 }} }}',
         "leaves, back_on: missing field months."),
        (f'{HIRE}, turn = {{ kind = "replaces" }}', "turn: missing field leaver."),
    ],
)  # fmt: skip
def test_a_fault_names_file_entry_and_field(tmp_path, row, fault):
    with pytest.raises(BrokenEntry) as refusal:
        hires(tmp_path, row)

    separator = ": " if fault.startswith(("missing", "unknown")) else ", "
    assert str(refusal.value) == f"hires.toml, early 1 (Una){separator}{fault}"


def test_an_unknown_turn_is_answered_with_those_there_are(tmp_path):
    with pytest.raises(BrokenEntry, match=r"early 1 \(Una\), turn: 'lost' is not one of falls thr"):
        hires(tmp_path, f'{HIRE}, turn = {{ kind = "lost" }}')


def test_a_list_is_read_item_by_item(tmp_path):
    (tmp_path / "pairs.toml").write_text('pair = [{ name = "A", sizes = [1, 2] }]')
    assert entries(Pair, "pairs.toml", "pair", tmp_path) == [Pair("A", (1, 2))]

    (tmp_path / "pairs.toml").write_text('pair = [{ name = "A", sizes = [1, "2"] }]')
    with pytest.raises(BrokenEntry, match=r"pairs.toml, pair 1 \(A\), sizes: '2' is not"):
        entries(Pair, "pairs.toml", "pair", tmp_path)


def test_a_file_without_its_list_or_not_in_toml_is_named(tmp_path):
    (tmp_path / "pairs.toml").write_text("")
    with pytest.raises(BrokenEntry, match="pairs.toml has no list named pair"):
        entries(Pair, "pairs.toml", "pair", tmp_path)

    (tmp_path / "pairs.toml").write_text("pair = ]")
    with pytest.raises(BrokenEntry, match=r"pairs.toml: .*line 1"):
        tables("pairs.toml", tmp_path)
