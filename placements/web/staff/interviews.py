"""When they meet, on the office's page of an introduction."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from foundation.periods import written_with_time
from foundation.web.deeds import attempt, back
from foundation.web.doors import SignedIn, opens_to, places_people
from placements.domain.introductions import interviews

from .introduction_forms import InterviewForm
from .introductions import in_full, show


@require_POST
@opens_to(places_people)
def arrange(request: SignedIn, pk: int) -> HttpResponse:
    """Note the day and the time; a date it had gives way to the new one."""
    found = get_object_or_404(in_full(request), pk=pk)
    form = InterviewForm(request.POST)
    if form.is_valid():
        at = form.cleaned_data["at"]
        with attempt(request, f"They meet on {written_with_time(at)}.", form=form) as done:
            interviews.arrange(found.pk, at=at, by=request.user, on=localdate())
        if done.done:
            return back(request, "placements:introduction", found.pk)
    return show(request, found, date=form)


@require_POST
@opens_to(places_people)
def call_off(request: SignedIn, pk: int) -> HttpResponse:
    """Note that the date is off."""
    found = get_object_or_404(in_full(request), pk=pk)
    with attempt(request, "Called off: they are interviewing, without a date."):
        interviews.call_off(found.pk, by=request.user, on=localdate())
    return back(request, "placements:introduction", found.pk)
