"""What is left to one database is there, and each slow file is tried on SQLite, too."""

import pytest

from tests.both_databases import ON_SQLITE_ALONE

from .sources import ROOT

TESTS = {file: file.relative_to(ROOT).as_posix() for file in (ROOT / "tests").rglob("test_*.py")}
FAULTS = sorted(file for file in TESTS if file.parent.name == "faults")


@pytest.mark.parametrize("start", ON_SQLITE_ALONE)
def test_what_is_left_to_sqlite_is_there_and_needs_no_postgresql(start):
    files = [file for file, path in TESTS.items() if path.startswith(start)]

    assert files
    assert [TESTS[file] for file in files if "mark.postgres" in file.read_text()] == []


@pytest.mark.parametrize("file", FAULTS, ids=lambda file: file.stem)
def test_a_file_of_faults_has_one_smoke_test_unless_it_needs_postgresql(file):
    text = file.read_text()
    needs_postgresql = "pytestmark" in text and "pytest.mark.postgres" in text

    assert text.count("pytest.mark.smoke") == (0 if needs_postgresql else 1)
