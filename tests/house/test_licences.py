"""Foothold is under MIT, so nothing that it needs at run time may bind its users to the GPL."""

import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .sources import ROOT


def needed_at_run_time() -> dict[str, Distribution]:
    """Return the installed packages that the product needs, and those that these need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    waiting = [(Requirement(line), "") for line in project["dependencies"]]
    needed: dict[str, Distribution] = {}
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or Python than this
        if name in needed and not requirement.extras:
            continue
        needed[name] = package
        for line in package.requires or ():
            waiting += [(Requirement(line), wanted) for wanted in requirement.extras or {""}]
    return needed


def licences(package: Distribution) -> Iterator[str]:
    """Yield what a package says it is under: the expression, or its classifiers, or its words."""
    if expression := package.metadata.get("License-Expression"):
        yield from expression.split(" OR ")
        return
    known = [
        one for one in package.metadata.get_all("Classifier") or () if one.startswith("License")
    ]
    yield from known or [package.metadata.get("License") or ""]


def only_under_gpl(words: list[str]) -> bool:
    """Return whether every choice is the GPL or AGPL; the Lesser GPL binds nobody who imports."""
    return all(
        ("GPL" in word or "General Public" in word)
        and not ("LGPL" in word or "Lesser" in word or "exception" in word.lower())
        for word in words
    )


def test_nothing_needed_at_run_time_is_under_the_gpl_alone():
    bound = {
        name
        for name, package in needed_at_run_time().items()
        if only_under_gpl(list(licences(package)))
    }

    assert bound == set()


def test_what_others_need_in_turn_is_looked_at_too():
    assert {"django", "sqlparse", "psycopg-binary"} <= needed_at_run_time().keys()
    assert "djlint" not in needed_at_run_time()


def test_the_lesser_gpl_and_a_choice_of_licences_bind_nobody():
    assert only_under_gpl(["GPL-3.0-only"])
    assert only_under_gpl(["License :: OSI Approved :: GNU General Public License v3 (GPLv3)"])
    assert not only_under_gpl(["LGPL-3.0-only"])
    assert not only_under_gpl(["MIT", "GPL-2.0-or-later"])
