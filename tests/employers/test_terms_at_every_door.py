"""Each field of the typed terms is at every door, so that a new one cannot be forgotten at any.

Every field is changed alone: the schema, the form and the template have it, both carry the change
into the value, and the words and the paper tell the two versions apart.
"""

from datetime import date
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.fee_words import in_words
from employers.domain.terms.paper import paper
from employers.domain.terms.typed_fields import Part, Rows, fields_of, leaves, nested
from employers.exchange.terms import TermsForm as Columns
from employers.exchange.terms import TermsOfBusiness, column_of, described
from employers.models import Terms
from employers.web.terms_form import TermsForm, typed
from foundation.imports.engine.fields import label_of
from foundation.imports.engine.template_file import template

FIELDS = dict(leaves(FeeTerms))
SHARE = {"fee_basis": "percentage", "rate": "0.15"}
BANDS = {
    "fee_basis": "bands_whole",
    "bands": [{"from_pence": 0, "rate": "0.15"}, {"from_pence": 3_000_000, "rate": "0.2"}],
}
STEPS = SHARE | {
    "rebate.unit": "weeks",
    "rebate.mode": "steps",
    "rebate.steps": [{"through": 4, "share": "0.75"}, {"through": 8, "share": "0.5"}],
}
LINEAR = SHARE | {"rebate.unit": "weeks", "rebate.mode": "linear", "rebate.length": 10}
SHORT = SHARE | {"fixed_term.short_months": 6, "fixed_term.short_share": "0.5"}
LESS = SHARE | {"discount_rate": "0.1", "discount_reason": "nonprofit"}
REPLACED = STEPS | {"rebate.replacement": True}
# For each field some terms, and what else it may say in them.
CHANGES: dict[str, tuple[dict[str, Any], Any]] = {
    "fee_basis": (BANDS, "bands_marginal"),
    "rate": (SHARE, "0.2"),
    "fixed_pence": ({"fee_basis": "fixed", "fixed_pence": 400_000}, 500_000),
    "bands": (BANDS, [{"from_pence": 0, "rate": "0.18"}]),
    "discount_rate": (LESS, "0.5"),
    "discount_reason": (LESS, "alumni-run"),
    "minimum_pence": (SHARE, 100_000),
    "maximum_pence": (SHARE, 900_000),
    "fixed_term.short_months": (SHORT, 3),
    "fixed_term.short_share": (SHORT, "0.25"),
    "payment_days": (SHARE, 14),
    "payment_from": (SHARE, "invoice"),
    "instalments": (SHARE, [{"weight": 1, "days_after": 0}, {"weight": 3, "days_after": 30}]),
    "rebate.unit": (STEPS, "days"),
    "rebate.mode": (STEPS, "linear"),  # with the length it needs
    "rebate.steps": (STEPS, [{"through": 6, "share": "0.4"}]),
    "rebate.length": (LINEAR, 12),
    "rebate.full_until": (LINEAR, 2),
    "rebate.requires_payment_by_due": (STEPS, True),
    "rebate.notify_within_days": (STEPS, 7),
    "rebate.excluded_reasons": (STEPS, ["redundancy"]),
    "rebate.replacement": (STEPS, True),
    "rebate.replacement_days": (REPLACED, 14),
    "rebate.replacement_difference": (REPLACED, True),
    "introduction_months": (SHARE, 9),
}
every_field = pytest.mark.parametrize("path", FIELDS)


def before(path: str) -> FeeTerms:
    return FeeTerms.parse(nested(CHANGES[path][0]))


def changed(path: str) -> dict[str, Any]:
    values, change = CHANGES[path]
    return LINEAR if path == "rebate.mode" else values | {path: change}


def after(path: str) -> FeeTerms:
    return FeeTerms.parse(nested(changed(path)))


@pytest.fixture(scope="module")
def schemas():
    return SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]


def test_every_field_has_a_change_to_be_tried_with():
    assert set(CHANGES) == set(FIELDS)
    assert all(before(path) != after(path) for path in FIELDS)


def test_every_field_is_stored_in_a_column():
    assert set(fields_of(FeeTerms)) <= {column.name for column in Terms._meta.fields}


@pytest.mark.parametrize("component", ["Terms", "TermsRequest", "FeeTermsRequest"])
def test_the_schema_of_the_api_has_every_field(schemas, component):
    assert described_in(schemas, component, FeeTerms) == []


def described_in(schemas, component: str, part: Any) -> list[str]:
    """Return the fields that the schema of an object lacks, those of the objects in it as well."""
    properties = schemas[component]["properties"]
    missing = [f"{component}.{name}" for name in fields_of(part) if name not in properties]
    for each in fields_of(part).values():
        if isinstance(each.kind, Part | Rows):
            inside = each.kind.of
            name = inside.schema_name or inside.__name__
            request = "Request" if component.endswith("Request") else ""
            missing += described_in(schemas, name + request, inside)
    return missing


@every_field
def test_the_page_has_a_box_that_carries_the_change(path):
    agreed = after(path)
    stored = Terms(**agreed.as_json())
    begun = TermsForm(initial=typed(stored))
    boxes = [
        box.name
        for part in ("fee_part", "rare_part", "paying_part", "rebate_part")
        for box in getattr(begun, part)
    ]

    sent = {name: begun[name].value() for name in boxes}
    form = TermsForm({**sent, "effective_from": "2018-08-01"})

    assert boxes.count(FIELDS[path].box_name) == 1
    assert form.is_valid(), form.errors
    assert form.fee_terms == agreed


@every_field
def test_the_template_has_a_column_that_carries_the_change(path):
    columns = Columns.columns()
    headings = [cell.value for cell in template(TermsOfBusiness).active[1]]
    row = {name: column.nothing for name, column in columns.items()}
    for name, value in changed(path).items():
        in_rows = isinstance(FIELDS[name].kind, Rows)
        row[column_of(name)] = [tuple(each.values()) for each in value] if in_rows else value

    assert headings.count(label_of(column_of(path), columns[column_of(path)])) == 1
    assert FeeTerms.parse(described(row)) == after(path)


@every_field
def test_the_words_and_the_paper_tell_the_change(path):
    one, other = before(path), after(path)
    names = {"employer": "Ember", "us": "The CIC", "effective_from": date(2018, 6, 4)}

    assert in_words(one) != in_words(other)
    assert paper(one, **names) != paper(other, **names)
