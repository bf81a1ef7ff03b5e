"""Imports, their rows, and the records they touched."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from foundation.imports.models import ImportBatch, ImportedRecord, ImportedRow
from tests.factories.accounts import UserFactory


class ImportBatchFactory(DjangoModelFactory[ImportBatch]):
    """A file of cohorts that was just uploaded."""

    class Meta:
        model = ImportBatch

    class Params:
        checked = factory.Trait(state="checked", created=1)
        done = factory.Trait(
            state="done",
            created=1,
            content=None,
            done_by=factory.SubFactory(UserFactory),
            done_on=date(2018, 9, 3),
        )
        undone = factory.Trait(
            done=True,
            state="undone",
            undone_by=factory.SubFactory(UserFactory),
            undone_on=date(2018, 9, 4),
        )

    kind = "cohorts"
    file_name = "cohorts.csv"
    sha256 = "0" * 64
    content = b"Name,Campus\nFAC14,London\n"
    mapping = {"columns": {"Name": "name", "Campus": "campus"}}
    rows_total = 1
    uploaded_by = factory.SubFactory(UserFactory)


class ImportedRowFactory(DjangoModelFactory[ImportedRow]):
    class Meta:
        model = ImportedRow

    class Params:
        refused = factory.Trait(
            verdict="refused",
            faults=[
                {
                    "column": "Campus",
                    "address": "B2",
                    "value": "",
                    "sentence": "This is required, but the cell is empty.",
                }
            ],
        )

    batch = factory.SubFactory(ImportBatchFactory, checked=True)
    number = factory.Sequence(lambda n: n + 2)
    verdict = "created"
    title = "FAC14"
    cells = [["Name", "FAC14"], ["Campus", "London"]]


class ImportedRecordFactory(DjangoModelFactory[ImportedRecord]):
    class Meta:
        model = ImportedRecord

    batch = factory.SubFactory(ImportBatchFactory, done=True)
    row = 2
    model = "placements.cohort"
    object_id = factory.Sequence(lambda n: n + 1)
    is_new = True
    left_as = "0" * 64
