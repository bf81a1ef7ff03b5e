"""Filters of lists: each refuses invalid values, so that a typo never returns everything."""

import re
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final

from django import forms
from django.db.models import Exists, OuterRef, Q
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.filters import SearchFilter
from rest_framework.request import Request

from foundation.characters import fault_in

from .fields import DAY, EARLIEST, LATEST, MOST_ID

LONGEST_SEARCH: Final = 200
MOST_TERMS: Final = 8


class WholeField(forms.Field):
    """ASCII digits within bounds."""

    def __init__(self, *, most: int, least: int = 0, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        """Return the number, or None for an empty parameter."""
        if value in self.empty_values:
            return None
        number = int(value) if re.fullmatch("[0-9]{1,19}", str(value)) else -1
        if not self.least <= number <= self.most:
            sentence = f"Give a whole number from {self.least} to {self.most}."
            raise forms.ValidationError(sentence, "invalid")
        return number


class DayField(forms.Field):
    """A day as YYYY-MM-DD within the calendar of the API."""

    def to_python(self, value: Any) -> date | None:
        """Return the day, or None for an empty parameter."""
        if value in self.empty_values:
            return None
        wrong = forms.ValidationError(
            f"Write the day as YYYY-MM-DD, from {EARLIEST} to {LATEST}.", "invalid"
        )
        if not DAY.fullmatch(str(value)):
            raise wrong
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise wrong from None
        if not EARLIEST <= day <= LATEST:
            raise wrong
        return day


class TrueOrFalseField(forms.Field):
    """The words true and false."""

    def to_python(self, value: Any) -> bool | None:
        """Return the value, or None for an empty parameter."""
        if value in self.empty_values:
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError("Say true or false.", "invalid")
        return bool(value == "true")


@extend_schema_field({"type": "integer", "minimum": 1})
class IdFilter(filters.Filter):
    """Rows that refer to an id. An unknown id, or one you may not see, returns no rows."""

    field_class = WholeField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, least=1, most=MOST_ID, **options)


@extend_schema_field({"type": "string", "format": "date"})
class DayFilter(filters.Filter):
    """A day."""

    field_class = DayField


@extend_schema_field({"type": "boolean"})
class FlagFilter(filters.Filter):
    """True or false."""

    field_class = TrueOrFalseField


def from_until(name: str) -> dict[str, DayFilter]:
    """Return the filters ``<name>_from`` and ``<name>_until``, both days included."""
    return {
        f"{name}_from": DayFilter(name, "gte"),
        f"{name}_until": DayFilter(name, "lte"),
    }


class Search(SearchFilter):
    """`?search=` over the fields that the view allows the user to search."""

    def get_search_fields(self, view: Any, request: Request) -> list[str]:
        """Return the paths that this user may search."""
        return list(view.get_search_fields())

    def get_search_terms(self, request: Request) -> list[str]:
        """Return the search terms. Raises ValidationError for unreadable or too long text."""
        text = request.query_params.get(self.search_param, "")
        if fault_in(text) or len(text) > LONGEST_SEARCH:
            sentence = f"Search for plain text of at most {LONGEST_SEARCH} characters."
            raise ValidationError({self.search_param: [ErrorDetail(sentence, "invalid")]})
        terms = list(super().get_search_terms(request))
        return terms[:MOST_TERMS]

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Return the rows that contain every term, each in any of the fields."""
        paths = self.get_search_fields(view, request)
        for term in self.get_search_terms(request):
            conditions = (self.holding(queryset, path, term) for path in paths)
            queryset = queryset.filter(reduce(or_, conditions, Q()))
        return queryset

    def holding(self, queryset: Any, path: str, term: str) -> Q:
        """Return the condition that a field contains a term.

        To-many relations are checked in a subquery. A join would repeat rows; and the library's
        remedy, a subquery for all fields, reads the whole table again for each row.
        """
        holds = Q(**{f"{path}__icontains": term})
        if not self.must_call_distinct(queryset, [path]):
            return holds
        return Q(Exists(queryset.model._base_manager.filter(holds, pk=OuterRef("pk"))))


def refuse_unknown(request: Request, known: set[str], filters: set[str]) -> None:
    """Raise ValidationError for unknown parameters and for empty filters.

    Either would be ignored, and the response would have all rows.
    """
    allowed = ", ".join(sorted(known)) or "none"
    faults = {}
    for name, value in request.query_params.items():
        if name not in known:
            sentence = f"Unknown parameter. The parameters are: {allowed}."
            faults[name[:100]] = [ErrorDetail(sentence, "unknown_parameter")]
        elif name in filters and not value:
            faults[name] = [ErrorDetail("Give a value or leave out the filter.", "empty")]
    if faults:
        raise ValidationError(faults)
