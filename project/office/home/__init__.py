"""The front page: for each role what waits for them. The only package that sees all three apps."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.accounts.rules import can_place, is_employer_contact, is_office
from placements.web.graduate.home import front

from .employer import employer
from .finance import desk
from .today import today


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Return the front page for the role of the person."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "office/home/anonymous.html")
    if can_place(user):
        return today(request, user)
    if is_office(user):
        return desk(request)
    return employer(request, user) if is_employer_contact(user) else front(request)
