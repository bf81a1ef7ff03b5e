from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"

    def ready(self) -> None:
        """Listen to allauth, and keep its list of e-mail addresses in step with ours."""
        for listening in ("second_factor", "addresses"):
            import_module(f"{self.name}.{listening}")
