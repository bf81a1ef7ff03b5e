"""`manage.py create_user`: a user who can sign in and, with --api-key, a key for a program."""

from argparse import ArgumentParser
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from employers.models import Contact, Employer
from foundation import keys
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.security_log import record
from placements.models import Graduate


class Command(BaseCommand):
    help = (
        "Create a user who can sign in. With --api-key, the key is on the last line by itself "
        "and is not shown again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", required=True, help=", ".join(Role.values))
        parser.add_argument("--name", default="", help="the full name")
        parser.add_argument("--employer", default="", metavar="REF", help="for role employer")
        parser.add_argument(
            "--api-key", default="", metavar="NAME", help="create a key with this name"
        )

    @transaction.atomic
    def handle(
        self, *, email: str, role: str, name: str, employer: str, api_key: str, **options: object
    ) -> None:
        if role not in Role.values:
            raise CommandError(f"Unknown role {role!r}. Choose one of: {listed(Role.values)}.")
        if (role == Role.EMPLOYER) != bool(employer):
            raise CommandError(
                "A contact needs an employer. Add --employer REF."
                if role == Role.EMPLOYER
                else f"--employer is only for the role employer, not for {role}."
            )
        hirer = employer_of(employer) if employer else None
        user = new_user(email, role=role, name=name)
        record(SecurityEventKind.RIGHTS_GIVEN, user=user, role=role, by="command")
        self.stdout.write(f"{user.email} can sign in as {role}.")
        if hirer:
            self.stdout.write(f"They are a contact of {attach_contact(user, hirer).employer}.")
        if role == Role.GRADUATE:
            self.stdout.write(attach_graduate(user))
        if api_key:
            key, secret = keys.make(user, name=api_key, by=None, on=timezone.localdate())
            self.stdout.write(f'The key "{key.name}", shown only once:')
            self.stdout.write(secret)
        else:
            self.stdout.write(f"To get a sign-in link: manage.py sign_in_link {user.email}")


def new_user(email: str, *, role: str, name: str) -> User:
    """Return the new user; raise CommandError for an address that is taken or not valid."""
    if taken := User.objects.filter(email__iexact=email.strip()).first():
        raise CommandError(f"{taken.email} can already sign in as {taken.role}.")
    try:
        return User.objects.create_user(email, role=role, full_name=name)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def employer_of(reference: str) -> Employer:
    """Return the employer of a reference, in any case, or name those that come near it."""
    if employer_named := Employer.objects.filter(reference__iexact=reference.strip()).first():
        return employer_named
    text = reference.strip().casefold()
    words: dict[str, Employer] = {}
    for employer in Employer.objects.order_by("reference"):
        words[employer.reference.casefold()] = words[employer.name.casefold()] = employer
    near = get_close_matches(text, words, n=5, cutoff=0.5)
    near += [word for word in words if text in word and word not in near]
    names = list(dict.fromkeys(f"{words[word].reference} ({words[word]})" for word in near))[:5]
    meant = f" Did you mean {listed(names)}?" if names else ""
    raise CommandError(f"No employer has the reference {reference!r}.{meant}")


def attach_contact(user: User, employer: Employer) -> Contact:
    """Return the employer's contact of that e-mail, or a new one, who is this user from now on."""
    contact = Contact.objects.filter(employer=employer, email__iexact=user.email).first()
    if contact is None:
        name = user.full_name or user.email.partition("@")[0]
        return Contact.objects.create(
            employer=employer, full_name=name, email=user.email, user=user
        )
    if contact.user_id:
        raise CommandError(f"{contact} of {employer} already signs in as {contact.user}.")
    contact.user = user
    contact.save(update_fields=["user"])
    take_name(user, contact.full_name)
    return contact


def attach_graduate(user: User) -> str:
    """Return in a sentence whose profile this user sees: the graduate's of the same e-mail."""
    graduate = Graduate.objects.filter(email__iexact=user.email, user=None).first()
    if graduate is None:
        return "No graduate has this email address yet, so they have no profile to see."
    graduate.user = user
    graduate.save(update_fields=["user"])
    take_name(user, graduate.full_name)
    return f"They can see the profile of {graduate}, {graduate.reference}."


def take_name(user: User, full_name: str) -> None:
    """Give the user a known name, unless the command gave one."""
    if not user.full_name:
        user.full_name = full_name
        user.save(update_fields=["full_name"])


def listed(words: list[str]) -> str:
    """Return the words as a sentence lists them: "admin, staff or finance"."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
