"""Who may do what, for pages and endpoints alike: pure functions of a user."""

from collections.abc import Callable, Container

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from .choices import HANDLES_MONEY, OFFICE, PLACES_PEOPLE, Role

# Wider than our own User, because the User's properties are these rules.
Person = AbstractBaseUser | AnonymousUser
Rule = Callable[[Person], bool]


def is_signed_in(user: Person) -> bool:
    """Return whether the user has signed in, in any role."""
    return user.is_authenticated


def is_office(user: Person) -> bool:
    """Return whether this person works for the CIC: staff, finance or admin."""
    return user.is_active and has_role(user, OFFICE)


def can_place(user: Person) -> bool:
    """Return whether this person places people: staff or admin."""
    return user.is_active and has_role(user, PLACES_PEOPLE)


def can_bill(user: Person) -> bool:
    """Return whether this person handles money: finance or admin."""
    return user.is_active and has_role(user, HANDLES_MONEY)


def is_admin(user: Person) -> bool:
    """Return whether this person also manages the access of others."""
    return user.is_active and has_role(user, {Role.ADMIN})


def is_employer_contact(user: Person) -> bool:
    """Return whether this is an employer's contact, with or without access."""
    return has_role(user, {Role.EMPLOYER})


def is_graduate(user: Person) -> bool:
    """Return whether this is a graduate, with or without access."""
    return has_role(user, {Role.GRADUATE})


def has_role(user: Person, roles: Container[str]) -> bool:
    """Return whether the user's role is one of these; anonymous users have no role."""
    return getattr(user, "role", None) in roles
