"""A template is filled in, and read back as it was meant."""

import io

import pytest
from openpyxl import load_workbook

from foundation.imports.engine import mapping
from foundation.imports.engine.fields import label_of
from foundation.imports.engine.files import read_table
from foundation.imports.engine.plan import Import, run
from foundation.imports.engine.template_file import template
from foundation.imports.registry import kinds

from .sheets import TODAY, flags
from .workbooks import saved

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_every_template_is_recognised_whole_and_its_example_left_out(kind, staff):
    content = saved(template(kind))

    request = Import.of(kind, read_table(content, name="filled.xlsx"), mapping.Mapping())
    result = run(request, by=staff, on=TODAY)

    assert set(request.columns.headings) == set(kind.form.columns())
    assert request.columns.guessed == {}
    assert (flags(result), result.faults) == (
        ["Row 2: This is the template’s example, so it was left out."],
        [],
    )


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_every_column_is_explained_on_the_notes_sheet(kind):
    notes = load_workbook(io.BytesIO(saved(template(kind))))["Notes"]

    explained = [row[0] for row in notes.iter_rows(min_row=6, values_only=True)]

    assert explained == [label_of(name, column) for name, column in kind.form.columns().items()]


def test_choices_are_offered_as_drop_downs():
    sheet = template(kinds()["employers"]).active

    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}

    assert offered == {
        "C2:C50001": '"company,nonprofit,public body"',
        "F2:F50001": '"standard,outside scope"',
        "L2:L50001": '"yes,no"',
    }
