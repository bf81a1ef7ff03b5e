"""Access to a graduate's own pages: the profile is looked up before the view runs."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from foundation.accounts.rules import is_graduate
from foundation.web.access import SignedIn, requires
from placements.models import Graduate

P = ParamSpec("P")


def own(
    view: Callable[Concatenate[SignedIn, Graduate, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open a page to graduates, and pass it the profile of the one signed in.

    A graduate without a profile sees a page that says what to do.
    """

    @requires(is_graduate)
    @wraps(view)
    def door(request: SignedIn, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        profile = Graduate.objects.filter(user=request.user.pk).select_related("cohort").first()
        if profile is None:
            return render(request, "placements/own/none.html")
        return view(request, profile, *args, **kwargs)

    return door
