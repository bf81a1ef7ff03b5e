"""Forms: every field with its label, help text and error, with Bootstrap's classes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField as PlainBoundField
from django.forms.renderers import TemplatesSetting

from foundation import values
from foundation.money import pounds
from foundation.values import WrongCell


class BoundField(PlainBoundField):
    """A field on a page: its widget has Bootstrap's classes."""

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        """Return the attributes of the input, red if it has an error."""
        made = super().build_widget_attrs(attrs, widget)
        look = look_of(widget or self.field.widget)
        wrong = " is-invalid" if self.errors else ""
        own = f" {made['class']}" if "class" in made else ""
        return {**made, "class": f"{look}{wrong}{own}"}

    @property
    def is_tick(self) -> bool:
        """Whether the label comes after the checkbox."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_group(self) -> bool:
        """Whether it is several inputs under one legend."""
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


class Renderer(TemplatesSetting):
    """Django's form templates, or ours if project/templates/django/forms has one."""

    bound_field_class = BoundField


class PoundsField(forms.Field):
    """An amount typed in pounds ("£27,000", "27000.50"), cleaned to pence."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes that make a phone show its number pad."""
        return {**super().widget_attrs(widget), "inputmode": "decimal"}

    def to_python(self, value: Any) -> int | None:
        """Return the pence, None if the field is empty."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return values.pence(text)
        except WrongCell as wrong:
            raise ValidationError(str(wrong), code="unreadable") from None

    def prepare_value(self, value: Any) -> Any:
        """Return the text of the input: pounds for stored pence, else what was typed."""
        return pounds(value).removesuffix(".00") if isinstance(value, int) else value


class DayInput(forms.DateInput):
    """The browser's date picker; without one, a text input for 2026-09-03 or 03/09/2026."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Set the format that a browser's date picker reads."""
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day; the domain refuses implausible ones itself."""

    widget = DayInput


class TimeInput(forms.TimeInput):
    """The browser's time picker; without one, a text input for 14:30."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Set the format that a browser's time picker reads."""
        super().__init__(attrs, format="%H:%M")


class TimeField(forms.TimeField):
    """A time of day in the pages' time zone."""

    widget = TimeInput


def look_of(widget: forms.Widget) -> str:
    """Return Bootstrap's class for an input."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"
