"""The words of the schema: a summary for each operation, a description for each property."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.apps import apps

SUMMARIES: Final = {
    "list": "List the {nouns}",
    "retrieve": "Read one of the {nouns}",
    "create": "Add to the {nouns}",
    "partial_update": "Change one of the {nouns}",
}
BEGINNINGS: Final = {
    "list": "A page of the {nouns}, in a complete order; follow `next` to the end.",
    "retrieve": "One of the {nouns} by its id.",
    "create": "Stores one more of the {nouns} and answers it as it was stored.",
    "partial_update": "Changes the fields you send, of one of the {nouns}, and answers all of it.",
}
LONGEST_SUMMARY: Final = 90


def nouns_in(path: str) -> str:
    """Return the noun of a path in words: "portfolio projects" of /api/v1/portfolio-projects/."""
    return path.removeprefix("/api/v1/").partition("/")[0].replace("-", " ")


def summary_of(action: str, path: str, description: str) -> str:
    """Return one line about an operation: of its plain action, or how its description begins."""
    if action in SUMMARIES:
        return SUMMARIES[action].format(nouns=nouns_in(path))
    line = " ".join(description.partition("\n\n")[0].split())
    first = min((line.partition(end)[0] for end in (". ", ": ", "; ")), key=len).rstrip(".")
    return (
        first if len(first) <= LONGEST_SUMMARY else f"{first[:LONGEST_SUMMARY].rpartition(' ')[0]}…"
    )


def beginning_of(action: str, path: str) -> str:
    """Return what a plain action does with its noun; "" for any other action."""
    return BEGINNINGS.get(action, "").format(nouns=nouns_in(path))


@cache
def property_words() -> dict[str, str]:
    """Return the description of each property by its name: the `api/words.toml` of each app."""
    words: dict[str, str] = {}
    for config in apps.get_app_configs():
        file = Path(config.path) / "api" / "words.toml"
        if file.is_file():
            words |= tomllib.loads(file.read_text())
    return words


def describe_properties(schemas: dict[str, Any]) -> None:
    """Give each property without a word of its own the words of its name."""
    for name, schema in schemas.items():
        for key, shape in schema.get("properties", {}).items():
            words = property_words().get(f"{name}.{key}") or property_words().get(key)
            if words and not shape.get("description"):
                schema["properties"][key] = described(shape, words)


def described(shape: dict[str, Any], words: str) -> dict[str, Any]:
    """Return a shape with a description; a bare reference takes one only around it."""
    if "$ref" in shape:
        return {"allOf": [shape], "description": words}
    return {**shape, "description": words}
