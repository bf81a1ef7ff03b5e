"""Books of any size, the same every time.

Some stories are written row by row, and the database multiplies them. The rows go in past the
verbs and past the guards that would look at each; the books are sound all the same, as
`check_books` says.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, Max, Model

from billing.models import CreditNote, Document, Fee, Invoice, InvoiceLine, Payment, Rebate
from employers.models import Contact, Employer, Skill, Terms
from foundation.accounts.models import User
from foundation.models import HistoryEntry, NumberSeries
from placements.models import Cohort, Graduate, Hire, Introduction, Programme

from .stories import Office, open_office, story

STORIES = 2_500
MULTIPLIED: list[type[Model]] = [
    *(Graduate, Graduate.skills.through, Introduction, Hire),
    *(Fee, Rebate, Invoice, InvoiceLine, Payment, CreditNote, Document, HistoryEntry),
]
EMPTIED: list[type[Model]] = [User, Programme, Cohort, Skill, Employer, Contact, Terms, *MULTIPLIED]
# Copies of a row lie behind it in a gap that its number leaves: the nth is n further on.
NUMBERS = ("sequence", "subject_id")
TOLD_APART = {
    "reference": "{column} || '-' || n",
    "full_name": "{column} || ' ' || n",
    "email": "n || {column}",
    "number": "split_part({column}, '-', 1) || '-' || sequence + n",
}


def fill(size: int) -> Office:
    """Empty the books, write the stories of ``size`` graduates, and return the office they met."""
    stories = min(size, STORIES)
    with guards_down():
        empty()
        office = open_office(copies=size // stories)
        rows: dict[type[Model], list[Model]] = defaultdict(list)
        for place in range(stories):
            for row in story(place, stories, office):
                rows[type(row)].append(row)
        for model in MULTIPLIED:
            model._default_manager.bulk_create(rows[model])
            multiply(model, office.copies)
        count_on("INV", Invoice)
        count_on("CN", CreditNote)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what the database does by itself some minutes later
    return office


@contextmanager
def guards_down() -> Iterator[None]:
    """Let rows in past triggers and foreign keys, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        for statement in connection.ops.sequence_reset_sql(no_style(), EMPTIED):
            cursor.execute(statement)


def empty(models: Sequence[type[Model]] = EMPTIED) -> None:
    tables = ", ".join(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


def multiply(model: type[Model], copies: int) -> None:
    """Put the copies of every row behind it."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(nth_copy(field) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns})"
            f" SELECT {values} FROM {model._meta.db_table}, generate_series(1, %s) n",
            [copies - 1],
        )


def nth_copy(field: "Field[Any, Any]") -> str:
    """Return, as SQL, what the nth copy of a row holds."""
    column = f'"{field.column}"'
    follows = field.related_model in MULTIPLIED
    if field.primary_key or follows or field.name in NUMBERS:
        return f"{column} + n"
    return TOLD_APART.get(field.name, "{column}").format(column=column)


def count_on(code: str, documents: type[Invoice] | type[CreditNote]) -> None:
    """Set a number series to its last document."""
    last = documents.objects.aggregate(number=Max("sequence"), day=Max("issued_on"))
    NumberSeries.objects.filter(code=code).update(last_number=last["number"], last_on=last["day"])
