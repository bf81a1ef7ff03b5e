"""What a table knows of the file it was read from."""

from openpyxl.utils import get_column_letter

from foundation.imports.engine.tables import column_letters


def test_columns_are_named_as_spreadsheet_programs_name_them():
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
    assert all(column_letters(index) == get_column_letter(index + 1) for index in range(18278))
