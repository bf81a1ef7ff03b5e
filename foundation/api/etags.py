"""`ETag`, `If-None-Match` and `If-Match`: what has not changed is not sent, and not overwritten.

A tag is a hash of the answer itself, as the user sees it, so it changes whenever anything in the
answer does, whatever table it came from.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

IF_MATCH: Final = "If-Match"
IF_NONE_MATCH: Final = "If-None-Match"
# What a 304 repeats of the answer it stands for (RFC 9110, 15.4.5).
REPEATED: Final = ("Cache-Control", "Content-Location", "Expires", "Vary")


class Stale(APIException):
    """The row is not what the client read any more: 412."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed_meanwhile"
    default_detail = (
        "This has changed since you read it, so nothing was done. Read it again, and decide anew."
    )


def etag_of(content: bytes) -> str:
    """Return the strong tag of an answer's bytes."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def tagged(request: Request, response: Any, *, is_row: bool) -> Any:
    """Return the response with its tag: a good answer to a GET, or a write's answer of its row.

    A GET whose `If-None-Match` names the tag becomes 304.
    """
    is_read = request.method in ("GET", "HEAD") and response.status_code == status.HTTP_200_OK
    if response.streaming or not (is_read or is_row):
        return response
    finish = with_etag_or_304(request) if is_read else _with_etag
    if isinstance(response, Response):
        response.add_post_render_callback(finish)
        return response
    return finish(response) or response


def with_etag_or_304(request: Request) -> Callable[[HttpResponse], HttpResponse | None]:
    """Return what tags a response in place, and returns a 304 if the client has it already."""

    def finish(response: HttpResponse) -> HttpResponse | None:
        _with_etag(response)
        wanted = parse_etags(request.headers.get(IF_NONE_MATCH, ""))
        if "*" not in wanted and response["ETag"] not in {tag.removeprefix("W/") for tag in wanted}:
            return None
        unchanged = HttpResponseNotModified()
        for name in ("ETag", *REPEATED):
            if name in response:
                unchanged[name] = response[name]
        return unchanged

    return finish


def _with_etag(response: HttpResponse) -> None:
    if "ETag" not in response:
        response["ETag"] = etag_of(response.content)


def refuse_stale(view: Any, request: Request, **path: Any) -> None:
    """Raise Stale if `If-Match` does not name the tag of the row at this path.

    The row is locked first, inside the transaction of the write: nobody changes it between this
    comparison and the write. A tag that is no tag matches nothing, and neither does a weak one.
    """
    given = request.headers.get(IF_MATCH)
    if given is None or view.lookup_url_kwarg not in path:
        return
    row = view.get_object()
    type(row)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    wanted = parse_etags(given)
    if "*" not in wanted and current_etag(view, request, **path) not in wanted:
        raise Stale


def current_etag(view: Any, request: Request, **path: Any) -> str:
    """Return the tag that a GET of this path would answer now; "" if there is no GET."""
    if hasattr(view, "represent"):
        return etag_of(JSONRenderer().render(view.represent(view.get_object())))
    read = getattr(view, "get", None)
    return etag_of(JSONRenderer().render(read(request, **path).data)) if read else ""
