from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from . import receivers  # noqa: F401, PLC0415  the apps must be loaded first
