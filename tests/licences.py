"""Under which licences is what the product needs at run time? Read from the installed packages.

`python -m tests.licences` (make licences) writes docs/operators/licences.md.
"""

import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "operators" / "licences.md"
CLASSIFIER = "License :: OSI Approved :: "
PREFACE = """\
# Licences

Foothold is under the MIT licence. A server that runs it has these packages as well, each under its
own: `requirements-runtime.lock` says in which version. The list is made from the installed packages
by `make licences`; a test holds it against them, and lets nothing in that is under the GPL alone.

| package | licence |
|---|---|
"""


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


def row_of(name: str, package: Distribution) -> str:
    """Return a package's row of the page: its name, and its licences as it says them."""
    named = [licence.removeprefix(CLASSIFIER).split("\n")[0] for licence in licences(package)]
    # Classifiers do not say whether one may choose; an expression does.
    return f"| {name} | {package.metadata.get('License-Expression') or ', '.join(named)} |"


def page() -> str:
    rows = [row_of(name, package) for name, package in sorted(needed_at_run_time().items())]
    return PREFACE + "\n".join([*rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page())
