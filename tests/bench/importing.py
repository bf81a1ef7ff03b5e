"""Graduates from a spreadsheet, against `bulk_create` of the same rows.

The import reads a CSV, checks every cell, looks everybody up, and writes each person with their
skills, their consent and the history of both. The yardstick writes the rows that came of it.
"""

import csv
import io
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Model

from foundation.accounts.models import User
from foundation.imports.engine.files import read_table
from foundation.imports.engine.mapping import Mapping
from foundation.imports.engine.plan import Import, run
from foundation.imports.registry import kinds
from foundation.models import HistoryEntry
from placements.models import Consent, Graduate

from .frame import Figure, in_a_child, seconds_of
from .seeding import empty, guards_down
from .stories import AS_OF, COHORTS, FIRST_NAMES, LAST_NAMES, PLACES, SKILLS, open_office

MOST_TIMES = 40
COLUMNS = [
    *("Full name", "E-mail", "Cohort", "Headline", "Skills", "Location", "Available from"),
    *("Job search", "Github", "Identity seen on", "Consented on"),
]
WRITTEN: list[type[Model]] = [Graduate, Graduate.skills.through, Consent, HistoryEntry]


def measure(rows: int) -> Iterator[Figure]:
    with guards_down():
        empty()
        office = open_office(copies=1)
    took = in_a_child(import_graduates, spreadsheet(rows), office.staff)
    made = {model: list(model._default_manager.all()) for model in WRITTEN}
    assert len(made[Graduate]) == rows
    with guards_down():
        empty(WRITTEN)
    bare = seconds_of(lambda: written_again(made))
    yield Figure("import", "s", took.seconds, "bulk_create", bare, MOST_TIMES)
    yield Figure("import: memory", "MiB", took.peak)


def spreadsheet(rows: int) -> bytes:
    """Return a CSV of people with everything one can say of them, half of them to be published."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for place in range(rows):
        first, last = FIRST_NAMES[place % 10], LAST_NAMES[place // 10 % 8]
        who = [f"{first} {last}", f"{first}.{last}.{place}@example.net", f"fac-{place % COHORTS}"]
        skills = "; ".join(SKILLS[place % 7 : place % 7 + 3])
        work = ["Developer who likes tests", skills, PLACES[place % 7], "03/07/2017", "looking"]
        link = f"https://github.com/{first}{place}"
        table.writerow([*who, *work, link, "2017-06-01", "1 Jun 2017" if place % 2 else ""])
    return file.getvalue().encode()


def import_graduates(content: bytes, by: User) -> None:
    table = read_table(content, name="graduates.csv")
    result = run(Import.of(kinds()["graduates"], table, Mapping()), by=by, on=AS_OF)
    assert result.is_saved, result.faults[:3]


@transaction.atomic
def written_again(made: dict[type[Model], list[Model]]) -> None:
    for model, rows in made.items():
        model._default_manager.bulk_create(rows)
