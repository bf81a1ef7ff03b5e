"""Money on pages: `{% load money %}`."""

from django import template

from foundation.money import pounds

register = template.Library()

register.filter("pounds", pounds)


@register.filter
def whole_pounds(pence: int) -> str:
    """Return an amount without its pence where there are none, as salaries are said: "£27,000"."""
    return pounds(pence).removesuffix(".00")


@register.filter
def pounds_or_dash(pence: int) -> str:
    """Return an amount, and a dash for nothing: in a wide table the sums then stand out."""
    return pounds(pence) if pence else "–"
