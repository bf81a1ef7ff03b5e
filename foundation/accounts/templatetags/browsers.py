"""The name of a browser, from its user agent."""

from typing import Final

from django import template

register = template.Library()

# In this order: the user agent of each contains the names after it as well.
BROWSERS: Final = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Final = {
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Windows": "Windows",
    "Mac OS": "a Mac",
    "CrOS": "a Chromebook",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent: str) -> str:
    """Return "Firefox on Windows"; the whole text if we do not know the browser."""
    which = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    where = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    if not which:
        return user_agent or "not known"
    return f"{which} on {where}" if where else which
