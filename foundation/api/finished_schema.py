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
    for shape in schemas.values():
        type_nullables(shape, examples)
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


def type_nullables(shape: Any, examples: Examples) -> None:
    """Give what may be null its type, which it takes from what it refers to."""
    if isinstance(shape, list):
        for each in shape:
            type_nullables(each, examples)
    if not isinstance(shape, dict):
        return
    if shape.get("nullable") and "type" not in shape:
        kind = examples.resolved({k: v for k, v in shape.items() if k != "nullable"}).get("type")
        if kind:
            shape["type"] = kind
    for each in shape.values():
        type_nullables(each, examples)


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
