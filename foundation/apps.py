from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from .sql import compile_nothing


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        # Registers the tasks of the outbox by being imported; the apps must be loaded first.
        from . import mailing, seals, serving_role, webhook_deliveries  # noqa: F401, PLC0415
        from .models.dated import date_related_changes  # noqa: PLC0415

        connection_created.connect(compile_nothing)
        date_related_changes()
        seals.listen()
        post_migrate.connect(serving_role.grant_after_migrating, sender=self)
