"""Base serializers: every field strict, every name known."""

from typing import Any

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from .fields import (
    PenceField,
    RateField,
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictDateField,
    StrictEmailField,
    StrictIntegerField,
    StrictTextField,
    StrictURLField,
    UTCDateTimeField,
)
from .relations import VisibleRelatedField

SMALLEST_RANGES = BaseDatabaseOperations.integer_field_ranges


class KnownNamesOnly(serializers.Serializer[Any]):
    """Refuses what would be ignored: a misspelt name, and a field that cannot be written."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values. Raises ValidationError with every fault, the names' included."""
        faults = self.faults_of_names(data) if isinstance(data, dict) else {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                raise ValidationError({**error.detail, **faults}) from None
            raise
        if faults:
            raise ValidationError(faults)
        return values

    def faults_of_names(self, given: dict[str, Any]) -> dict[str, list[Any]]:
        """Return a fault for each name that is unknown or read-only."""
        faults: dict[str, list[Any]] = {}
        for name in given:
            field = self.fields.get(name)
            if field is None:
                known = ", ".join(key for key, each in self.fields.items() if not each.read_only)
                faults[name[:100]] = [
                    serializers.ErrorDetail(f"Unknown field; there are {known}.", "unknown_field")
                    if known
                    else serializers.ErrorDetail("Unknown field.", "unknown_field")
                ]
            elif field.read_only:
                faults[name] = [serializers.ErrorDetail("This cannot be written.", "read_only")]
        return faults


class StrictSerializer(KnownNamesOnly):
    """What a deed takes."""


class StrictModelSerializer(KnownNamesOnly, serializers.ModelSerializer[Any]):
    """A record, its model's fields mapped to the strict ones.

    Uniqueness over several fields is left to the database: its constraint has the last word
    anyway, and its name is the sentence (409).
    """

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.BigIntegerField: StrictIntegerField,
        models.BooleanField: StrictBooleanField,
        models.CharField: StrictCharField,
        models.DateField: StrictDateField,
        models.DateTimeField: UTCDateTimeField,
        models.DecimalField: RateField,
        models.EmailField: StrictEmailField,
        models.IntegerField: StrictIntegerField,
        models.PositiveIntegerField: StrictIntegerField,
        models.PositiveSmallIntegerField: StrictIntegerField,
        models.TextField: StrictTextField,
        models.URLField: StrictURLField,
    }
    serializer_choice_field = StrictChoiceField
    serializer_related_field = VisibleRelatedField

    def get_unique_together_validators(self) -> list[Any]:
        """Return none: the database decides."""
        return []

    def build_standard_field(
        self, field_name: str, model_field: Any
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Return the strict field of a model's, and its options."""
        field, options = super().build_standard_field(field_name, model_field)
        if issubclass(field, RateField):
            for name in ("max_digits", "decimal_places", "min_value", "max_value"):
                options.pop(name, None)
            options["places"] = model_field.decimal_places
        elif issubclass(field, StrictIntegerField):
            # The range of the column's type, and not what SQLite would also swallow.
            low, high = SMALLEST_RANGES[model_field.get_internal_type()]
            options.update(min_value=max(low, 0), max_value=high)
            if field_name.endswith("_pence"):
                del options["max_value"]
                field = PenceField
        return field, options


def named(field: str, sentence: str, code: str = "invalid") -> ValidationError:
    """Return the fault of one field, to be raised from a serializer's ``validate``."""
    return ValidationError({field: [serializers.ErrorDetail(sentence, code)]})


NO_FIELD = api_settings.NON_FIELD_ERRORS_KEY
