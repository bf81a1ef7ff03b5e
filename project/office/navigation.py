"""The ways from page to page, for each role: in the masthead of every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from foundation.accounts.choices import Role
from foundation.accounts.models import User

# What a role is offered, in this order: the words, and the name of the address.
Ways = list[tuple[str, str]]
STAFF: Ways = [
    ("Today", "home"),
    ("Pipeline", "placements:pipeline"),
    ("Graduates", "placements:graduates"),
    ("Employers", "employers:employers"),
    ("Requests", "employers:hiring-requests"),
    ("Introductions", "placements:introductions"),
    ("Hires", "placements:hires"),
    ("Outcomes", "placements:outcomes"),
    ("Imports", "imports:imports"),
]
MONEY: Ways = [
    ("Invoices", "billing:invoices"),
    ("Debtors", "billing:debtors"),
    ("Bank", "billing:bank"),
    ("Rebates", "billing:rebates"),
    ("Approvals", "approvals"),
]
FINANCE: Ways = [
    ("Desk", "home"),
    *MONEY,
    ("Hires", "placements:hires"),
    ("Employers", "employers:employers"),
]
EMPLOYER: Ways = [
    ("Home", "home"),
    ("Portfolios", "placements:portfolios"),
    ("Shortlist", "placements:shortlist"),
    ("Introductions", "placements:portal-introductions"),
    ("Requests", "placements:portal-requests"),
    ("Invoices", "billing:portal-invoices"),
    ("Terms", "billing:portal-terms"),
    ("Colleagues", "employers:colleagues"),
]
GRADUATE: Ways = [("My page", "home")]
OFFERED: dict[str, Ways] = {
    Role.STAFF: STAFF,
    Role.FINANCE: FINANCE,
    Role.ADMIN: [*STAFF, ("Desk", "desk"), *MONEY, ("People", "people")],
    Role.EMPLOYER: EMPLOYER,
    Role.GRADUATE: GRADUATE,
}


@dataclass(frozen=True)
class Way:
    """One link; ``here`` on the page it leads to, and on the pages below that."""

    words: str
    address: str
    here: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return, for the templates, the ways open to whoever asks; none before signing in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"ways": []}
    return {"ways": [_way(words, name, request.path) for words, name in OFFERED[user.role]]}


def _way(words: str, name: str, path: str) -> Way:
    address = reverse(name)
    return Way(words, address, path == address or (address != "/" and path.startswith(address)))
