"""Who may open a page: one decorator, with a rule about the person."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from foundation.accounts.models import User

P = ParamSpec("P")


class SignedIn(HttpRequest):
    """A request of a signed-in user: what a view behind ``requires`` gets."""

    user: User


Rule = Callable[[User], bool]
NOT_YOURS: Final = "Your role does not give access to this page."


def requires(
    rule: Rule,
) -> Callable[
    [Callable[Concatenate[SignedIn, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Return a decorator that opens a page to the signed-in users of whom the rule is true.

    A visitor who has not signed in is sent to do so and then returns; other users get 403. The
    page is never cached.
    """

    def decorate(
        view: Callable[Concatenate[SignedIn, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @never_cache
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not rule(request.user):
                raise PermissionDenied(NOT_YOURS)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return door

    return decorate
