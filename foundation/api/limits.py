"""A limit that was reached, as an answer of the API."""

from rest_framework import status
from rest_framework.exceptions import APIException

from foundation.rate_limits import LimitReached


class TooMany(APIException):
    """A limit was reached: 429, with Retry-After."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = LimitReached.code

    def __init__(self, refusal: LimitReached) -> None:
        super().__init__(str(refusal))
        self.wait = refusal.wait
