"""Base serializers: strict fields, known names, references to visible records only."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from foundation.models import HistoryEntry
from foundation.models.dated import Dated

from .fields import (
    MOST_ID,
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

MOST_MANY: Final = 200
SMALLEST_RANGES: Final = BaseDatabaseOperations.integer_field_ranges


def whole_id(value: object) -> int | None:
    """Return the value if it can be a primary key, else None."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_ID:
        return None
    return value


class VisibleRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """An id. An id you may not see is refused like an unknown one, so ids reveal nothing."""

    default_error_messages = {
        "does_not_exist": "There is no record with the id {pk_value}.",
        "incorrect_type": "Give the id as a whole number.",
    }

    def get_queryset(self) -> Any:
        """Return the records that the user may refer to."""
        return visible(super().get_queryset(), self)

    def to_internal_value(self, data: Any) -> Any:
        """Return the record of the id."""
        if whole_id(data) is None:
            self.fail("incorrect_type")
        return super().to_internal_value(data)


@extend_schema_field({"type": "array", "items": {"type": "integer", "minimum": 1}})
class VisibleIdsField(serializers.Field[Any, Any, Any, Any]):
    """Ids of many records, fetched at once. Ids you may not see are refused like unknown ones."""

    default_error_messages = {
        "invalid": f"Give a list of ids, at most {MOST_MANY}.",
        "does_not_exist": "There is no record with the id {missing}.",
    }

    def __init__(self, *, queryset: Any, **options: Any) -> None:
        self.queryset = queryset
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the records of the ids."""
        if not isinstance(data, list) or len(data) > MOST_MANY or None in map(whole_id, data):
            self.fail("invalid")
        rows = list(visible(self.queryset.all(), self).filter(pk__in=data))
        missing = set(data) - {row.pk for row in rows}
        if missing:
            self.fail("does_not_exist", missing=min(missing))
        return rows

    def to_representation(self, value: Any) -> list[int]:
        """Return the ids, in order."""
        return sorted(row.pk for row in value.all())


@extend_schema_field({"type": "string"})
class NamedRelatedField(serializers.SlugRelatedField[Any]):
    """A record given by its name, in upper or lower case: "fac14" is FAC14."""

    default_error_messages = {
        "does_not_exist": "There is no record called {value}.",
        "invalid": "Give the name as text.",
    }

    def get_queryset(self) -> Any:
        """Return the records that the user may refer to."""
        return visible(super().get_queryset(), self)

    def to_internal_value(self, data: Any) -> Any:
        """Return the record of the name."""
        name = StrictCharField(max_length=200).run_validation(data)
        row = self.get_queryset().filter(**{f"{self.slug_field}__iexact": name}).first()
        if row is None:
            self.fail("does_not_exist", value=name)
        return row


def visible(queryset: Any, field: serializers.Field[Any, Any, Any, Any]) -> Any:
    """Return the part of a queryset that the user may see."""
    if not hasattr(queryset, "visible_to"):
        return queryset
    return queryset.visible_to(field.context["request"].user)


class KnownNamesOnly(serializers.Serializer[Any]):
    """Refuses names that would be ignored: misspelt ones, and read-only fields."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values. Raises ValidationError with every fault, including those of names."""
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
                    serializers.ErrorDetail(
                        f"Unknown field. The fields are: {known}.", "unknown_field"
                    )
                    if known
                    else serializers.ErrorDetail("Unknown field.", "unknown_field")
                ]
            elif field.read_only:
                faults[name] = [serializers.ErrorDetail("This field is read-only.", "read_only")]
        return faults


class StrictSerializer(KnownNamesOnly):
    """The body of an action."""


class EmptySerializer(StrictSerializer):
    """The body of an action without input: empty, or {}."""


class OnADaySerializer(StrictSerializer):
    """The body of an action on a day: today by default."""

    on = StrictDateField(required=False, default=timezone.localdate)


class StrictModelSerializer(KnownNamesOnly, serializers.ModelSerializer[Any]):
    """A record, with its model's fields mapped to the strict ones.

    Uniqueness over several fields is left to the database: its constraint decides anyway, and
    its name becomes the sentence (409).
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

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; a record with an id that is dated shows when it last changed."""
        fields: dict[str, Any] = super().get_fields()
        if "id" in fields and issubclass(self.Meta.model, Dated):
            fields["updated_at"] = UTCDateTimeField(
                source="last_changed_at",
                read_only=True,
                help_text="When this, or anything shown in it, last changed.",
            )
        return fields

    def get_unique_together_validators(self) -> list[Any]:
        """Return no validators: the database decides."""
        return []

    def build_standard_field(
        self, field_name: str, model_field: Any
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Return the strict field for a model's field, and its options."""
        field, options = super().build_standard_field(field_name, model_field)
        if issubclass(field, RateField):
            for name in ("max_digits", "decimal_places", "min_value", "max_value"):
                options.pop(name, None)
            options["places"] = model_field.decimal_places
        elif issubclass(field, StrictIntegerField):
            # The range of the column's type: SQLite would also accept more.
            low, high = SMALLEST_RANGES[model_field.get_internal_type()]
            options.update(min_value=max(low, 0), max_value=high)
            if field_name.endswith("_pence"):
                del options["max_value"]
                field = PenceField
        return field, options


def named(field: str, sentence: str, code: str = "invalid") -> ValidationError:
    """Return the error of one field, to raise in a serializer's ``validate``."""
    return ValidationError({field: [serializers.ErrorDetail(sentence, code)]})


class HistorySerializer(serializers.ModelSerializer[HistoryEntry]):
    """One step: the verb, the business day, the person, and the states before and after."""

    at = UTCDateTimeField()
    by = serializers.CharField(
        source="by.full_name",
        default=None,
        allow_null=True,
        help_text="The person; null for an automatic step.",
    )

    class Meta:
        model = HistoryEntry
        fields = ["at", "on", "verb", "by", "from_state", "to_state"]


def with_history(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows, each with its ``history`` as a list, oldest first: one query for all."""
    if not rows:
        return rows
    label = type(rows[0])._meta.label_lower
    entries: dict[int, list[HistoryEntry]] = defaultdict(list)
    for entry in (
        HistoryEntry.objects.filter(subject_type=label, subject_id__in=[row.pk for row in rows])
        .select_related("by")
        .order_by("id")
    ):
        entries[entry.subject_id].append(entry)
    for row in rows:
        row.history = entries[row.pk]
    return rows
