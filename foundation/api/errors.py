"""Every refusal as a response of one shape.

400, 401, 403, 404, 405, 406, 413, 415, 422 and 429 have the shape of drf-standardized-errors,
``{"type", "errors": [{"code", "detail", "attr"}]}``, where ``attr`` names the field of a 400.
409 is a refusal by the business and has the shape ``{"code", "detail"}``.
500 and 503 (an outage, with Retry-After) have the first shape; so they have if what fails is not
the view but the middleware around it (foundation.web.errors).
"""

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, InternalError
from django.db import Error as DatabaseFault
from django.db.models import ProtectedError, RestrictedError
from django.http import UnreadablePostError
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler as StandardHandler
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    ErrorDetail,
    NotFound,
    ParseError,
    ValidationError,
)
from rest_framework.serializers import as_serializer_error

from foundation import outages
from foundation.constraints import refusal_of
from foundation.errors import BadValue, DomainError
from foundation.rate_limits import LimitReached

from .limits import TooMany
from .parser import TooLarge

log = logging.getLogger(__name__)

OUT_OF_RANGE = (OverflowError, RecursionError, DataError, UnicodeError)


class Conflict(APIException):
    """A refusal by the business or a guard of the database: 409."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "refused"
    default_detail = "This is refused."


class Unavailable(APIException):
    """An outage: 503, with Retry-After."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = outages.CODE
    default_detail = outages.SENTENCE
    wait = outages.RETRY_AFTER


class ExceptionHandler(StandardHandler):
    """Turns exceptions of the domain, the models and the database into responses."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Return the exception as one of the REST framework's, if it is a known one."""
        if isinstance(exc, DomainError):
            return refused(exc)
        if isinstance(exc, BadValue):
            return ValidationError({exc.field: [ErrorDetail(exc.sentence, "invalid")]})
        if isinstance(exc, ModelValidationError):
            return ValidationError(as_serializer_error(exc))
        if isinstance(exc, ProtectedError | RestrictedError):
            return Conflict(in_use(exc), code="in_use")
        if isinstance(exc, OUT_OF_RANGE):
            # Usually caused by the input, but a bug would look the same: log the traceback.
            log.warning("Answered 400 to %s", type(exc).__name__, exc_info=exc)
            return ParseError("A value is too large or cannot be stored.", code="out_of_range")
        if isinstance(exc, ObjectDoesNotExist):
            # It existed when the view checked: a draft, say, whose fee has been waived since.
            log.warning("Answered 404 to %s", type(exc).__name__, exc_info=exc)
            return NotFound("This no longer exists.")
        if isinstance(exc, RequestDataTooBig):  # Django's own limit, read before our parser's
            return TooLarge()
        if isinstance(exc, UnreadablePostError):
            return ParseError("The request body is incomplete.")
        if isinstance(exc, DatabaseFault | OSError) and (answer := guarded(exc)):
            return answer
        return super().convert_known_exceptions(exc)


class ErrorFormatter(ExceptionFormatter):
    """The shape of the library, except for 409: only the code and the sentence."""

    def run(self) -> Any:
        """Return the body of the response."""
        if isinstance(self.exc, Conflict):
            return {"code": str(self.exc.get_codes()), "detail": str(self.exc.detail)}
        return super().run()


def refused(refusal: DomainError) -> APIException:
    """Return the answer to a refusal, after what is still done when its transaction is gone."""
    if isinstance(refusal, LimitReached):
        return TooMany(refusal)
    if refusal.afterwards:
        refusal.afterwards()
    return Conflict(str(refusal), code=refusal.code)


def in_use(exc: ProtectedError | RestrictedError) -> str:
    """Return a sentence that names what still refers to the record."""
    held_by: Any = (
        exc.protected_objects if isinstance(exc, ProtectedError) else exc.restricted_objects
    )
    kinds = sorted({str(row._meta.verbose_name_plural) for row in held_by})
    return f"This cannot be removed, because {' and '.join(kinds)} refer to it."


def guarded(exc: DatabaseFault | OSError) -> APIException | None:
    """Return the answer to an outage, or to what a constraint, a trigger or a lock refused.

    None for any other error.
    """
    if outages.is_outage(exc):
        return Unavailable()
    if isinstance(exc, IntegrityError | InternalError) and (refusal := refusal_of(exc)):
        return Conflict(refusal.sentence, code=refusal.code)
    if outages.is_row_lock(exc):
        return Conflict("Somebody else is changing this at the moment. Try again.", code="busy")
    return None
