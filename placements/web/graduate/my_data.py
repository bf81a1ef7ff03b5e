"""A graduate's own data: all of it as a file, and how to be erased."""

from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from foundation.web.access import SignedIn
from foundation.web.attempts import attempt
from placements.domain.people import erasure
from placements.exchange.my_data import ABOUT, my_data
from placements.models import Graduate

from .door import own
from .forms import EraseForm


@require_safe
@own
def data(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Show what we hold, with links to download it and to be erased."""
    parts = [(part.replace("_", " "), words) for part, words in ABOUT.items()]
    context = {"parts": parts, "erasure_request": graduate.erasure_requests.open().first()}
    return render(request, "placements/own/data.html", context)


@require_safe
@own
def data_file(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Download everything we hold, as readable JSON."""
    held = my_data(graduate, by=request.user)
    readable = {"ensure_ascii": False, "indent": 2}
    answer = JsonResponse(held, json_dumps_params=readable)
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@own
def erase(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Explain what we delete and keep, and take the request to be erased."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with attempt(request, form=form) as result:
            erasure_request = erasure.ask(graduate.pk, by=request.user, on=localdate())
        if result.done and erasure_request.done_on:
            logout(request)
            return render(request, "placements/own/erased.html")
        if result.done:
            return redirect("placements:own-data")
    context = {
        "form": form,
        "open_matters": erasure.open_matters(graduate),
        "due_on": erasure.due_on(localdate()),
        "erasure_request": graduate.erasure_requests.open().first(),
    }
    return render(request, "placements/own/erase.html", context)
