"""Middleware that notes who took which file out of the house, whichever door it came from."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from foundation.accounts.models import User
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.security_log import record

AS_FILE: Final = "attachment"


class ExportLogMiddleware:
    """Writes a line of the security log for each file a signed-in person or program downloads.

    A file that cannot be noted is not given away: it fails as any outage does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, noted if it is a file."""
        answer = self.get_response(request)
        is_file = answer.get("Content-Disposition", "").startswith(AS_FILE)
        if is_file and answer.status_code == 200 and isinstance(request.user, User):
            # Without the query, which may hold what somebody searched for.
            record(SecurityEventKind.EXPORTED, user=request.user, path=request.path)
        return answer
