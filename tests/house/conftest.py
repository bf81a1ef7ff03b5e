"""Files that are not yet too long, and ask to be looked at: over 200 lines is a question."""

import pytest

from .sources import named, source_files

LONG_FILE = 200


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for file in source_files():
        lines = len(file.read_text().splitlines())
        if lines > LONG_FILE:
            terminalreporter.write_line(f"{named(file)} has {lines} lines: is it one thing?")
