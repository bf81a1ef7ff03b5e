"""Small template tags for pages: `{% load pages %}`."""

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.web.once import FIELD, new_key

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: RequestContext) -> SafeString:
    """Return the hidden field that makes a form count once: the key it came with, or a new one."""
    request = context.get("request")
    key = (request.POST.get(FIELD) if request else "") or new_key()
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)


@register.simple_tag(takes_context=True)
def here(context: RequestContext) -> SafeString:
    """Return the hidden field that brings an action back to this page (``attempts.back``)."""
    return format_html(
        '<input type="hidden" name="next" value="{}">', context["request"].get_full_path()
    )


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last name, for a round badge."""
    words = name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
