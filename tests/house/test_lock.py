"""The locks hold what pyproject.toml asks for, with hashes, and name no host.

requirements.lock is for developers; requirements-runtime.lock has what a server needs, and no more.
"""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .sources import ROOT

ALL = (ROOT / "requirements.lock").read_text()
RUNTIME = (ROOT / "requirements-runtime.lock").read_text()
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OF_THE_PRODUCT = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
OF_DEVELOPERS = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]


def pinned(lock: str) -> dict[str, list[str]]:
    """Return the versions each package is locked to: two, where Pythons differ."""
    locked: dict[str, list[str]] = {}
    for pin in PINNED.finditer(lock):
        locked.setdefault(canonicalize_name(pin["name"]), []).append(pin["version"])
    return locked


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [(ALL, OF_THE_PRODUCT + OF_DEVELOPERS), (RUNTIME, OF_THE_PRODUCT)],
    ids=["all", "runtime"],
)
def test_everything_asked_for_is_locked_to_a_version_that_was_asked_for(lock, wanted):
    locked = pinned(lock)

    wrong = [
        str(one)
        for one in wanted
        if not (versions := locked.get(canonicalize_name(one.name)))
        or not all(one.specifier.contains(version) for version in versions)
    ]

    assert wrong == []


def test_a_server_has_the_versions_that_were_tested():
    tested = pinned(ALL)

    assert {name: tested.get(name) for name in pinned(RUNTIME)} == pinned(RUNTIME)


def test_a_server_has_no_tools_of_developers():
    tools = {canonicalize_name(one.name) for one in OF_DEVELOPERS}
    shared = {canonicalize_name(one.name) for one in OF_THE_PRODUCT}

    assert pinned(RUNTIME).keys() & (tools - shared) == set()
    assert len(pinned(RUNTIME)) < len(pinned(ALL)) / 2


@pytest.mark.parametrize("lock", [ALL, RUNTIME], ids=["all", "runtime"])
def test_everything_locked_has_hashes(lock):
    entries = re.split(r"\n(?=\S)", lock.strip())

    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", [ALL, RUNTIME], ids=["all", "runtime"])
def test_the_lock_names_no_host_and_no_path(lock):
    assert re.findall(r"^.*(?:://|file:|@ ).*$", lock, re.MULTILINE) == []
