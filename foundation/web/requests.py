"""The outermost middleware: each answer has the id of its request, and API answers are not stored.

Only the description of the API is, which says so itself and holds nobody's records.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from foundation.request_ids import HEADER, id_from, under

API: Final = "/api/"
NEVER_STORED: Final = "no-store"
OPEN: Final = "public"


class RequestIdMiddleware:
    """Names a request before anything else sees it, and its answer after everything else.

    It stands first, so that the answers of error pages, refusals of other middleware and files
    pass it too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap all other middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer with its headers."""
        with under(id_from(request.headers.get(HEADER, ""))) as request_id:
            answer = self.get_response(request)
        answer[HEADER] = request_id
        policy = answer.get("Cache-Control", "")
        if request.path.startswith(API) and not any(
            word in policy for word in (NEVER_STORED, OPEN)
        ):
            answer["Cache-Control"] = NEVER_STORED
        return answer
