"""Print a link that signs somebody in once, within a day."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from project.accounts.models import User
from project.accounts.sign_in import link_for


class Command(BaseCommand):
    help = "Print a link that signs somebody in once, within a day: alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--site",
            default=settings.SITE_URL,
            help="the address Foothold is served at (default: SITE_URL, now %(default)s)",
        )

    def handle(self, *, email: str, site: str, **options: object) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}. To add them: manage.py create_user.")
        if not user.is_active:
            raise CommandError(f"{user} may not sign in any more.")
        self.stdout.write(f"For {user} ({user.get_role_display()}), once, within 24 hours:")
        self.stdout.write(link_for(user, site))
