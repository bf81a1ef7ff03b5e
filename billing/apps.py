from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        # All register functions by being imported, and the apps must be loaded first.
        from . import receivers  # noqa: F401, PLC0415
        from .domain.ledger import forgetting, refunds, write_offs
        from .domain.stripe import events, mirror
