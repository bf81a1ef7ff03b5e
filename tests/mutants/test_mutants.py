"""The list keeps up with the source, and a fault never outlives its run."""

from importlib.util import cache_from_source
from pathlib import Path

import pytest

from .__main__ import Verdict, chosen, total
from .catalogue import ROOT, DoesNotApply, Mutant, read
from .workspace import RED, Run, Workspace

SOURCE = "def owed(gross, paid):\n    return gross - paid\n"
MUTANT = Mutant("plus-for-minus", "sums.py", "gross - paid", "gross + paid", ("tests/sums.py",))


def changed(**fields: str) -> Mutant:
    parts = {"name": "odd", "file": "sums.py", "old": "gross - paid", "new": "gross"} | fields
    return Mutant(**parts, tests=())


# The list


@pytest.mark.parametrize("mutant", read(), ids=lambda mutant: mutant.name)
def test_every_fault_can_be_put_into_its_file_and_has_its_tests(mutant):
    mutant.applied_in(ROOT)

    assert mutant.tests
    assert [test for test in mutant.tests if not (ROOT / test).is_file()] == []


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    row = '[[mutant]]\nname = "one"\nfile = "f"\nold = "a"\nnew = "b"\ntests = ["t"]\n'
    (tmp_path / "twice.toml").write_text(row * 2)

    with pytest.raises(ValueError, match="Twice in the list: one"):
        read(tmp_path / "twice.toml")


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ('database = "oracle"', "one: no database is called oracle"),
        ('baseline = "unknown"', "one: a baseline is caught or survived"),
    ],
)
def test_a_word_we_do_not_know_is_refused_by_the_mutants_name(tmp_path, field, why):
    row = f'[[mutant]]\nname = "one"\nfile = "f"\nold = "a"\nnew = "b"\ntests = []\n{field}\n'
    (tmp_path / "odd.toml").write_text(row)

    with pytest.raises(ValueError, match=why):
        read(tmp_path / "odd.toml")


# One fault


def test_a_fault_changes_its_text_and_nothing_else():
    assert MUTANT.applied_to(SOURCE) == SOURCE.replace("-", "+")


@pytest.mark.parametrize(
    ("mutant", "why"),
    [
        (changed(old="net - paid"), "odd: what it changes stands 0 times in sums.py"),
        (changed(old="paid"), "odd: what it changes stands 2 times in sums.py"),
        (changed(new="gross - paid"), "odd: it changes nothing"),
        (changed(new="gross - "), "odd: with it sums.py is no Python"),
    ],
)
def test_a_fault_that_cannot_be_put_in_is_refused_by_name(mutant, why):
    with pytest.raises(DoesNotApply, match=why):
        mutant.applied_to(SOURCE)


def test_a_file_that_moved_is_refused_by_name(tmp_path):
    with pytest.raises(DoesNotApply, match=r"plus-for-minus: there is no sums\.py"):
        MUTANT.applied_in(tmp_path)


# The copy


def test_a_file_is_as_it_was_once_its_run_is_over(tmp_path):
    file = tmp_path / "sums.py"
    file.write_text(SOURCE)

    with Workspace(tmp_path).holding(MUTANT):
        assert file.read_text() == SOURCE.replace("-", "+")
    assert file.read_text() == SOURCE


def test_a_file_is_as_it_was_when_its_run_was_stopped(tmp_path):
    file = tmp_path / "sums.py"
    file.write_text(SOURCE)
    holding = Workspace(tmp_path).holding(MUTANT)
    holding.__enter__()

    stopped = KeyboardInterrupt()
    assert not holding.__exit__(KeyboardInterrupt, stopped, None)

    assert file.read_text() == SOURCE


def test_what_python_compiled_of_the_sound_file_is_not_run_in_place_of_the_fault(tmp_path):
    file = tmp_path / "sums.py"
    file.write_text(SOURCE)
    compiled = Path(cache_from_source(str(file)))
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(b"of the sound file")

    with Workspace(tmp_path).holding(MUTANT):
        assert not compiled.exists()


# What is printed


def test_a_run_names_the_first_test_that_failed():
    output = "F\n==== short test summary info ====\nFAILED tests/a.py::test_b[1 of 2] - assert 1\n"

    assert Run(RED, output).failed_at == "tests/a.py::test_b[1 of 2]"
    assert Run(4, "ERROR: not found: tests/a.py\n").failed_at == "ERROR: not found: tests/a.py"


def test_a_line_says_where_it_differs_from_the_baseline():
    survived = Verdict(MUTANT, "survived", "", 6.25)

    assert str(Verdict(MUTANT, "caught", "tests/a.py::test_b", 6.25)).splitlines() == [
        "caught      6.2 s  plus-for-minus",
        "                    tests/a.py::test_b",
    ]
    assert str(survived) == ("SURVIVED    6.2 s  plus-for-minus  [at the baseline: caught]")
    assert total([survived], 6.25).strip() == (
        "0 of 1 caught (at the baseline 1), 1 survived, 0 broken, in 6 s"
    )


def test_a_name_nobody_has_is_refused():
    assert chosen([MUTANT], None) == [MUTANT] == chosen([MUTANT], ["plus-for-minus"])
    with pytest.raises(LookupError, match="No mutant is called minus"):
        chosen([MUTANT], ["minus"])
