"""The picture of a project, for people who may see the project now."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.rules import can_place, is_signed_in
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from placements.domain.people import pictures
from placements.models import Graduate, PortfolioProject, ProjectPicture

from .door import own

P = ParamSpec("P")
# How long a browser may reuse a picture without asking again, in seconds.
CACHE_SECONDS: Final = 60


def briefly_cached(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let the reader's own browser reuse a picture for a minute before it asks again.

    This keeps a page of cards quick. When consent is withdrawn, the page that shows the picture
    closes at once, and so does its address to everyone who has not just seen it.
    """

    @wraps(view)
    def asking(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if "ETag" in answer:
            # An address with a version changes when the picture does.
            is_this = answer["ETag"].startswith(f'"{request.GET.get("v") or "none"}')
            answer["Cache-Control"] = (
                f"private, {f'max-age={CACHE_SECONDS}' if is_this else 'no-cache'}"
            )
            del answer["Expires"]
        return answer

    return asking


@require_safe
@briefly_cached
@requires(is_signed_in)
def picture(request: SignedIn, project_id: int) -> HttpResponseBase:
    """Show the picture, or say that the browser still has it."""
    mine = ProjectPicture.objects.visible_to(request.user)
    stored = get_object_or_404(mine.defer("content"), project=project_id)
    etag = f'"{stored.sha256}"'
    # The content is only read for a browser that does not have it.
    answer = get_conditional_response(request, etag=etag) or HttpResponse(
        bytes(stored.content), content_type=pictures.CONTENT_TYPE
    )
    answer["ETag"] = etag
    return answer


@require_POST
@own
def remove(request: SignedIn, graduate: Graduate, project_id: int) -> HttpResponse:
    """Delete the picture; the project stays."""
    known = get_object_or_404(PortfolioProject.objects.visible_to(request.user), pk=project_id)
    with attempt(request, "Picture removed."):
        pictures.remove(known.pk, by=request.user, on=localdate())
    return redirect("placements:own-project", known.pk)


@require_POST
@requires(can_place)
def take_down(request: SignedIn, project_id: int) -> HttpResponse:
    """Delete a picture that should not be shown, for example one that names a person."""
    known = get_object_or_404(PortfolioProject.objects.visible_to(request.user), pk=project_id)
    with attempt(request, f"Picture of {known} removed."):
        pictures.remove(known.pk, by=request.user, on=localdate())
    return back(request, "placements:graduates")
