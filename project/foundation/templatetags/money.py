"""Money on pages: `{% load money %}`."""

from django import template

from project.foundation.money import pounds

register = template.Library()

register.filter("pounds", pounds)
