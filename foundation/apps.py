from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        # Registers the task that sends emails by being imported; the apps must be loaded first.
        from . import mailing  # noqa: F401, PLC0415
