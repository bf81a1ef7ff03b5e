"""Money on pages: `{% load money %}`."""

from django import template

from foundation.money import pounds

register = template.Library()

register.filter("pounds", pounds)


@register.filter
def whole_pounds(pence: int) -> str:
    """Return an amount without ".00", as for salaries: "£27,000"."""
    return pounds(pence).removesuffix(".00")


@register.filter
def pounds_or_dash(pence: int) -> str:
    """Return an amount, or a dash for zero, so that the sums stand out in a wide table."""
    return pounds(pence) if pence else "–"
