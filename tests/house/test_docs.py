"""The pages speak of the house as it is: what they name is there.

Checked are the words in `code` marks: paths, "`invoices.issue` in `billing/domain/`", `make test`
and `manage.py check_books`; and links from page to page.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from .sources import ROOT, named, tracked_files

PAGES = [file for file in tracked_files() if file.suffix == ".md"]
# What was decided and what changed is told in the words of its day.
OF_ITS_DAY = ("CHANGELOG.md", "docs/decisions/")
OF_TODAY = [page for page in PAGES if not named(page).startswith(OF_ITS_DAY)]
INDEX = ROOT / "docs" / "README.md"

FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
DEFINED = re.compile(r"`([A-Za-z_][\w.]*)`\s+in\s+`([\w./-]+)`")
PATH = re.compile(r"[\w.-]+/[\w./*-]*")
TARGET = re.compile(r"^make +([a-z][a-z-]*)")
COMMAND = re.compile(r"^(?:\S*python +)?manage\.py ([a-z_]+)")


def faults_of(text: str, folder: Path) -> list[str]:
    """Return what a page names that is not there; ``folder`` is where its links begin."""
    prose = FENCED.sub("", text)
    code = SPAN.findall(prose)
    lines = [*code, *(line.strip() for block in FENCED.findall(text) for line in block.split("\n"))]
    missing = [path for path in code if PATH.fullmatch(path) and is_ours(path) and not exists(path)]
    missing += [link for link in LINK.findall(prose) if not leads_somewhere(link, folder)]
    missing += [
        f"{name} in {path}" for name, path in DEFINED.findall(prose) if not is_in(name, path)
    ]
    missing += [f"make {name}" for name in firsts(TARGET, lines) if name not in targets()]
    missing += [
        f"manage.py {name}" for name in firsts(COMMAND, lines) if name not in get_commands()
    ]
    return missing


def firsts(pattern: re.Pattern[str], lines: list[str]) -> list[str]:
    return [match[1] for line in lines if (match := pattern.match(line))]


def is_ours(path: str) -> bool:
    """Return whether a path begins at the root of the repository, as ours are written."""
    return path.split("/")[0] in {file.relative_to(ROOT).parts[0] for file in tracked_files()}


def exists(path: str) -> bool:
    return any(ROOT.glob(path.rstrip("/")))


def leads_somewhere(link: str, folder: Path) -> bool:
    return link.startswith(("https://", "http://", "mailto:")) or (folder / link).exists()


def is_in(name: str, path: str) -> bool:
    """Return whether a file or folder defines a name: `issue`, or `invoices.issue` of a module."""
    *modules, last = name.split(".")
    return any(
        last in names_in(file) and (not modules or modules[-1] in {file.stem, file.parent.name})
        for file in tracked_files()
        if file.suffix == ".py"
        and (named(file) == path or named(file).startswith(f"{path.rstrip('/')}/"))
    )


@cache
def names_in(file: Path) -> frozenset[str]:
    """Return the functions, classes and constants a file defines."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(names)


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.M))


@pytest.mark.parametrize("file", OF_TODAY, ids=named)
def test_what_a_page_names_is_there(file: Path):
    assert faults_of(file.read_text(), file.parent) == []


@pytest.mark.parametrize("file", PAGES, ids=named)
def test_every_link_between_pages_leads_somewhere(file: Path):
    links = LINK.findall(FENCED.sub("", file.read_text()))

    assert [link for link in links if not leads_somewhere(link, file.parent)] == []


def test_the_index_leads_to_every_page():
    linked = {(INDEX.parent / link).resolve() for link in LINK.findall(INDEX.read_text())}
    pages = {page for page in PAGES if INDEX.parent in page.parents}

    assert [named(page) for page in sorted(pages - linked - {INDEX})] == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("See `billing/domain/no_such_noun.py`.", ["billing/domain/no_such_noun.py"]),
        ("See `tests/house/*.nothing`.", ["tests/house/*.nothing"]),
        ("[The story](no-such-page.md)", ["no-such-page.md"]),
        ("`no_such_verb` in `billing/domain/`", ["no_such_verb in billing/domain/"]),
        ("`payments.issue` in `billing/`", ["payments.issue in billing/"]),
        ("Run `make no-such-target` first.", ["make no-such-target"]),
        ("```\nmake nothing\n```", ["make nothing"]),
        ("Run `manage.py no_such_command`.", ["manage.py no_such_command"]),
    ],
)
def test_what_is_not_there_is_noticed(text, missing):
    assert faults_of(text, INDEX.parent) == missing


@pytest.mark.parametrize(
    "text",
    [
        "`manage.py check_books` and `make test`, `tests/house/test_docs.py`, `tests/house/*.py`",
        "`invoices.issue` in `billing/domain/`, `Invoice` in `billing/models/`",
        "`and/or`, `yes`, `app/room/noun`, `tests/<app>/<room>/`, [home](https://example.org/)",
    ],
)
def test_what_is_there_or_is_no_name_of_ours_passes(text):
    assert faults_of(text, INDEX.parent) == []
