"""The order of a list as a chain of fields that ends with the primary key.

Two rows never tie, so a cursor can name a place in the list by the values of one row.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from foundation.characters import fault_in


class Unplaced(ValueError):
    """A cursor's values are none of this list's."""


class Step(NamedTuple):
    """One field of the order: a path such as ``employer__name``, and its direction.

    Rows without a value come last in either direction, on both databases.
    """

    path: str
    descending: bool
    field: "Field[Any, Any]"
    nullable: bool

    def order_by(self, *, backwards: bool) -> OrderBy:
        """Return the step as SQL wants it, turned round to read a page backwards."""
        descending = self.descending != backwards
        nulls = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        return F(self.path).desc(**nulls) if descending else F(self.path).asc(**nulls)

    def value_in(self, row: Model) -> Any:
        """Return the row's value, following the path."""
        value: Any = row
        for name in self.path.split("__"):
            value = getattr(value, name, None)
        return value

    def beyond(self, value: Any, *, backwards: bool) -> Q:
        """Return the condition of lying past a value of this field."""
        if value is None:  # the last of all: nothing past it, every value before it
            return Q(**{f"{self.path}__isnull": False}) if backwards else Q(pk__in=[])
        lookup = "lt" if self.descending != backwards else "gt"
        past = Q(**{f"{self.path}__{lookup}": value})
        if self.nullable and not backwards:
            past |= Q(**{f"{self.path}__isnull": True})
        return past

    def at(self, value: Any) -> Q:
        """Return the condition of having exactly this value."""
        return Q(**{f"{self.path}__isnull": True} if value is None else {self.path: value})

    def read(self, written: Any) -> Any:
        """Return a cursor's value as the field's own. Raises Unplaced if it is none."""
        if written is None and self.nullable:
            return None
        if isinstance(written, bool) or not isinstance(written, str | int):
            raise Unplaced
        if isinstance(written, str) and fault_in(written):
            raise Unplaced
        try:
            return self.field.to_python(written)
        except (ValidationError, ValueError, OverflowError) as error:
            raise Unplaced from error


def steps_of(queryset: "QuerySet[Any]", names: list[str]) -> list[Step]:
    """Return the steps of an order such as ``["-issued_on", "employer__name"]``, and the key."""
    steps = [step_of(queryset, name) for name in names]
    if steps[-1:] and steps[-1].path in ("pk", "id"):
        return steps
    direction = "-" if steps[-1:] and steps[-1].descending else ""
    return [*steps, step_of(queryset, f"{direction}id")]


def step_of(queryset: "QuerySet[Any]", name: str) -> Step:
    """Return the step of a path, a minus before it turning it round."""
    path = name.removeprefix("-")
    annotation = queryset.query.annotations.get(path)
    if annotation is not None:
        return Step(path, name.startswith("-"), annotation.output_field, nullable=True)
    model: Any = queryset.model
    nullable = False
    for part in path.split("__"):
        field = model._meta.get_field(part)
        nullable = nullable or field.null
        model = field.related_model
    return Step(path, name.startswith("-"), field, nullable)


def past(steps: list[Step], values: list[Any], *, backwards: bool) -> Q:
    """Return the condition of lying past a row in this order.

    The first step is also bounded by itself, because the databases find a range with that and
    not with a chain of ORs.
    """
    beyond, same = Q(pk__in=[]), Q()
    for step, value in zip(steps, values, strict=True):
        beyond |= same & step.beyond(value, backwards=backwards)
        same &= step.at(value)
    first, bound = steps[0], values[0]
    if bound is None or first.nullable:
        return beyond
    lookup = "lte" if first.descending != backwards else "gte"
    return Q(**{f"{first.path}__{lookup}": bound}) & beyond


def written(value: Any) -> Any:
    """Return a field's value as JSON can carry it in a cursor."""
    return str(value) if isinstance(value, date | Decimal) else value
