"""Skill: one name for each skill, whatever its case."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from foundation.text_fields import LineField


class SkillQuerySet(models.QuerySet["Skill"]):
    def named(self, names: Iterable[str]) -> list["Skill"]:
        """Return the skills of these names in order, each once; unknown ones are made."""
        wanted = {clean.casefold(): clean for name in names if (clean := " ".join(name.split()))}
        known = {
            skill.name.casefold(): skill
            for skill in self.annotate(folded=Lower("name")).filter(folded__in=wanted)
        }
        return [known.get(key) or self.create(name=name) for key, name in wanted.items()]


class Skill(models.Model):
    name = LineField(max_length=60)

    objects: ClassVar[SkillQuerySet] = SkillQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.name
