"""The table of variables as .env.example and as the page docs/operators/settings.md.

`python -m project.settings.listing` (make settings) writes both.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from .environment import Variable
from .variables import TABLE

ROOT: Final = Path(__file__).resolve().parents[2]
ENV_EXAMPLE: Final = ROOT / ".env.example"
PAGE: Final = ROOT / "docs" / "operators" / "settings.md"
WIDTH: Final = 100
PREFACE: Final = """\
# Settings

What differs between installations is a variable of the environment. Set them where your units and
timers find them, or in a file `.env` beside `manage.py`, which only you and the server's user may
read (`chmod 600 .env`): then the server, the worker, the timers and a command at a shell agree by
themselves. What the environment says comes before the file. `.env.example` has them all, to copy.

- Production is what `manage.py` and the server take unless `DJANGO_SETTINGS_MODULE` says otherwise.
  It does not start without the variables marked *required*, and says all that is missing at once.
  `make demo` and the tests take settings of their own, and never read `.env`.
- A variable marked *secret* may be in a file instead: set its name with `_FILE` at the end to the
  path, for example `DATABASE_URL_FILE=/run/credentials/database`.
- An empty variable counts as not set. In `.env` put a value that holds `#`, quotes or spaces
  between single quotes, as in the example.
- `manage.py check_installation` says what is missing on a server, and `manage.py deploy` refuses to
  begin while settings are faulty.
- The table is `project/settings/variables.py`; this page and `.env.example` are made from it by
  `make settings`.
"""


def env_example() -> str:
    """Return .env.example: what production requires with an example, the others commented out."""
    lines = [
        "# Copy this to .env, fill in the first values of each part, and run chmod 600 .env.",
        "# docs/operators/settings.md explains all of them.",
    ]
    for group in TABLE:
        lines += ["", f"# {group.title}. {group.sentence}"]
        for variable in group.variables:
            lines += ["", *(f"# {line}" for line in wrap(described(variable), WIDTH - 2))]
            lines.append(_assignment(variable))
    return "\n".join([*lines, ""])


def page() -> str:
    """Return the page for operators: a table for each group of variables."""
    parts = [PREFACE]
    for group in TABLE:
        rows = ["| variable | type | default | what it is for |", "|---|---|---|---|"]
        rows += [_row(variable) for variable in group.variables]
        parts.append("\n".join([f"## {group.title}", "", group.sentence, "", *rows, ""]))
    return "\n".join(parts)


def described(variable: Variable) -> str:
    """Return the sentence of a variable, with whether it is required and secret."""
    marks = [word for word in ("required", "secret") if getattr(variable, word)]
    return f"{variable.sentence} ({', '.join(marks)})" if marks else variable.sentence


def default_of(variable: Variable) -> str:
    """Return the default as it would be written in the environment, or in words if it depends."""
    return variable.otherwise or as_text(variable.default)


def as_text(value: Any) -> str:
    """Return a value as text of the environment."""
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _assignment(variable: Variable) -> str:
    if variable.required:
        return f"{variable.name}={_quoted(variable.example)}"
    return f"#{variable.name}={_quoted('' if variable.otherwise else as_text(variable.default))}"


def _quoted(text: str) -> str:
    plain = not text or all(character not in text for character in " #'\"()")
    return text if plain else f"'{text}'"


def _row(variable: Variable) -> str:
    default = default_of(variable)
    if default and not variable.otherwise:
        default = f"`{default}`"
    kind = ", ".join([variable.kind.name, *(["*secret*"] if variable.secret else [])])
    if variable.required:
        default = f"*required* (demo: {default})" if default else "*required*"
    cells = (f"`{variable.name}`", kind, default or "none", variable.sentence)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def files() -> Iterator[tuple[Path, str]]:
    """Yield each file that is made from the table, with what it holds."""
    yield ENV_EXAMPLE, env_example()
    yield PAGE, page()


if __name__ == "__main__":
    for file, text in files():
        file.write_text(text)
