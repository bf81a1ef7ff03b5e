"""The effects of a row on the records, in words: which are new, which fields change, and how."""

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Field, ForeignKey, Model

from foundation.money import format_rate, pounds
from foundation.periods import format_date

from .watch import Touched

LONGEST = 200
NOTHING = "nothing"


class Change(TypedDict):
    """One field: its name in words, its value now and after the import."""

    field: str
    old: str
    new: str


class Effect(TypedDict):
    """What happens to one record. JSON, because previews are stored."""

    is_new: bool
    model: str
    what: str
    name: str
    changes: list[Change]


def effect_of(touched: Touched) -> Effect:
    """Return the effect of a row on one record."""
    record = touched.record
    return Effect(
        is_new=touched.is_new,
        model=record._meta.label_lower,
        what=str(record._meta.verbose_name),
        name=cut(str(record)),
        changes=[] if touched.is_new else changes_of(touched),
    )


def changes_of(touched: Touched) -> list[Change]:
    """Return the fields of a record that a row changes, in the order of its model."""
    record = touched.record
    changes = []
    for one in record._meta.concrete_fields:
        if one.attname not in touched.before:
            continue
        old, new = touched.before[one.attname], getattr(record, one.attname)
        if old != new:
            changes.append(
                Change(
                    field=in_words(one),
                    old=_value_text(one, old),
                    new=_value_text(one, new, of=record),
                )
            )
    for name, before in touched.sets.items():
        relation = getattr(record, name)
        was = relation.model._base_manager.filter(pk__in=before)
        changes.append(
            Change(field=name.replace("_", " "), old=_listed(was), new=_listed(relation.all()))
        )
    return changes


def in_words(one: "Field[Any, Any]") -> str:
    """Return a field's name in words: "salary" for salary_pence."""
    return str(one.verbose_name).removesuffix(" pence")


def _value_text(one: "Field[Any, Any]", value: Any, *, of: Model | None = None) -> str:
    """Return a stored value as text for a person; ``of`` is the record that holds it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(one, ForeignKey):
        other = getattr(of, one.name) if of else one.related_model._base_manager.get(pk=value)
        return cut(str(other))
    if one.name.endswith("_pence"):
        return pounds(value)
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format_rate(value)
    return format_date(value) if isinstance(value, date) else cut(str(value))


def _listed(records: Any) -> str:
    return cut(", ".join(sorted(str(record) for record in records))) or NOTHING


def cut(text: str) -> str:
    """Return a text shortened to one line of a page."""
    return f"{text[: LONGEST - 1]}…" if len(text) > LONGEST else text
