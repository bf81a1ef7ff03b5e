"""What the data sheets ask of the database: sums up to a day, and whether an action was done."""

from datetime import date
from typing import Any

from django.db.models import Exists, Model, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from foundation.models import HistoryEntry

# Rows fetched at a time: enough to be quick, few enough to hold.
AT_A_TIME = 2000
NO_COHORT = "No cohort"


def sum_upto(
    model: type[Model], column: str, day: str, on: date, *, of: str = "invoice", **where: Any
) -> Coalesce:
    """Return, as SQL, the sum of a column over the rows that point here, dated up to a day."""
    rows = model._default_manager.filter(**{of: OuterRef("pk"), f"{day}__lte": on}, **where)
    total = rows.order_by().values(of).annotate(n=Sum(column)).values("n")
    return Coalesce(Subquery(total), Value(0))


def on_record(model: type[Model]) -> Exists:
    """Return, as SQL, whether the history knows who made a row."""
    return Exists(
        HistoryEntry.objects.filter(subject_type=model._meta.label_lower, subject_id=OuterRef("pk"))
    )


def yes(known: bool) -> str:  # noqa: FBT001
    """Return Yes or No."""
    return "Yes" if known else "No"


def upto(day: date | None, on: date) -> date | None:
    """Return a day, if it had come by ``on``: what happened later is not in the workbook."""
    return day if day and day <= on else None
