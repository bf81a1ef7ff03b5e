"""What a migrated database depends on, as one hash: its template is good while that is the same.

Hashed are the migrations of every installed app, the modules of ours they import, the settings
those name, and the version of everything that is installed.
"""

import ast
import hashlib
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
# Read by Django itself while it migrates, whatever a migration says.
SETTINGS = {
    *("AUTH_USER_MODEL", "DATABASE_ROUTERS", "DEFAULT_AUTO_FIELD", "DEFAULT_TABLESPACE"),
    *("INSTALLED_APPS", "LANGUAGE_CODE", "MIGRATION_MODULES", "TIME_ZONE", "USE_TZ"),
}
NAMED_SETTING = re.compile(rb"\bsettings\.([A-Z_]+)")
# The fields of a statement that hold statements: an import stands nowhere else.
BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")


def migration_key(vendor: str) -> str:
    """Return sixteen hexadecimal digits that change with what migrating this vendor would make."""
    files = sources(migration_files(), root=ROOT)
    named = {name.decode() for file in files for name in NAMED_SETTING.findall(file.read_bytes())}
    circumstances = [vendor, sys.version, sqlite3.sqlite_version, *installed()]
    circumstances += [
        f"{name}={getattr(settings, name, None)!r}" for name in sorted(named | SETTINGS)
    ]
    return hashed(files, circumstances)


def hashed(files: Iterable[Path], circumstances: Iterable[str]) -> str:
    """Return the hash of files, by name and content, and of what else matters."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for line in circumstances:
        digest.update(f"{line}\0".encode())
    return digest.hexdigest()[:16]


def migration_files() -> set[Path]:
    """Return the migrations of every installed app, ours and others'."""
    folders = (Path(app.path) / "migrations" for app in apps.get_app_configs())
    return {file for folder in folders for file in folder.rglob("*.py")}


def sources(files: Iterable[Path], *, root: Path) -> set[Path]:
    """Return the files, and the modules below ``root`` they import, and those import in turn."""
    known: set[Path] = set()
    left = set(files)
    while left:
        file = left.pop()
        known.add(file)
        if root in file.parents and "site-packages" not in file.parts:
            left |= set(imported(file, root=root)) - known
    return known


def imported(file: Path, *, root: Path) -> Iterator[Path]:
    """Yield the modules below ``root`` that a file imports, and the packages they lie in."""
    package = file.relative_to(root).parent.parts
    for name in imported_names(ast.parse(file.read_bytes()), package):
        for length in range(1, len(name) + 1):
            module = root.joinpath(*name[:length])
            yield from filter(Path.is_file, (module.with_suffix(".py"), module / "__init__.py"))


def imported_names(block: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what the statements of a block import, as parts of dotted names."""
    for field in BLOCKS:
        for statement in getattr(block, field, ()):
            if isinstance(statement, ast.Import):
                yield from (tuple(alias.name.split(".")) for alias in statement.names)
            elif isinstance(statement, ast.ImportFrom):
                above = package[: len(package) - statement.level + 1] if statement.level else ()
                module = (*above, *(statement.module or "").split("."))
                module = tuple(part for part in module if part)
                yield from ((*module, alias.name) for alias in statement.names)
            else:
                yield from imported_names(statement, package)


def installed() -> list[str]:
    """Return the name and version of every distribution on the path."""
    return sorted(
        folder.name
        for entry in sys.path
        if Path(entry).is_dir()
        for folder in Path(entry).glob("*.dist-info")
    )
