"""An example of each request and of each good answer, made from the schema itself."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

DEEPEST: Final = 6
BY_FORMAT: Final = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T09:30:00Z",
    "email": "amira@example.org",
    "uri": "https://example.org/",
    "binary": "",
}
BY_TYPE: Final[dict[str, Any]] = {"boolean": False, "number": 1.5, "object": {}}
MEDIA: Final = "application/json"


class Examples:
    """Makes examples out of the components of one schema."""

    def __init__(self, components: dict[str, Any]) -> None:
        self.components = components

    def add_to(self, operation: dict[str, Any]) -> None:
        """Add an example of the request's body and of the good answer to an operation."""
        body = operation.get("requestBody", {}).get("content", {}).get(MEDIA)
        if body and "schema" in body:
            body.setdefault("example", self.request(body["schema"]))
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get(MEDIA)
            if status.startswith("2") and content and "schema" in content:
                content.setdefault("example", self.value(content["schema"]))

    def request(self, schema: dict[str, Any]) -> Any:
        """Return a body with what must be given, and the first field if nothing must."""
        shape = self.resolved(schema)
        properties = shape.get("properties", {})
        names = shape.get("required") or list(properties)[:1]
        return {name: self.value(properties[name], name) for name in names if name in properties}

    def value(self, schema: dict[str, Any], name: str = "", depth: int = 0) -> Any:
        """Return a value of a schema, for a property of this name."""
        shape = self.resolved(schema)
        if "enum" in shape:
            return next((each for each in shape["enum"] if each), shape["enum"][0])
        known = by_name().get(name)
        if known is not None and self.fits(known, shape):
            return known
        if shape.get("type") == "array":
            items = shape.get("items", {})
            return [] if depth > DEEPEST else [self.value(items, name.rstrip("s"), depth + 1)]
        if "properties" in shape:
            return {
                key: self.value(each, key, depth + 1) for key, each in shape["properties"].items()
            }
        return self.plain(shape)

    def plain(self, shape: dict[str, Any]) -> Any:
        """Return a value of a shape without parts."""
        kind = shape.get("type", "object")
        if kind == "integer":
            return max(shape.get("minimum", 1), 1)
        if kind == "string":
            if shape.get("pattern", "").startswith("^[0-9]"):
                return "0.15"
            return BY_FORMAT.get(shape.get("format", ""), "As agreed")[: shape.get("maxLength", 99)]
        return BY_TYPE.get(kind)

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a schema with its references followed; of several it is the first."""
        if "$ref" in schema:
            return self.resolved(self.components[schema["$ref"].rpartition("/")[2]])
        for key in ("allOf", "oneOf", "anyOf"):
            if key in schema:
                return self.resolved(schema[key][0])
        return schema

    def fits(self, value: Any, shape: dict[str, Any]) -> bool:
        """Return whether a known value is of the shape's type, and not too long for it."""
        kinds = {str: "string", int: "integer", bool: "boolean", list: "array"}
        if shape.get("type") != kinds[type(value)] or shape.get("format") in BY_FORMAT:
            return False
        if isinstance(value, list):
            return bool(self.resolved(shape.get("items", {})).get("type") == "string")
        return not isinstance(value, str) or len(value) <= shape.get("maxLength", 999)


@cache
def by_name() -> dict[str, Any]:
    """Return the values of examples by the name of their property."""
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text())
