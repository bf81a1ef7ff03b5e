from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"

    def ready(self) -> None:
        """Connect the receivers of sign-ins, of allauth and for its list of email addresses."""
        for listening in (
            *("second_factor", "addresses", "fresh_proof", "office_sessions"),
            "security_receivers",
        ):
            import_module(f"{self.name}.{listening}")
