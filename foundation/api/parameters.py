"""Query parameters that are not filters, read as strictly as the fields of a body."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from foundation.errors import BadValue
from foundation.periods import Month

from .fields import StrictDateField

ON_A_DAY = OpenApiParameter(
    "on", OpenApiTypes.DATE, description="As things stood at the end of this day; today if absent."
)


def read(request: Request, name: str, field: serializers.Field[Any, Any, Any, Any]) -> Any:
    """Return a parameter as its field reads it. Raises ValidationError naming the parameter."""
    written = request.query_params.get(name)
    if written is None:
        if field.required:
            raise ValidationError({name: [ErrorDetail("This is needed.", "required")]})
        return None
    try:
        return field.run_validation(written)
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from None


def day_asked(request: Request, name: str = "on") -> date:
    """Return the day a parameter names, or today."""
    return read(request, name, StrictDateField(required=False)) or timezone.localdate()


def month_asked(request: Request, name: str) -> Month:
    """Return the month a parameter names. Raises ValidationError, also when it is absent."""
    written = read(request, name, serializers.CharField(max_length=20))
    try:
        return Month.parse(written)
    except BadValue as fault:
        raise ValidationError({name: [ErrorDetail(fault.sentence, "invalid")]}) from None
