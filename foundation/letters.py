"""The text of emails: plain text from templates."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import get_template


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return the text of a template without escaping: plain-text email is not HTML."""
    backend: Any = get_template(template)
    text: str = backend.template.render(Context(dict(context), autoescape=False))
    return text.strip() + "\n"
