"""Undo: after an action, one button that reverses it."""

from typing import Any, Final

from django.http import HttpRequest

SESSION_KEY: Final = "undo"


def offer_undo(request: HttpRequest, message: str, *, address: str, **fields: Any) -> None:
    """Show ``message`` on the next page, with a button that posts ``fields`` to ``address``.

    The view at that address must be an action like any other: it checks rights and may refuse.
    """
    texts = {name: str(value) for name, value in fields.items()}
    request.session[SESSION_KEY] = {"message": message, "address": address, "fields": texts}


def undo(request: HttpRequest) -> dict[str, Any]:
    """Return, for the templates, the undo on offer; it is shown once, like a message."""
    session = getattr(request, "session", None)
    if session is None or SESSION_KEY not in session:
        return {"undo": None}
    return {"undo": session.pop(SESSION_KEY)}
