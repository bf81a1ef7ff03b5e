"""What no file of the repository may hold."""

import re

import pytest

from .sources import named, source_files, tracked_files

# In halves, so that this file is held to its own rules.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|\braise NotImplemented" r"Error\b")
OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(wo" r"rk|ro" r"ot|fa" r"rm)/|/tmp/te" r"am")
REGISTRY = re.compile(r"py" r"pi\.org|python" r"hosted\.org|extra-index" r"-url|find-" r"links")
FROM_ELSEWHERE = re.compile(r"<(script|link|img|iframe)\b[^>]*\b(src|href)=[\"'](https?:)?//")
READS_THE_CLOCK = re.compile(
    r"\b(timezone\.(now|localdate|localtime)|localdate|(date|datetime)\.(today|now)|time\.time)\("
)


def lines_with(pattern: re.Pattern[str], files) -> list[str]:
    """Return the place and text of every line that holds the pattern."""
    return [
        f"{named(file, number)} {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(errors="ignore").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_marked_as_unfinished():
    files = [file for file in tracked_files() if file.suffix in {".py", ".html", ".md", ".toml"}]

    assert lines_with(UNFINISHED, files) == []


def test_no_file_names_a_folder_of_one_machine():
    assert lines_with(OF_ONE_MACHINE, tracked_files()) == []


def test_no_file_names_a_package_registry():
    allowed = {"Makefile"}  # `make lock` turns the options off by name
    files = [file for file in tracked_files() if named(file) not in allowed]

    assert lines_with(REGISTRY, files) == []


def test_no_page_loads_anything_from_another_host():
    pages = [file for file in tracked_files() if file.suffix == ".html"]

    assert lines_with(FROM_ELSEWHERE, pages) == []


@pytest.mark.parametrize("room", ["domain", "models", "reports", "exchange", "rules.py"])
def test_the_clock_is_read_at_the_door_and_nowhere_else(room):
    inside = [file for file in source_files() if room in file.parts]

    assert lines_with(READS_THE_CLOCK, inside) == []
