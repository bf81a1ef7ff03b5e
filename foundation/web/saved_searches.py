"""Saving the filters of a list under a name, and forgetting them."""

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
    """What to keep: the list, its filters, and the name for them."""

    page = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000)
    name = forms.CharField(max_length=60)


@require_POST
@requires(is_office)
def save(request: SignedIn) -> HttpResponse:
    """Keep the filters of a list under a name."""
    form = SavedSearchForm(request.POST)
    with attempt(request, "Saved: it stands above the list."):
        fields = read(form)
        SavedSearch.objects.create(user=request.user, **fields)
    return back(request, "home")


def read(form: SavedSearchForm) -> dict[str, str]:
    """Return what to keep. Raises BadValue without a name, filters, or a list of ours."""
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
    "name": "Give the search a name of at most 60 letters.",
    "query": "Choose a filter first, then save it.",
    "page": "This is no list whose filters can be kept.",
}


@require_POST
@requires(is_office)
def forget(request: SignedIn, pk: int) -> HttpResponse:
    """Forget one of one's own searches."""
    search = get_object_or_404(SavedSearch.objects.filter(user=request.user), pk=pk)
    with attempt(request, f"Forgotten: {search.name}."):
        search.delete()
    return back(request, "home")
