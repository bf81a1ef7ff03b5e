"""`manage.py deploy --admin EMAIL`: all that a new version, or a new server, needs."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from project.installation import steps


class Command(BaseCommand):
    help = (
        "Check the settings, bring the database up to date, collect static files, and with --admin "
        "add the first admin and print a link to sign in with. Run it again after each upgrade."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--admin", default="", metavar="EMAIL", help="the first admin")
        parser.add_argument("--name", default="", help="the full name of the first admin")

    def handle(self, *, admin: str, name: str, **options: object) -> None:
        # The check comes first: a fault stops everything while nothing has been touched.
        for step in (steps.check, steps.migrate, steps.collect_static, steps.standard_rows):
            self.stdout.write(step())
        if admin:
            for line in steps.first_admin(admin, name):
                self.stdout.write(line)
        else:
            self.stdout.write("Then see what is missing: manage.py check_installation")
