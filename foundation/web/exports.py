"""Middleware that limits and notes which files are taken out of the house, whichever the door."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from foundation.accounts.models import User
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.security_log import record
from foundation.models import Limited
from foundation.rate_limits import LimitReached, count

from .errors import too_many

AS_FILE: Final = "attachment"
# Files with many records at once. A document by itself, such as an invoice, is none: programs
# collect those one by one, and the rates of the API are their limit.
OF_MANY_RECORDS: Final = frozenset(
    {
        "text/csv",
        "application/json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


class ExportLogMiddleware:
    """Writes a line of the security log for each file a signed-in person or program downloads.

    Exports are counted; above the limit the answer is 429, in the shape of its door. A file that
    cannot be noted is not given away: it fails as any outage does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, noted if it is a file."""
        answer = self.get_response(request)
        is_file = answer.get("Content-Disposition", "").startswith(AS_FILE)
        if is_file and answer.status_code == 200 and isinstance(request.user, User):
            if media_type(answer) in OF_MANY_RECORDS:
                try:
                    count(Limited.EXPORT, person=request.user)
                except LimitReached as refusal:
                    answer.close()
                    return too_many(request, refusal)
            # Without the query, which may hold what somebody searched for.
            record(SecurityEventKind.EXPORTED, user=request.user, path=request.path)
        return answer


def media_type(answer: HttpResponse) -> str:
    """Return the type of what is answered, without its charset."""
    return answer.get("Content-Type", "").partition(";")[0].strip()
