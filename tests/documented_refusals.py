"""Whatever a test asks of the API, no endpoint refuses with a code that it does not name."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader

from foundation.api.errors import Conflict, ErrorFormatter
from foundation.api.refusal_codes import OF_THE_RECORDS, all_codes, codes_of
from foundation.constraints import declared
from foundation.guards import GuardStep


@pytest.fixture(autouse=True)
def every_refusal_is_documented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test in which an endpoint answered a 409 that its description does not name."""
    undocumented: list[tuple[str, str]] = []
    format_error = ErrorFormatter.run

    def noted(formatter: ErrorFormatter) -> Any:
        body = format_error(formatter)
        view = formatter.context.get("view")
        if view is not None and isinstance(formatter.exc, Conflict):
            action = getattr(view, "action", None) or formatter.context["request"].method.lower()
            if not is_documented(type(view), action, body["code"]):
                undocumented.append((f"{type(view).__name__}.{action}", body["code"]))
        return body

    monkeypatch.setattr(ErrorFormatter, "run", noted)
    yield
    assert undocumented == []


def is_documented(view: type, action: str, code: str) -> bool:
    """Return whether an endpoint names a code; the rules of the records it names all together."""
    if code in named_by(view, action):
        return True
    return code not in {each.code for each in all_codes()} or code in rules_of_the_records()


@cache
def rules_of_the_records() -> set[str]:
    """Return the names of the constraints and the guards: a few are a refusal's code as well."""
    migrations = MigrationLoader(connection=None).disk_migrations.values()
    steps = [step for each in migrations for step in each.operations if isinstance(step, GuardStep)]
    return set(declared()) | {guard.name for step in steps for guard in step.guards}


@cache
def named_by(view: type, action: str) -> set[str]:
    codes = [*codes_of(view, getattr(view, action)), *OF_THE_RECORDS]
    return {each.code for each in codes}
