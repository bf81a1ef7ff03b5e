"""Dated: a row that knows when it last changed, whichever way it was written."""

from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models.functions import Now

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Rows whose ``updated_at`` moves with an update of many at once too."""

    def update(self, **values: Any) -> int:
        """Return how many rows were changed, each dated now."""
        # By the field's own clock, so that both ways of writing agree.
        field: Any = self.model._meta.get_field("updated_at")
        return super().update(**{"updated_at": field.pre_save(self.model(), add=False), **values})


class Dated(models.Model):
    """The base of everything the API lists: programs ask it for what changed since a moment.

    ``save``, ``update`` and ``bulk_update`` move ``updated_at``, and so does a change of a
    many-to-many relation. Rows that a guard keeps as they were written keep their first one.
    """

    updated_at = models.DateTimeField(auto_now=True, db_default=Now(), db_index=True)

    objects: ClassVar[models.Manager[Any]] = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        # So that what goes past a model's own manager is dated as well.
        base_manager_name = "objects"

    def save(self, **options: Any) -> None:
        """Save the row; a save of some fields dates it as well."""
        if fields := options.get("update_fields"):
            options["update_fields"] = {*fields, "updated_at"}
        super().save(**options)

    @property
    def last_changed_at(self) -> datetime:
        """When the row last changed, or a row it is shown with if ``changed_at`` was read."""
        moment: datetime = getattr(self, "changed_at", self.updated_at)
        return moment


def date_related_changes() -> None:
    """Make a change of a many-to-many relation move the ``updated_at`` of the row that has it."""
    from django.apps import apps  # noqa: PLC0415  the models are loaded by now

    for model in apps.get_models():
        if issubclass(model, Dated):
            for relation in model._meta.local_many_to_many:
                models.signals.m2m_changed.connect(
                    _relation_changed,
                    sender=relation.remote_field.through,
                    dispatch_uid=f"dated {relation}",
                )


def _relation_changed(
    *,
    action: str,
    instance: models.Model,
    reverse: bool,
    model: Any,
    pk_set: set[Any] | None,
    **_signal: Any,
) -> None:
    """Date the rows at the end that has the relation."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    if not reverse:
        type(instance)._base_manager.filter(pk=instance.pk).update()
    elif pk_set:
        model._base_manager.filter(pk__in=pk_set).update()
