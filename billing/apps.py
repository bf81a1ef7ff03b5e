from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        # All register functions by being imported, and the apps must be loaded first.
        from . import receivers  # noqa: F401, PLC0415
        from .domain import (  # noqa: F401, PLC0415
            forgetting,
            refunds,
            stripe_events,
            stripe_mirror,
            write_offs,
        )
