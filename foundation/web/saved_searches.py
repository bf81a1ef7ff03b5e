"""Saving the filters of a list under a name, and deleting them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from foundation.accounts.rules import is_office
from foundation.errors import BadValue
from foundation.models import SavedSearch

from .access import SignedIn, requires
from .attempts import attempt, back


class SavedSearchForm(forms.Form):
    """What to save: the list, its filters, and the name for them."""

    page = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000)
    name = forms.CharField(max_length=60)


@require_POST
@requires(is_office)
def save(request: SignedIn) -> HttpResponse:
    """Save the filters of a list under a name."""
    form = SavedSearchForm(request.POST)
    with attempt(request, "Search saved. You can find it above the list."):
        fields = read(form)
        SavedSearch.objects.create(user=request.user, **fields)
    return back(request, "home")


def read(form: SavedSearchForm) -> dict[str, str]:
    """Return what to save. Raises BadValue without a name, without filters, or for no list."""
    if not form.is_valid():
        missing = next(iter(form.errors))
        raise BadValue(missing, REFUSALS[missing])
    fields: dict[str, str] = form.cleaned_data
    try:
        reverse(fields["page"])
    except NoReverseMatch:
        raise BadValue("page", REFUSALS["page"]) from None
    return fields


REFUSALS = {
    "name": "Give the search a name of at most 60 characters.",
    "query": "Choose a filter first, then save it.",
    "page": "You cannot save a search of this page.",
}


@require_POST
@requires(is_office)
def forget(request: SignedIn, pk: int) -> HttpResponse:
    """Delete one of the user's own searches."""
    search = get_object_or_404(SavedSearch.objects.filter(user=request.user), pk=pk)
    with attempt(request, f"Search “{search.name}” deleted."):
        search.delete()
    return back(request, "home")
