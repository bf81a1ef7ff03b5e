from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"

    def ready(self) -> None:
        """Connect the receivers for allauth, its list of email addresses, and the security log."""
        for listening in ("second_factor", "addresses", "security_receivers"):
            import_module(f"{self.name}.{listening}")
