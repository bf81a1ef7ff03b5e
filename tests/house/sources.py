"""The files the rules of the house are held against."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("foundation", "employers", "placements", "billing", "project")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked_files() -> list[Path]:
    """Return every file git knows or would take, so that a new one is held to the rules at once."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return sorted(file for file in files if file.is_file())


@cache
def source_files() -> list[Path]:
    """Return the Python files of the five packages, without their migrations."""
    return [
        file
        for file in tracked_files()
        if file.suffix == ".py"
        and file.relative_to(ROOT).parts[0] in FLOORS
        and "migrations" not in file.parts
    ]


def functions_of(file: Path) -> Iterator[Function]:
    """Yield every function and method of a file, nested ones too."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, Function):
            yield node


def named(file: Path, line: int | None = None) -> str:
    """Return how a person looks a place up: billing/domain/ledger/invoices.py:12."""
    place = str(file.relative_to(ROOT))
    return place if line is None else f"{place}:{line}"
