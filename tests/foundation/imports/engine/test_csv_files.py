"""Text tables in every dress that spreadsheet programs give them."""

import codecs

import pytest

from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.files import read_table
from foundation.imports.engine.tables import Table


def read(content: bytes | str, name: str = "people.csv", **options) -> Table:
    return read_table(
        content.encode() if isinstance(content, str) else content, name=name, **options
    )


def values(table: Table) -> list[list[object]]:
    return [list(row.values.values()) for row in table.rows]


TEXT = "Name,Fee\r\nZoë,£27\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16 little end first", "utf-16 big end first"],
)
def test_unicode_is_read_with_and_without_its_mark(content):
    table = read(content)

    assert (table.headings, values(table), table.remarks) == (["Name", "Fee"], [["Zoë", "£27"]], [])


def test_a_windows_file_is_read_and_that_is_said_aloud():
    table = read(TEXT.encode("cp1252"))

    assert values(table) == [["Zoë", "£27"]]
    assert table.remarks[0].startswith("The file is not UTF-8, so it was read as Windows-1252.")
    assert table.remarks[0].endswith("£ signs and accents. The first one is in line 2.")


def test_bytes_of_no_encoding_are_refused_with_their_line():
    with pytest.raises(UnreadableFile, match="Line 2 is neither UTF-8 nor"):
        read(b"Name,Fee\nZo\x81,27\n")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    table = read(separator.join(["Name", "Skills", "Salary"]) + "\n" + separator.join("abc") + "\n")

    assert (table.headings, values(table)) == (["Name", "Skills", "Salary"], [["a", "b", "c"]])


def test_commas_inside_values_do_not_hide_semicolons():
    table = read("Name;Salary;Fee\nAnn;£27,000;£4,050.00\nBob;£28,000;£4,200.00\n")

    assert values(table)[1] == ["Bob", "£28,000", "£4,200.00"]


def test_semicolons_inside_values_do_not_hide_commas():
    table = read("Name,Skills\nAnn,JS; Node; SQL\nBob,JS; CSS; Go\n")

    assert values(table) == [["Ann", "JS; Node; SQL"], ["Bob", "JS; CSS; Go"]]


def test_a_separator_line_of_excel_decides_and_counts_as_a_row():
    table = read("sep=;\r\nName;Fee\r\nAnn;27,5\r\n")

    assert [(row.number, list(row.values.values())) for row in table.rows] == [(3, ["Ann", "27,5"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read_and_rows_are_numbered_as_shown(end):
    table = read(end.join(["Name,Fee", "Ann,1", "", "Bob,2"]) + end)

    assert [(row.number, row.values["Name"]) for row in table.rows] == [(2, "Ann"), (4, "Bob")]


def test_a_line_end_inside_quotation_marks_belongs_to_the_value():
    table = read('Name,Notes\nAnn,"first\nsecond"\nBob,x\n')

    assert [(row.number, row.values["Notes"]) for row in table.rows] == [
        (2, "first\nsecond"),
        (3, "x"),
    ]


def test_a_quotation_mark_left_open_is_refused_and_swallows_nothing():
    with pytest.raises(UnreadableFile, match=r"Row 3 cannot be split .* quotation mark"):
        read('Name,Notes\nAnn,x\nBob,"open\nCyd,y\nDee,z\n')


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"Name,Fee\nAnn,1\nB\0b,2\n", "Row 3, column A"),
        ("Name,Fee\nAnn,\ud800\n".encode("utf-8", "surrogatepass"), "Row 2, column B"),
        ("\ufeffName,Fee\nAnn,\udfff\n".encode("utf-16-le", "surrogatepass"), "Row 2, column B"),
    ],
)
def test_what_is_no_character_is_refused_with_its_row_and_column(content, place):
    with pytest.raises(UnreadableFile, match=f"{place}: the text contains an invalid character"):
        read(content)


def test_titles_above_the_headings_are_left_out_and_that_is_said():
    table = read("Placement register\n\nName,Fee\nAnn,1\n")

    assert (table.heading_row, table.headings) == (3, ["Name", "Fee"])
    assert [row.number for row in table.rows] == [4]
    assert table.remarks == ["The headings are in row 3. The rows above it were left out."]


def test_known_headings_find_the_heading_row_below_a_wide_title():
    table = read("Printed,12/03/2018\nclient,fee\nAnn,1\n", known=["Client", "Fee"])

    assert table.headings == ["client", "fee"]


def test_empty_columns_at_the_end_are_no_columns():
    assert read("Name,Fee,,\nAnn,1,,\n").headings == ["Name", "Fee"]


def test_a_heading_that_stands_twice_is_refused_with_both_cells():
    with pytest.raises(UnreadableFile, match="“FEE” appears twice, in B1 and C1"):
        read("Name,Fee,FEE\nAnn,1,2\n")


def test_a_value_under_no_heading_is_refused_with_its_cell():
    with pytest.raises(UnreadableFile, match="Cell C3 contains “000”, but column C has no heading"):
        read("Name,Salary\nAnn,27000\nBob,£28,000\n")


def test_an_apostrophe_that_guards_a_formula_is_taken_off_again():
    table = read("Name,Phone,Song\nAnn,'+44 20,'Round\n")

    assert values(table) == [["Ann", "+44 20", "'Round"]]


def test_more_than_60_columns_are_refused():
    with pytest.raises(UnreadableFile, match=r"Cell BI1 has a value, but .* 60 columns"):
        read(",".join(f"h{i}" for i in range(61)) + "\n")


def test_more_than_50_000_rows_are_refused():
    with pytest.raises(UnreadableFile, match="a table can have at most 50,000 rows"):
        read("Name,Fee\n" + "Ann,1\n" * 50_100)


def test_more_than_10_megabytes_are_refused():
    with pytest.raises(UnreadableFile, match=r"The file is 10.0 MB, and the most"):
        read(b"a" * 10_000_001)


@pytest.mark.parametrize("content", [b"", b" \n\n", codecs.BOM_UTF8 + b"\n", b",,\n,,\n"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(UnreadableFile, match="The file is empty"):
        read(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", r"This is an old Excel file \(.xls\)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password-protected",
        ),
        (b"<html><table><tr><td>Fee</td></tr></table></html>", "This is a web page or XML"),
        (b"{\\rtf1 Name}", "This is a word processor's file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 400, "This is neither a text table nor a workbook"),
    ],
)
def test_another_program_s_file_is_refused_by_its_content(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(content, name="register.csv")


def test_a_text_table_named_as_a_workbook_is_read_and_that_is_said():
    table = read(TEXT, name="register.xlsx")

    assert values(table) == [["Zoë", "£27"]]
    assert table.remarks == ["Despite its name, register.xlsx is a text table and was read as one."]
