"""Lists on pages: filters from the address, a page of rows, and the user's saved searches."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from foundation.models import SavedSearch

from .access import SignedIn
from .paging import PER_PAGE, page_of

MOST_WORDS: Final = 5


class Filters(forms.Form):
    """The filters of a list. Invalid values are ignored, so every address shows a list."""

    q = forms.CharField(
        label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    # The columns that the search looks in.
    searched: tuple[str, ...] = ()

    use_required_attribute = False

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that match the filters."""
        self.is_valid()
        rows = matching(rows, self.cleaned_data.get("q", ""), *self.searched)
        for name, value in self.cleaned_data.items():
            if name != "q" and value not in (None, ""):
                rows = self.by(name, value, rows)
        return rows

    def by(self, name: str, value: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of one filter; most filters are named after their column."""
        return rows.filter(**{name: value})

    @property
    def in_use(self) -> bool:
        """Whether any filter is set."""
        return self.is_valid() and any(
            value not in (None, "") for value in self.cleaned_data.values()
        )


def matching(rows: QuerySet[Any], typed: str, *names: str) -> QuerySet[Any]:
    """Return the rows that have every typed word in one of the named columns."""
    for word in typed.split()[:MOST_WORDS]:
        anywhere = Q()
        for name in names:
            anywhere |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def listed(
    request: SignedIn, filters: Filters, rows: QuerySet[Any], *, size: int = PER_PAGE
) -> dict[str, Any]:
    """Return the template's context: the page of rows, the filters, and the saved searches.

    The rows must be in a definite order. Three queries at most.
    """
    assert request.resolver_match is not None
    where = request.resolver_match.view_name
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "page": page_of(request, filters.narrow(rows), size=size),
        "filters": filters,
        "list_name": where,
        "list_query": query.urlencode(),
        "saved_searches": SavedSearch.objects.of(request.user, page=where),
    }
