"""Our worked examples: cases with known answers, by the rule they try."""

import json
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Return the cases of a file of this folder, "quotes" or "rules"."""
    text = Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")
    cases: dict[str, Any] = json.loads(text)
    return cases
