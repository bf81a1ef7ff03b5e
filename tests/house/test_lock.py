"""requirements.lock holds what pyproject.toml asks for, with hashes, and names no host."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .sources import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)", re.MULTILINE)


def requirements() -> list[Requirement]:
    """Return the requirements of the product and of its developers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [
        Requirement(line)
        for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    ]


def test_everything_asked_for_is_locked_to_a_version_that_was_asked_for():
    locked: dict[str, list[str]] = {}
    for pin in PINNED.finditer(LOCK):
        locked.setdefault(canonicalize_name(pin["name"]), []).append(pin["version"])

    wrong = [
        str(wanted)
        for wanted in requirements()
        if not (versions := locked.get(canonicalize_name(wanted.name)))
        or not all(wanted.specifier.contains(version) for version in versions)
    ]

    assert wrong == []


def test_everything_locked_has_hashes():
    entries = re.split(r"\n(?=\S)", LOCK.strip())

    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_host_and_no_path():
    assert re.findall(r"^.*(?:://|file:|@ ).*$", LOCK, re.MULTILINE) == []
