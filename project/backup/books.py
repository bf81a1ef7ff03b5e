"""Does a database hold records of ours that must not be written over?"""

from typing import Final

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from foundation.models import HistoryEntry

from .refusals import HoldsBooks

# Whose rows are people, what was agreed with them, and money.
OF_PEOPLE_AND_MONEY: Final = ("accounts", "employers", "placements", "billing")
# What `migrate` writes into an empty database.
BEGUN_WITH: Final = frozenset({"billing_vatrate", "billing_referencerate", "billing_seller"})


def models_of_books() -> list[type[Model]]:
    """Return the models whose rows nobody may lose."""
    ours = [
        model
        for label in OF_PEOPLE_AND_MONEY
        for model in apps.get_app_config(label).get_models()
        if model._meta.db_table not in BEGUN_WITH
    ]
    return [*ours, HistoryEntry]


def books_in(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what a database holds, such as "63 invoices"; nothing if it may be written over."""
    there = set(connection.introspection.table_names())
    counts = []
    with connection.cursor() as cursor:
        for model in models_of_books():
            table = model._meta.db_table
            if table not in there:
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own names
            (rows,) = cursor.fetchone()
            meta = model._meta
            words = meta.verbose_name if rows == 1 else meta.verbose_name_plural
            counts += [f"{rows} {words}"] if rows else []
    return counts


def refuse_books(connection: BaseDatabaseWrapper) -> None:
    """Raise HoldsBooks when a database may not be written over."""
    if books := books_in(connection):
        raise HoldsBooks(
            f"This database holds records ({', '.join(books[:3])}{' ...' if books[3:] else ''}), "
            "and nothing is written over records. Use an empty database."
        )
