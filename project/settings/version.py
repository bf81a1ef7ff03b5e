"""The version of what is installed, as pyproject.toml says it."""

import tomllib
from pathlib import Path


def version(pyproject: Path) -> str:
    """Return the version, such as "0.2.0"."""
    number: str = tomllib.loads(pyproject.read_text())["project"]["version"]
    return number
