"""Workbooks: types, formulas, dates, and the ways to harm us with one."""

import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime
from random import Random

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from foundation.imports.engine.dates import day
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.files import read_table
from foundation.imports.engine.tables import Table

from .workbooks import rebuilt, saved, with_rows, workbook

ROWS: list[list[object]] = [["Name", "Fee"], ["Ann", 4050]]


def read(content: bytes, name: str = "register.xlsx", **options) -> Table:
    return read_table(content, name=name, **options)


def formula(xml: str) -> bytes:
    """Return a workbook whose B2 is this cell."""
    plain = b'<c r="B2" t="n"><v>4050</v></c>'
    content = rebuilt(workbook(ROWS), lambda sheet: sheet.replace(plain, xml.encode()))
    assert content != workbook(ROWS)
    return content


def test_dates_numbers_and_booleans_keep_their_type():
    table = read(workbook([["a", "b", "c", "d"], [datetime(2018, 7, 9), 28000, 0.15, True]]))

    assert list(table.rows[0].values.values()) == [datetime(2018, 7, 9), 28000, 0.15, True]


def test_rows_and_cells_are_named_as_the_spreadsheet_shows_them():
    table = read(workbook([["Register 2018"], [], ["Name", "Fee"], [], ["Ann", 1]]))

    assert [row.number for row in table.rows] == [5]
    assert table.address(5, "Fee") == "B5"


def test_dates_of_the_1904_system_are_the_days_that_were_typed():
    table = read(workbook([["Name", "Start"], ["Ann", date(2018, 7, 9)]], epoch=CALENDAR_MAC_1904))

    assert day(table.rows[0].values["Start"]) == date(2018, 7, 9)


def test_a_formula_counts_as_what_it_came_to():
    table = read(formula('<c r="B2"><f>27000*0.15</f><v>4050</v></c>'))

    assert table.rows[0].values["Fee"] == 4050


def test_a_formula_that_came_to_an_empty_text_is_an_empty_cell():
    table = read(formula('<c r="B2" t="str"><f>IF(TRUE,"",1)</f><v></v></c>'))

    assert table.rows[0].values["Fee"] is None


def test_a_formula_that_was_never_calculated_is_refused_with_its_cell():
    with pytest.raises(UnreadableFile) as refused:
        read(workbook([["Name", "Fee"], ["Ann", 1], ["Bob", "=27000*0.15"]]))

    assert str(refused.value) == (
        "B3 has a formula that was never calculated. "
        "Open the file in a spreadsheet program and save it."
    )


@pytest.mark.parametrize(
    "cell",
    ['<c r="B2" t="e"><v>#N/A</v></c>', '<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>'],
    ids=["a pasted error", "a formula's error"],
)
def test_a_cell_that_shows_an_error_is_refused_with_its_cell(cell):
    with pytest.raises(UnreadableFile, match="B2 shows the error #N/A"):
        read(formula(cell))


def test_the_first_visible_sheet_with_anything_in_it_is_read_and_named():
    book = Workbook()
    hidden = book.create_sheet("Old")
    hidden.append(["Name", "Fee"])
    hidden.sheet_state = "hidden"
    register = book.create_sheet("Register")
    for row in ROWS:
        register.append(row)

    table = read(saved(book))

    assert len(table.rows) == 1
    assert table.remarks == ["Only the sheet “Register” was read."]


def test_a_sheet_can_be_asked_for_by_name():
    book = Workbook()
    book.active.append(["Ignored", "Sheet"])
    book.create_sheet("2018").append(["Name", "Fee"])

    assert read(saved(book), sheet="2018").headings == ["Name", "Fee"]
    with pytest.raises(
        UnreadableFile, match="There is no sheet “2019”. The sheets are: Sheet, 2018"
    ):
        read(saved(book), sheet="2019")


def test_a_merged_heading_names_only_its_first_column():
    book = Workbook()
    for row in [["Name", "Fee", None], ["Ann", 4050, 810]]:
        book.active.append(row)
    book.active.merge_cells("B1:C1")

    with pytest.raises(UnreadableFile, match=r"Cell C2 contains “810”, but .*merged heading"):
        read(saved(book))


def test_a_workbook_named_as_a_csv_is_read_and_that_is_said():
    table = read(workbook(ROWS), name="register.csv")

    assert table.rows[0].values == {"Name": "Ann", "Fee": 4050}
    assert table.remarks == ["Despite its name, register.csv is a workbook and was read as one."]


def test_an_empty_workbook_is_refused():
    with pytest.raises(UnreadableFile, match="no visible sheet contains a table"):
        read(workbook([]))


def archive(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (archive(mimetype="opendocument", content_xml="<x/>"), r"an OpenDocument file \(.ods"),
        (archive(readme="x"), "This is a zip archive, not a workbook"),
        (b"PK\x03\x04 cut off", "The workbook is damaged or cut off"),
        (workbook(ROWS)[:-900], "The workbook is damaged or cut off"),
        (rebuilt(workbook(ROWS), more={"xl/vbaProject.bin": b"x"}), "has macros"),
        (rebuilt(workbook(ROWS), more={"xl/workbook.bin": b"x"}), "a binary workbook"),
        (
            rebuilt(workbook(ROWS), more={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
            "takes values from other files",
        ),
        (rebuilt(workbook(ROWS), lambda sheet: sheet[:-40]), "damaged or cut off"),
        (
            rebuilt(workbook(ROWS), lambda sheet: sheet.replace(b"4050", b"40x50")),
            "The workbook is damaged",
        ),
        (
            rebuilt(
                workbook(ROWS),
                lambda sheet: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + sheet,
            ),
            "declares XML entities",
        ),
    ],
    ids=[
        "ods", "zip", "no zip", "cut", "macros", "xlsb", "links", "cut xml", "no number", "xxe",
    ],
)  # fmt: skip
def test_what_is_no_sound_workbook_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(content)


def test_whatever_is_done_to_a_workbook_it_is_read_or_refused_with_a_sentence():
    content, random = workbook([["Name", "Fee"], *([f"P{n}", n / 4] for n in range(40))]), Random(7)

    def damaged() -> bytes:
        broken = bytearray(content)
        for _ in range(random.randint(1, 6)):
            broken[random.randrange(len(broken))] = random.randrange(256)
        return bytes(broken)

    def meddled(sheet: bytes) -> bytes:
        at = random.randrange(len(sheet))
        odd = [b"<c/>", b"-1", b"1e999", b"nan", b' t="s"', b"&#0;", b"9" * 5_000, b"</row>"]
        return sheet[:at] + random.choice(odd) + sheet[at + random.randrange(20) :]

    cut = [content[:size] for size in range(0, len(content), 256)]
    flipped = [damaged() for _ in range(100)]
    edited = [rebuilt(content, meddled) for _ in range(200)]
    for broken in cut + flipped + edited:
        with suppress(UnreadableFile):
            assert read(broken).headings


def test_a_cell_in_the_far_corner_is_refused_with_its_address():
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["XFD1048576"] = "x"

    with pytest.raises(UnreadableFile, match="Cell XFD1048576 has a value, but a table can have"):
        read(saved(book))


def test_a_sheet_formatted_to_the_far_corner_is_refused():
    row = b'<row r="%d"><c r="XFD%d"/></row>'
    content = with_rows(workbook(ROWS), b"".join(row % (n, n) for n in range(3, 1500)))

    with pytest.raises(UnreadableFile, match="The sheet is formatted far beyond its table"):
        read(content)


def test_a_workbook_of_a_few_packed_kilobytes_is_refused_before_it_unpacks():
    content = with_rows(workbook(ROWS), b"<row/>" * 7_000_000)

    assert len(content) < 230_000
    with pytest.raises(UnreadableFile, match="unpacks to over 150 times its size"):
        read(content)


def test_a_workbook_that_unpacks_to_over_50_megabytes_is_refused():
    row = b'<row r="%d"><c r="A%d" t="n" s="0"><v>1</v></c></row>\n   '
    many = b"".join(row % (n, n) for n in range(3, 1_000_000))

    with pytest.raises(
        UnreadableFile, match=r"unpacks to 65 MB, and the most that can be read is 50 MB"
    ):
        read(with_rows(workbook(ROWS), many))


@pytest.mark.parametrize(
    "xml",
    [
        b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_100)),
        b"<row>" + b"".join(b'<c s="%d"/>' % (n % 977) for n in range(70_100)) + b"</row>",
        b"<row>" * 50 + b"</row>" * 50,
    ],
    ids=["a million rows", "one row of 70,000 cells", "a row in a row in a row"],
)
def test_a_workbook_of_far_more_pieces_than_a_table_needs_is_refused(xml):
    with pytest.raises(UnreadableFile, match="far more elements than a table needs"):
        read(with_rows(workbook(ROWS), xml))


def test_a_hostile_workbook_is_refused_within_512_megabytes(tmp_path):
    # 48 MB of elements that the ratio lets through: as a tree they would take more than 2 GB.
    cells = b"".join(b'<c r="A%d"/>' % n for n in range(1, 2_700_000))
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(with_rows(workbook(ROWS), b"<row>" + cells + b"</row>"))
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (512 << 20,) * 2)\n"
        "from pathlib import Path\n"
        "from foundation.imports.engine.files import read_file\n"
        "from foundation.imports.engine.faults import UnreadableFile\n"
        "try: read_file(Path(sys.argv[1]))\n"
        "except UnreadableFile as refusal: print(refusal)\n"
    )

    command = [sys.executable, "-c", script, str(file)]
    child = subprocess.run(command, capture_output=True, text=True, check=False)

    assert child.stderr == ""
    assert "far more elements than a table needs" in child.stdout


def test_a_shared_text_cannot_be_multiplied_without_end():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(2_000):
        sheet.write(row, 0, "Name " * 6_000)
    book.close()

    assert len(file.getvalue()) < 60_000
    with pytest.raises(UnreadableFile, match="more text than can be read at once"):
        read(file.getvalue())
