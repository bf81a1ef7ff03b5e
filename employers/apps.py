from django.apps import AppConfig

from foundation.imports.registry import register


class EmployersConfig(AppConfig):
    name = "employers"

    def ready(self) -> None:
        """Offer what can be imported of employers."""
        register("employers.exchange.employers.Employers", place=4)
        register("employers.exchange.contacts.Contacts", place=5)
        register("employers.exchange.terms.TermsOfBusiness", place=6)
        register("employers.exchange.hiring_requests.HiringRequests", place=7)
