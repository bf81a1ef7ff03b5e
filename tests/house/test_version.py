"""The version is written in pyproject.toml; the changelog begins with it."""

import re
import tomllib

from .sources import ROOT


def test_the_changelog_begins_with_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)

    assert first is not None
    assert first[1] == project["version"]
