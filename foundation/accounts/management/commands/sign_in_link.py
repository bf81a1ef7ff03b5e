"""`manage.py sign_in_link`: print a link that signs a user in once, within a day."""

from argparse import ArgumentParser

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.accounts.models import User
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.security_log import record
from foundation.accounts.sign_in import link_for


class Command(BaseCommand):
    help = "Print a link that signs a user in once, within a day; it is the whole last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--site",
            default=settings.SITE_URL,
            help="the address Foothold is served at (default: SITE_URL, now %(default)s)",
        )
        parser.add_argument(
            "--lost-second-factor",
            action="store_true",
            help="delete their app, passkeys and recovery codes, so that they set up new ones",
        )

    def handle(
        self, *, email: str, site: str, lost_second_factor: bool = False, **options: object
    ) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError(f"There is no user {email}. To add one, run manage.py create_user.")
        if not user.is_active:
            raise CommandError(f"{user} can no longer sign in.")
        if lost_second_factor:
            forgotten, _ = Authenticator.objects.filter(user=user).delete()
            record(SecurityEventKind.FACTOR_REMOVED, user=user, factor="all", by="command")
            self.stdout.write(f"Deleted {forgotten} of their second factors.")
        self.stdout.write(
            f"Link for {user} ({user.get_role_display()}), valid once, within 24 hours:"
        )
        record(SecurityEventKind.LINK_MADE, user=user, by="command")
        self.stdout.write(link_for(user, site))
