"""Whatever is recorded in any test about a noun of the API is a declared type of event.

So the types that docs/programs/events.md lists, and that endpoints may ask for, are all there are.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation import history, nouns
from foundation.models import HistoryEntry

TESTS = Path(__file__).parent


def undeclared(entry: HistoryEntry) -> bool:
    """Return whether an entry is about a noun that does not declare its verb."""
    noun = nouns.by_label().get(entry.subject_type)
    return noun is not None and entry.verb not in noun.verbs


@pytest.fixture(scope="session", autouse=True)
def _recorded_is_declared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        record = history.record

        def checked(*args: Any, **what: Any) -> HistoryEntry:
            entry = record(*args, **what)
            # What a test records itself is made up.
            by_a_test = Path(sys._getframe(1).f_code.co_filename).is_relative_to(TESTS)
            if not by_a_test and undeclared(entry):
                pytest.fail(f"Declare {entry.verb!r} of {entry.subject_type} in its api/events.py.")
            return entry

        patch.setattr(history, "record", checked)
        yield
