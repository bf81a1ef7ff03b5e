"""The guide to install as a machine reads it: its commands in their order, what to write where.

A fenced block marked `sh` is for a shell; one marked `file=NAME` has lines to set in a file that
`sudo nano NAME` opens. `only=sqlite` and its like mark what belongs to one of several ways.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "docs" / "operators"
PAGE, UPGRADE = PAGES / "install.md", PAGES / "upgrade.md"
INCIDENTS = PAGES / "incidents.md"
BLOCK = re.compile(r"^```(?P<language>\w*)(?P<marks>[^\n]*)\n(?P<text>.*?)^```", re.M | re.S)
WORD = re.compile(r"^\| `(?P<word>[^`]+)` \|", re.M)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and what is marked on it."""

    language: str
    text: str
    marks: dict[str, str] = field(default_factory=dict)

    def belongs_to(self, ways: set[str]) -> bool:
        return "only" not in self.marks or self.marks["only"] in ways


def blocks(page: str) -> Iterator[Block]:
    for match in BLOCK.finditer(page):
        marks = dict(mark.split("=", 1) for mark in match["marks"].split())
        yield Block(match["language"], match["text"], marks)


def commands(page: str, ways: set[str]) -> list[str]:
    """Return what somebody types who goes these ways, a text for each block."""
    return [
        block.text for block in blocks(page) if block.language == "sh" and block.belongs_to(ways)
    ]


def lines_of_files(page: str, ways: set[str]) -> dict[str, list[str]]:
    """Return which lines the guide sets, for each file it lets one open."""
    files: dict[str, list[str]] = {}
    for block in blocks(page):
        if "file" in block.marks and block.belongs_to(ways):
            files.setdefault(block.marks["file"], []).extend(block.text.splitlines())
    return files


def words_to_replace(page: str) -> list[str]:
    """Return the words for which a reader puts their own."""
    table = page.split("## Words to replace")[1].split("\n## ")[0]
    return WORD.findall(table)
