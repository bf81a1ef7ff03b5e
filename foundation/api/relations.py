"""References to other records, cut to what the person who asks may see."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from .fields import StrictCharField

MOST_ID: Final = 2**63 - 1
MOST_MANY: Final = 200


def whole_id(value: object) -> int | None:
    """Return the value if it can be a primary key, else None."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_ID:
        return None
    return value


def id_in_path(written: str) -> int:
    """Return the id of a path such as ``employers/7/``. Raises NotFound for what can be none."""
    if not (written.isascii() and written.isdigit() and len(written) <= 18):
        raise NotFound
    return int(written)


class VisibleRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """An id. Somebody else's answers as one that was never given, so ids tell nothing."""

    default_error_messages = {
        "does_not_exist": "There is nothing with the id {pk_value}.",
        "incorrect_type": "Give the id as a whole number.",
    }

    def get_queryset(self) -> Any:
        """Return what the person may refer to."""
        return visible(super().get_queryset(), self)

    def to_internal_value(self, data: Any) -> Any:
        """Return the record of the id."""
        if whole_id(data) is None:
            self.fail("incorrect_type")
        return super().to_internal_value(data)


@extend_schema_field({"type": "array", "items": {"type": "integer", "minimum": 1}})
class VisibleIdsField(serializers.Field[Any, Any, Any, Any]):
    """Ids of many records, looked up at once. Somebody else's answers as one that is not there."""

    default_error_messages = {
        "invalid": f"Give a list of ids, at most {MOST_MANY}.",
        "does_not_exist": "There is nothing with the id {missing}.",
    }

    def __init__(self, *, queryset: Any, **options: Any) -> None:
        self.queryset = queryset
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the records of the ids."""
        if not isinstance(data, list) or len(data) > MOST_MANY or None in map(whole_id, data):
            self.fail("invalid")
        found = list(visible(self.queryset.all(), self).filter(pk__in=data))
        missing = set(data) - {thing.pk for thing in found}
        if missing:
            self.fail("does_not_exist", missing=min(missing))
        return found

    def to_representation(self, value: Any) -> list[int]:
        """Return the ids, in order."""
        return sorted(thing.pk for thing in value.all())


@extend_schema_field({"type": "string"})
class NamedRelatedField(serializers.SlugRelatedField[Any]):
    """A record named by its name, in whatever case: "fac14" is FAC14."""

    default_error_messages = {
        "does_not_exist": "There is none called {value}.",
        "invalid": "Give its name as text.",
    }

    def get_queryset(self) -> Any:
        """Return what the person may refer to."""
        return visible(super().get_queryset(), self)

    def to_internal_value(self, data: Any) -> Any:
        """Return the record of the name."""
        name = StrictCharField(max_length=200).run_validation(data)
        found = self.get_queryset().filter(**{f"{self.slug_field}__iexact": name}).first()
        if found is None:
            self.fail("does_not_exist", value=name)
        return found


def visible(queryset: Any, field: serializers.Field[Any, Any, Any, Any]) -> Any:
    """Return the part of a queryset the person who asks may see."""
    if not hasattr(queryset, "visible_to"):
        return queryset
    return queryset.visible_to(field.context["request"].user)
