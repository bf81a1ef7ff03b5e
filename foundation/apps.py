from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        # Registers the deed of e-mails by being imported, and the apps must be loaded first.
        from . import mailing  # noqa: F401, PLC0415
