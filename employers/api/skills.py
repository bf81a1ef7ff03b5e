"""Skills as the API writes them: a list of names."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from employers.models import Skill
from foundation.api.fields import StrictCharField

MOST_SKILLS = 50


@extend_schema_field(
    {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": MOST_SKILLS}
)
class SkillsField(serializers.ListField):
    """Names of skills. One that is new is made; its case never makes a second of it."""

    child = StrictCharField(max_length=60)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_SKILLS, **options)

    def to_internal_value(self, data: Any) -> list[Skill]:
        return Skill.objects.named(super().to_internal_value(data))

    def to_representation(self, data: Any) -> list[str]:
        return [skill.name for skill in data.all()]
