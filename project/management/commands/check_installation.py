"""`manage.py check_installation`: what is missing on this server, in sentences."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from project.installation.checks import faults
from project.installation.question import Question


class Command(BaseCommand):
    help = (
        "Say what is missing on this server, in sentences. Exit status 1 if anything is. With "
        "--mail a letter is really sent; without, the mail server is only signed in to."
    )
    requires_system_checks = ()  # they are among what is looked at

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mail", default="", metavar="ADDRESS", help="send a letter there, to see it arrive"
        )

    def handle(self, *, mail: str, **options: object) -> None:
        count = 0
        for title, sentences in faults(Question(timezone.now(), mail)):
            self.stdout.write(f"{title}: {'' if sentences else 'all is well'}".rstrip())
            for sentence in sentences:
                self.stdout.write(f"  - {sentence}")
            count += len(sentences)
        if mail:
            self.stdout.write(f"Look whether the letter to {mail} has arrived, and not as spam.")
        if count:
            raise CommandError(f"{count} to mend.")
        self.stdout.write("Nothing is missing.")
