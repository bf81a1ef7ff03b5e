"""The navigation of each role: the links in the masthead of every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from foundation.accounts.choices import Role
from foundation.accounts.models import User

# The links of a role in order: the words, and the name of the address.
NavItems = list[tuple[str, str]]
STAFF: NavItems = [
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
MONEY: NavItems = [
    ("Invoices", "billing:invoices"),
    ("Debtors", "billing:debtors"),
    ("Bank", "billing:bank"),
    ("Rebates", "billing:rebates"),
    ("Fee audit", "billing:fee-audit"),
    ("Approvals", "approvals"),
]
FINANCE: NavItems = [
    ("Desk", "home"),
    *MONEY,
    ("Hires", "placements:hires"),
    ("Employers", "employers:employers"),
]
EMPLOYER: NavItems = [
    ("Home", "home"),
    ("Portfolios", "placements:portfolios"),
    ("Shortlist", "placements:shortlist"),
    ("Introductions", "placements:portal-introductions"),
    ("Requests", "placements:portal-requests"),
    ("Invoices", "billing:portal-invoices"),
    ("Terms", "billing:portal-terms"),
    ("Colleagues", "employers:colleagues"),
]
GRADUATE: NavItems = [("My page", "home")]
OFFERED: dict[str, NavItems] = {
    Role.STAFF: STAFF,
    Role.FINANCE: FINANCE,
    Role.ADMIN: [
        *STAFF,
        ("Desk", "desk"),
        *MONEY,
        ("People", "people"),
        ("Webhooks", "webhooks"),
        ("System", "system"),
    ],
    Role.EMPLOYER: EMPLOYER,
    Role.GRADUATE: GRADUATE,
}


@dataclass(frozen=True)
class NavItem:
    """One link; ``here`` on the page it leads to, and on the pages below that."""

    words: str
    address: str
    here: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the links of the person's role for the templates; none before signing in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": []}
    items = [_nav_item(words, name, request.path) for words, name in OFFERED[user.role]]
    return {"nav_items": items}


def _nav_item(words: str, name: str, path: str) -> NavItem:
    address = reverse(name)
    return NavItem(words, address, path == address or (address != "/" and path.startswith(address)))
