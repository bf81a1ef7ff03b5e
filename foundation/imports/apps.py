from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "foundation.imports"

    def ready(self) -> None:
        # Registers its columns by being imported, and the apps must be loaded first.
        from . import forgetting  # noqa: F401, PLC0415
