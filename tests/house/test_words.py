"""A name says what kind of thing it holds: a quote, an event, the rows, a form, a context."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .sources import ROOT, named, tracked_files

# Participles and fillers: whoever meets one has to look up what was told, found or written.
BANNED: Final = frozenset(
    {
        *("told", "found", "asked", "shown", "said", "written", "kept"),
        *("thing", "things", "deed", "deeds"),
    }
)

# What these words may still name, each group for a reason of its own.
ALLOWED: Final = {
    "columns of the database, and fields of the API that carry their names": """
        asked_at asked_by asked_for asked_on found_on kept_on kept_pence
        written_off_on written_off_pence
    """,
    "members of enumerations, named after the value that is stored and sent": """
        ASKED ASKED_AGAIN ASKED_HOW_IT_GOES ASKED_TO_BE_ERASED ASKED_TO_MEET
        APPROVAL_ASKED INTRODUCTION_ASKED MEETING_ASKED
        KEPT KEPT_AS_SETTLED NOBODY_FOUND WRITTEN_OFF
    """,
    "actions of the API, whose address is made of the name": "nobody_found",
    "fields of a filter, and so of a page's address": "shown",
    "the class of a refusal whose code is promised": "MoreThanKept",
    "the name of the answer 404": "NotFound",
    "the trade's word for a debt that was given up": "written_off WrittenOff",
}

# Areas whose names are still to be changed. None may be added.
NOT_YET: Final = (
    "tests/bench/",
    "tests/browser/",
    "tests/factories/",
    "tests/faults/",
    "tests/flows/",
)


def words_of(name: str) -> list[str]:
    """Return the words of a name in small letters: `_NotAsked` is "not" and "asked"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return apart.lower().strip("_").split("_")


def is_banned(name: str) -> bool:
    """Return whether a name is one of the words, or begins or ends with one."""
    words = words_of(name)
    return not BANNED.isdisjoint((words[0], words[-1]))


def names_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of all that a source gives a name: what it only uses is not.

    The names of tests are sentences, in which any word may come last.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) if name.startswith("test_"):
                continue
            case (
                ast.FunctionDef(name=str(name))
                | ast.AsyncFunctionDef(name=str(name))
                | ast.ClassDef(name=str(name))
                | ast.arg(arg=str(name))
                | ast.Name(id=str(name), ctx=ast.Store())
                | ast.Attribute(attr=str(name), ctx=ast.Store())
                | ast.alias(asname=str(name))
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield getattr(node, "lineno", 0), name


def modules() -> list[Path]:
    return [
        file
        for file in tracked_files()
        if file.suffix == ".py" and file.parent.name != "migrations"
    ]


def allowed() -> frozenset[str]:
    return frozenset(" ".join(ALLOWED.values()).split())


def test_no_name_is_a_word_that_says_nothing():
    renamed = [file for file in modules() if not named(file).startswith(NOT_YET)]

    assert len(renamed) > 150
    assert [
        f"{named(file)}:{line}: {name}"
        for file in renamed
        for line, name in names_in(file.read_text())
        if is_banned(name) and name.lstrip("_") not in allowed()
    ] == []


def test_no_module_is_named_by_such_a_word():
    assert [
        named(file)
        for file in modules()
        if not named(file).startswith(NOT_YET)
        if not file.stem.startswith("test_") and is_banned(file.stem)
    ] == []


def test_every_exception_is_in_use_and_every_area_is_there():
    in_use = {
        name.lstrip("_")
        for file in modules()
        for _, name in names_in(file.read_text())
        if is_banned(name)
    }

    assert allowed() - in_use == set()
    assert [area for area in NOT_YET if not (ROOT / area).is_dir()] == []


@pytest.mark.parametrize(
    "source",
    [
        "told = 1",
        "def _told(): ...",
        "def f(*, asked): ...",
        "def f(**found): ...",
        "class NotAsked: ...",
        "MOST_SHOWN: int = 5",
        "self.deeds = []",
        "for thing in rows: ...",
        "rows = [kept for kept in rows]",
        "import json as said",
        "try: ...\nexcept ValueError as written: ...",
        "with open(path) as things: ...",
        "if (deed := next(rows)): ...",
    ],
)
def test_such_a_name_is_seen_wherever_it_is_given(source):
    assert [name for _, name in names_in(source) if is_banned(name)] != []


@pytest.mark.parametrize(
    "source", ["rows = row.found", "f(said=1)", "def test_it_is_said(): ...", "everything = 1"]
)
def test_what_is_only_used_or_only_resembles_one_is_not_meant(source):
    assert [name for _, name in names_in(source) if is_banned(name)] == []
