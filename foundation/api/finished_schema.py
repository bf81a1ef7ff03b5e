"""The last touches of the schema: words, examples, refusals, and what linters ask for."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from .examples import MEDIA, Examples
from .refusal_codes import Code
from .words import describe_properties

CODES: Final = "x-refusal-codes"


def finish(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """Return the schema with all that a reader or a program needs beyond its shapes."""
    schemas = result["components"]["schemas"]
    describe_properties(schemas)
    examples = Examples(schemas)
    spell_out_null(schemas)
    for methods in result["paths"].values():
        for operation in methods.values():
            examples.add_to(operation)
            describe_refusals(operation)
    drop_unused(result)
    tags = {
        tag
        for methods in result["paths"].values()
        for each in methods.values()
        for tag in each["tags"]
    }
    result["tags"] = [
        {"name": tag, "description": f"Everything about {tag.replace('-', ' ')}."}
        for tag in sorted(tags)
    ]
    return result


def describe_refusals(operation: dict[str, Any]) -> None:
    """Name the codes of the 409, each with what it means and an example."""
    codes = [Code(*each) for each in operation.pop(CODES, [])]
    answer = operation["responses"].get("409")
    if answer is None:
        return
    if not codes:
        return
    operation[CODES] = [code.code for code in codes]
    lines = [f"- `{code.code}`: {code.meaning}" for code in codes]
    answer["description"] = "\n".join(
        [
            "The business says no, and nothing was done:",
            "",
            *lines,
            "",
            "Any other code is the name of a rule that the records themselves hold.",
        ]
    )
    answer["content"][MEDIA]["examples"] = {
        code.code: {
            "summary": code.meaning,
            "value": {"code": code.code, "detail": code.sentence or code.meaning},
        }
        for code in codes
    }


def spell_out_null(shape: Any) -> None:
    """Say of what refers to another shape and may be null: it is one of the two.

    `nullable` beside a reference has no effect by OpenAPI 3.0.3, and generators differ over it.
    """
    if isinstance(shape, list):
        for each in shape:
            spell_out_null(each)
    if not isinstance(shape, dict):
        return
    if shape.get("nullable") is True and "type" not in shape:
        del shape["nullable"]
        choices = shape.pop("allOf", None) or shape.pop("oneOf")
        is_there = any("NullEnum" in str(choice) for choice in choices)
        shape["oneOf"] = choices if is_there else [*choices, {"enum": [None]}]
    for each in list(shape.values()):
        spell_out_null(each)


def drop_unused(result: dict[str, Any]) -> None:
    """Remove the shapes that nothing refers to, such as the request of what is only read."""
    schemas = result["components"]["schemas"]
    while unused := set(schemas) - set(references(result)):
        for name in unused:
            del schemas[name]


def references(shape: Any) -> Iterator[str]:
    """Yield the name of each shape that is referred to."""
    parts: Iterable[Any] = shape if isinstance(shape, list) else ()
    if isinstance(shape, dict):
        if isinstance(shape.get("$ref"), str):
            yield shape["$ref"].rpartition("/")[2]
        parts = shape.values()
    for part in parts:
        yield from references(part)
