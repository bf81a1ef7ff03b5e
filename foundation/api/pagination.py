"""Cursor pages: `next` and `previous` name a row, so that new rows do not shift the pages.

The order of a list is a chain of fields that ends with the primary key. Two rows never tie, so
the values of one row identify a place in the list.
"""

import base64
import binascii
import json
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import ErrorDetail, ValidationError
from rest_framework.utils.urls import replace_query_param

from foundation.characters import fault_in

LONGEST_CURSOR = 2000


class Unplaced(ValueError):
    """A cursor's values do not belong to this list."""


class Step(NamedTuple):
    """One field of the order: a path such as ``employer__name``, and its direction.

    Rows without a value come last in either direction, on both databases.
    """

    path: str
    descending: bool
    field: "Field[Any, Any]"
    nullable: bool

    def order_by(self, *, backwards: bool) -> OrderBy:
        """Return the step for ``order_by``, reversed to read a page backwards."""
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
        """Return the condition of coming after a value of this field."""
        if value is None:  # the last of all: nothing after it, every value before it
            return Q(**{f"{self.path}__isnull": False}) if backwards else Q(pk__in=[])
        lookup = "lt" if self.descending != backwards else "gt"
        past = Q(**{f"{self.path}__{lookup}": value})
        if self.nullable and not backwards:
            past |= Q(**{f"{self.path}__isnull": True})
        return past

    def at(self, value: Any) -> Q:
        """Return the condition of having exactly this value."""
        return Q(**{f"{self.path}__isnull": True} if value is None else {self.path: value})

    def read(self, raw: Any) -> Any:
        """Return a cursor's value in the field's type. Raises Unplaced if it does not fit."""
        if raw is None and self.nullable:
            return None
        if isinstance(raw, bool) or not isinstance(raw, str | int):
            raise Unplaced
        if isinstance(raw, str) and fault_in(raw):
            raise Unplaced
        try:
            return self.field.to_python(raw)
        except (ModelValidationError, ValueError, OverflowError) as error:
            raise Unplaced from error


def steps_of(queryset: "QuerySet[Any]", names: list[str]) -> list[Step]:
    """Return the steps of an order such as ``["-issued_on", "employer__name"]``, plus the id."""
    steps = [step_of(queryset, name) for name in names]
    if steps[-1:] and steps[-1].path in ("pk", "id"):
        return steps
    direction = "-" if steps[-1:] and steps[-1].descending else ""
    return [*steps, step_of(queryset, f"{direction}id")]


def step_of(queryset: "QuerySet[Any]", name: str) -> Step:
    """Return the step of a path; a leading minus means descending."""
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
    """Return the condition of coming after a row in this order.

    The first step also has a bound of its own, because the databases can use an index for that
    and not for a chain of ORs.
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


def cursor_value(value: Any) -> Any:
    """Return a field's value in a form that JSON can hold."""
    return str(value) if isinstance(value, date | Decimal) else value


class KeysetPagination(CursorPagination):
    """Pages of 50, or of `?page_size=` up to 200, in the order of `?ordering=`.

    The library's own cursor has one field and counts rows that tie, which loses rows once over a
    thousand do; this one has the whole chain of fields with the primary key at its end.
    A view names its fields in ``ordering_fields`` (public name to path) and its default in
    ``ordering`` (public names).
    """

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "Rows on a page: 50 by default, 200 at most."
    max_page_size = 200
    ordering_param: ClassVar[str] = "ordering"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page. Raises ValidationError, and NotFound for a wrong cursor."""
        self.base_url = request.build_absolute_uri()
        self.page_size = self.get_page_size(request)
        self.names = self.ordering_names(request, view)
        fields = view.get_ordering_fields()
        self.steps = self.steps_for(queryset, [_path(name, fields) for name in self.names])
        backwards, values = self.cursor_of(request)

        rows = queryset.order_by(*(step.order_by(backwards=backwards) for step in self.steps))
        if values is not None:
            rows = rows.filter(past(self.steps, values, backwards=backwards))
        # One row more than a page tells whether there is another page.
        fetched = list(rows[: self.page_size + 1])
        more, page = len(fetched) > self.page_size, fetched[: self.page_size]
        if backwards:
            page.reverse()
        self.rows = page
        self.has_next = bool(page) and (backwards or more)
        self.has_previous = bool(page) and (more if backwards else values is not None)
        return page

    def steps_for(self, queryset: Any, paths: list[str]) -> list[Step]:
        """Return the chain of fields of an order."""
        return steps_of(queryset, paths)

    def get_page_size(self, request: Request) -> int:
        """Return the number of rows on a page. Raises ValidationError if it is invalid."""
        size = request.query_params.get(self.page_size_query_param)
        if size is None:
            return type(self).page_size
        if not (size.isascii() and size.isdigit() and len(size) <= 9 and int(size) > 0):
            raise _wrong(self.page_size_query_param, "Give a whole number from 1 to 200.")
        return min(int(size), self.max_page_size)

    def ordering_names(self, request: Request, view: Any) -> list[str]:
        """Return the order of the request by its public names, each once, or the view's own."""
        if self.ordering_param not in request.query_params:
            return list(view.ordering)
        names = request.query_params[self.ordering_param].split(",")
        known = view.get_ordering_fields()
        for name in names:
            if name.removeprefix("-") not in known:
                raise _wrong(self.ordering_param, f"Order by one of: {', '.join(known)}.")
        return list({name.removeprefix("-"): name for name in names}.values())

    def cursor_of(self, request: Request) -> tuple[bool, list[Any] | None]:
        """Return whether to read backwards, and the values of the row to read from."""
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return False, None
        try:
            raw = base64.urlsafe_b64decode(encoded[:LONGEST_CURSOR].encode("ascii"))
            names, backwards, values = json.loads(raw.decode("utf-8"))
            if names != self.names or len(values) != len(self.steps):
                raise Unplaced
            return bool(backwards), [
                step.read(value) for step, value in zip(self.steps, values, strict=True)
            ]
        except (ValueError, TypeError, RecursionError, binascii.Error):
            raise NotFound("This cursor does not belong to this list.") from None

    def get_next_link(self) -> str | None:
        """Return the address of the next page, or None."""
        return self.link_past(self.rows[-1], backwards=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """Return the address of the previous page, or None."""
        return self.link_past(self.rows[0], backwards=True) if self.has_previous else None

    def link_past(self, row: Any, *, backwards: bool) -> str:
        """Return the address of the page that begins after a row."""
        values = [cursor_value(step.value_in(row)) for step in self.steps]
        cursor = json.dumps([self.names, int(backwards), values], separators=(",", ":"))
        encoded = base64.urlsafe_b64encode(cursor.encode()).decode()
        return replace_query_param(str(self.base_url), self.cursor_query_param, encoded)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the shape of a page for OpenAPI."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the cursor and the page size as the library describes them, and the order."""
        names = [name for field in view.get_ordering_fields() for name in (field, f"-{field}")]
        order = {
            "name": self.ordering_param,
            "in": "query",
            "required": False,
            "description": "The order; a leading minus reverses it. Ties are broken by the id.",
            "schema": {"type": "array", "items": {"type": "string", "enum": names}},
            "explode": False,
            "style": "form",
        }
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] = {"type": "integer", "minimum": 1}
        return [*parameters, order]


def _path(name: str, fields: dict[str, str]) -> str:
    sign = "-" if name.startswith("-") else ""
    return sign + fields[name.removeprefix("-")]


def _wrong(parameter: str, sentence: str) -> ValidationError:
    return ValidationError({parameter: [ErrorDetail(sentence, "invalid")]})
