"""The rules about people, as permissions of the REST framework."""

from collections.abc import Callable
from functools import cache
from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from foundation.accounts import rules
from foundation.accounts.models import User


@cache
def permission(
    rule: Callable[[User], bool], *, read: Callable[[User], bool] | None = None
) -> type[BasePermission]:
    """Return a permission for the signed-in users of whom the rule is true; others get 403.

    With ``read``, that rule decides instead for requests that only read.
    """

    class Permission(BasePermission):
        message = "Your role does not allow this."

        def has_permission(self, request: Request, view: Any) -> bool:
            holds = read if read and request.method in SAFE_METHODS else rule
            return isinstance(request.user, User) and holds(request.user)

    Permission.__name__ = Permission.__qualname__ = f"Permission[{rule.__name__}]"
    return Permission


IsSignedIn = permission(rules.is_signed_in)
IsOffice = permission(rules.is_office)
IsAdmin = permission(rules.is_admin)
IsGraduate = permission(rules.is_graduate)
CanPlace = permission(rules.can_place)
CanBill = permission(rules.can_bill)
IsGraduateOrReadOnly = permission(rules.is_graduate, read=rules.is_signed_in)
CanPlaceOrReadOnly = permission(rules.can_place, read=rules.is_signed_in)
CanBillOrReadOnly = permission(rules.can_bill, read=rules.is_signed_in)
