from django.apps import AppConfig

from foundation.imports.registry import register


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        # All register functions by being imported, and the apps must be loaded first.
        from . import receivers  # noqa: F401, PLC0415
        from .domain.fees import fees, rebates  # noqa: F401, PLC0415
        from .domain.ledger import forgetting, our_details, refunds, write_offs  # noqa: F401, PLC0415
        from .domain.stripe import sync  # noqa: F401, PLC0415

        register("billing.exchange.register.placement_register.PlacementRegister", place=10)
