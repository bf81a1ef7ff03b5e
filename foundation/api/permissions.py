"""Who may, as permissions of the REST framework. The predicates themselves are the User's."""

from collections.abc import Callable
from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from foundation.accounts.choices import Role
from foundation.accounts.models import User


class MayBe(BasePermission):
    """Lets in the signed-in people of whom ``is_true`` says so; the others read 403."""

    message = "Your role may not do this."

    @staticmethod
    def is_true(user: User) -> bool:
        """Return whether this person may; anybody who has signed in, unless a subclass says."""
        return True

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the person who asks may."""
        return isinstance(request.user, User) and self.is_true(request.user)


class SignedIn(MayBe):
    """Anybody who has signed in."""


def only(name: str, predicate: Callable[[User], bool], about: str) -> type[MayBe]:
    """Return a permission for those of whom the predicate is true."""
    return type(name, (MayBe,), {"is_true": staticmethod(predicate), "__doc__": about})


Office = only("Office", lambda user: user.is_office, "Staff, finance and admin.")
PlacesPeople = only("PlacesPeople", lambda user: user.places_people, "Staff and admin.")
HandlesMoney = only("HandlesMoney", lambda user: user.handles_money, "Finance and admin.")
GraduateOnly = only("GraduateOnly", lambda user: user.role == Role.GRADUATE, "A graduate.")
Employer = only("Employer", lambda user: user.role == Role.EMPLOYER, "A contact of an employer.")


def reading(permission: type[BasePermission]) -> type[BasePermission]:
    """Return a permission that lets everybody signed in read, and ``permission`` write."""

    class ReadOr(BasePermission):
        message = MayBe.message

        def has_permission(self, request: Request, view: Any) -> bool:
            needed = SignedIn if request.method in SAFE_METHODS else permission
            return needed().has_permission(request, view)

    ReadOr.__name__ = ReadOr.__qualname__ = f"ReadOr{permission.__name__}"
    return ReadOr
