"""Every row of money is sealed, and every column of what is sealed; the exceptions say why not."""

from django.apps import apps
from django.db import models

from foundation import seals
from foundation.sealing import Sealed

MONEY = {
    model
    for model in apps.get_app_config("billing").get_models()
    for field in model._meta.local_fields
    if field.name.endswith("_pence")
}
UNSEALED = {
    "billing.invoiceline": "sealed with its invoice",
    "billing.bankline": "the bank's word, taken back with its statement while nothing is booked",
    "billing.bankstatement": "the bank's word, taken back while nothing is booked from it",
    "billing.stripelink": "where an object is at Stripe, read again each time",
    "billing.stripeunallocated": "a task for a person; its money is a receipt",
}
UNCOVERED = {
    "foundation.historyentry": {
        "position": "its place in the feed, given once it has committed",
        "placed_at": "when it got its place",
    },
    "billing.invoice": {
        "paid_pence": "the sum of its payments",
        "credited_pence": "the sum of its credit notes",
        "written_off_pence": "the sum of its write-offs",
    },
}


def covered(covers: Sealed) -> set[str]:
    return {*covers.fixed, *covers.open}


def test_every_row_of_money_is_sealed():
    without = {model._meta.label_lower for model in MONEY if not seals.covers_of(model)}

    assert without == UNSEALED.keys() & {model._meta.label_lower for model in MONEY}


def test_every_column_of_what_is_sealed_is_covered():
    left_out = {
        label: {
            field.attname
            for field in model._meta.local_fields
            if not field.primary_key and field.attname not in covered(model.sealed)
        }
        for label, model in seals.sealed_models().items()
    }

    # When a row was last saved is no fact of the books, and moves whenever one is.
    facts = {label: names - {"updated_at"} for label, names in left_out.items()}
    assert {label: names for label, names in facts.items() if names} == {
        label: set(reasons) for label, reasons in UNCOVERED.items()
    }


def test_what_is_covered_is_a_column_of_the_model():
    for model in seals.sealed_models().values():
        columns = {field.attname for field in model._meta.local_fields}
        assert covered(model.sealed) <= columns, model
        for name, parts in model.sealed.parts.items():
            related: type[models.Model] = model._meta.get_field(name).related_model
            rest = {field.attname for field in related._meta.local_fields} - set(parts)
            assert rest == {"id", model._meta.get_field(name).field.attname}


def test_no_exception_is_out_of_date():
    assert all(apps.get_model(label) in MONEY for label in UNSEALED)
