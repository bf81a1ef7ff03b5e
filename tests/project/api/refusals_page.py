"""The page of refusals, written from the schema: `python -m tests.project.api.refusals_page`."""

import json
import os
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[3] / "docs" / "programs" / "refusals.md"
HEAD = """# Refusals

A 409 is the business saying no, and nothing was done. Its body is a `code` for programs and a
`detail` for a person:

    {"code": "terms_not_agreed", "detail": "Ember Analytics Ltd has no accepted terms on that day."}

Here is every code that an endpoint names, and how its sentence runs ("…" stands for what is filled
in). The schema says which endpoint may answer which. Any other code of a 409 is the name of a rule
that the records themselves hold.

A new code may be added in any version; the meaning of a code never changes. This page is written
from the schema by `python -m tests.project.api.refusals_page`, and a test compares the two.

| code | means | the sentence |
|---|---|---|
"""


def page_of(schema: dict[str, Any]) -> str:
    """Return the page, from the examples of every 409 in the schema."""
    rows: dict[str, tuple[str, str]] = {}
    for methods in schema["paths"].values():
        for operation in methods.values():
            content = operation["responses"].get("409", {}).get("content", {})
            for code, example in content.get("application/json", {}).get("examples", {}).items():
                rows[code] = (example["summary"], example["value"]["detail"])
    lines = [f"| `{code}` | {meaning} | {text} |" for code, (meaning, text) in sorted(rows.items())]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
    import django

    django.setup()
    from foundation.api.built_schema import build

    PAGE.write_text(page_of(json.loads(build("json"))))
