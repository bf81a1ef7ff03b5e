"""The doors of the import: what is printed, what is written, how it ends."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from foundation import history
from placements.models import Cohort
from tests.foundation.imports.engine.workbooks import workbook

pytestmark = pytest.mark.django_db

HEAD = ["Cohort", "City", "Start", "Weather"]
SOUND = ["FAC14", "London", date(2018, 7, 2), "fine"]


def run(*arguments: object, **options: object) -> str:
    out = io.StringIO()
    call_command(*(str(one) for one in arguments), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def cohorts(tmp_path):
    def file(*rows):
        path = tmp_path / "cohorts.xlsx"
        path.write_bytes(workbook([HEAD, *rows]))
        return path

    return file


def test_an_import_says_what_it_reads_and_what_it_did(cohorts, admin, on_day):
    on_day(date(2018, 9, 3))

    output = run("import_records", "cohorts", cohorts(SOUND))

    assert output.splitlines() == [
        "cohorts.xlsx: 1 rows.",
        "  Start -> start_on",
        "  Cohort -> name  (guessed)",
        "  City -> campus  (guessed)",
        "  Not read: Weather.",
        "1 created, 0 changed, 0 unchanged.",
    ]
    entry = history.of(Cohort.objects.get()).get()
    assert (entry.by, entry.on) == (admin, date(2018, 9, 3))


def test_running_it_twice_changes_nothing(cohorts):
    run("import_records", "cohorts", cohorts(SOUND))

    output = run("import_records", "cohorts", cohorts(SOUND))

    assert output.splitlines()[-1] == "0 created, 0 changed, 1 unchanged."


def test_a_faulty_row_stops_all_with_its_place_and_the_way_out(cohorts, tmp_path):
    file, errors = cohorts(SOUND, ["FAC15", "London", "TBC", ""]), tmp_path / "errors.csv"
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"1 to create, .* 1 with faults. Nothing was saved"):
        call_command("import_records", "cohorts", str(file), errors=errors, stdout=out)

    assert "  Row 3, Start (C3): “TBC” is not a date." in out.getvalue()
    assert Cohort.objects.count() == 0
    with errors.open(encoding="utf-8-sig", newline="") as rows:
        assert [row[0] for row in csv.reader(rows)] == ["Cohort", "FAC15"]


def test_the_sound_rows_are_written_when_asked(cohorts):
    output = run(
        "import_records", "cohorts", cohorts(SOUND, ["FAC15", "", "", ""]), "--skip-faulty"
    )

    assert output.splitlines()[-1] == "1 created, 0 changed, 0 unchanged, 1 with faults."


def test_a_dry_run_writes_nothing(cohorts):
    output = run("import_records", "cohorts", cohorts(SOUND), "--dry-run")

    assert output.splitlines()[-1] == (
        "1 to create, 0 to change, 0 unchanged. Nothing was saved: this was a dry run."
    )
    assert Cohort.objects.count() == 0


def test_a_mapping_is_read_from_its_file(cohorts, tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\n"Cohort" = "name"\n"Weather" = "campus"\n"City" = ""\n')

    run("import_records", "cohorts", cohorts(SOUND), map=mapping)

    assert Cohort.objects.get().campus == "fine"


def test_the_deed_can_be_somebody_s(cohorts, staff):
    run("import_records", "cohorts", cohorts(SOUND), "--by", staff.email)

    assert history.of(Cohort.objects.get()).get().by == staff
    with pytest.raises(CommandError, match=r"No one signs in as nobody@example.org"):
        run("import_records", "cohorts", cohorts(SOUND), "--by", "nobody@example.org")


def test_without_an_administrator_it_is_nobody_s_deed(cohorts):
    run("import_records", "cohorts", cohorts(SOUND))

    assert history.of(Cohort.objects.get()).get().by is None


def test_a_file_that_cannot_be_read_ends_in_a_sentence(tmp_path):
    missing, pdf = tmp_path / "missing.csv", tmp_path / "register.xlsx"
    pdf.write_bytes(b"%PDF-1.7")

    with pytest.raises(CommandError, match=r"missing.csv cannot be opened: No such file"):
        run("import_records", "cohorts", missing)
    with pytest.raises(CommandError, match="This is a PDF"):
        run("import_records", "cohorts", pdf)


def test_a_template_is_written(tmp_path):
    out = tmp_path / "cohorts.xlsx"

    output = run("import_template", "cohorts", out)

    assert output == f"{out}: fill it in, then run manage.py import_records cohorts {out}\n"
    assert load_workbook(out).sheetnames == ["Cohorts", "Notes"]
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("import_template", "cohorts", tmp_path / "nowhere" / "cohorts.xlsx")
