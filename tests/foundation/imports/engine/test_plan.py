"""All rows or none, every fault named, the second time nothing."""

import csv
from datetime import date

import pytest

from foundation import history
from foundation.imports.engine import errors_file
from foundation.imports.engine.files import read_file
from foundation.imports.engine.mapping import Mapping
from foundation.imports.engine.plan import Import, Step, run
from placements.choices import CohortState
from placements.exchange.cohorts import Cohorts
from placements.exchange.graduates import Graduates
from placements.models import Cohort, Graduate

from .sheets import TODAY, counts, faults, flags, imported, job_of

pytestmark = pytest.mark.django_db

SOUND = """
    Name,Campus,Start,End,Places
    FAC14,London,02/07/2018,19/10/2018,16
    FACG3,Gaza,2018-09-03,,12
    """
FAULTY = (
    SOUND
    + """\
    FAC15,London,TBC,,many
    """
)


def test_sound_rows_are_written_with_their_history(staff):
    result = imported(Cohorts, SOUND, by=staff)

    fac14 = Cohort.objects.get(name="FAC14")
    assert (counts(result), result.is_saved) == ((2, 0, 0), True)
    assert (fac14.start_on, fac14.end_on) == (date(2018, 7, 2), date(2018, 10, 19))
    assert [(entry.verb, entry.by) for entry in history.of(fac14)] == [("imported", staff)]


def test_a_second_run_changes_nothing(staff):
    imported(Cohorts, SOUND, by=staff)

    result = imported(Cohorts, SOUND, by=staff)

    assert counts(result) == (0, 0, 2)
    assert history.of(Cohort.objects.get(name="FAC14")).count() == 1


def test_a_changed_row_changes_what_it_says_and_an_empty_cell_nothing(staff):
    imported(Cohorts, SOUND, by=staff)

    result = imported(Cohorts, "Name,Campus,Start,Places\nfac14,London,,18", by=staff)

    fac14 = Cohort.objects.get(name__iexact="FAC14")
    assert counts(result) == (0, 1, 0)
    assert (fac14.places, fac14.start_on) == (18, date(2018, 7, 2))
    assert history.of(fac14).last().detail == {"changes": {"name": "fac14", "places": 18}}


def test_one_faulty_row_and_nothing_is_written_but_every_fault_is_named(staff):
    result = imported(Cohorts, FAULTY, by=staff)

    assert (Cohort.objects.count(), result.is_saved) == (0, False)
    assert faults(result) == [
        (
            "Row 4, Start (C4): “TBC” is not a date. "
            "Give the date, or leave the row out until you know it."
        ),
        "Row 4, Places (E4): “many” is not a whole number. Write only digits, as in 16.",
    ]


def test_a_dry_run_counts_and_writes_nothing(staff):
    result = imported(Cohorts, SOUND, by=staff, dry_run=True)

    assert (counts(result), result.is_saved, Cohort.objects.count()) == ((2, 0, 0), False, 0)


def test_the_sound_rows_alone_are_written_when_asked(staff):
    result = imported(Cohorts, FAULTY, by=staff, skip_faulty=True)

    assert (Cohort.objects.count(), result.is_saved, len(result.faults)) == (2, True, 2)


def test_what_the_database_refuses_is_a_fault_of_its_row_and_the_rows_after_it_are_checked(staff):
    text = """
        Reference,Full name,E-mail,Cohort
        G-1,Ann,ann@example.org,
        G-2,Bob,bob@example.org,FAC99
        G-1,Cyd,cyd@example.org,
        G-4,,dee@example.org,
        """

    result = imported(Graduates, text, by=staff)

    assert faults(result) == [
        "Row 3, Cohort (D3): There is no cohort “FAC99”. Import the cohorts first.",
        "Row 4, Reference (A4): Row 2 is about the same one. Delete one of the two rows.",
        "Row 5, Full name (B5): This is required, but the cell is empty.",
    ]
    assert Graduate.objects.count() == 0


def test_the_template_s_example_is_left_out(staff):
    text = "Name,Campus,Programme,Start,End,Places,State\n"
    text += "FAC14,London,Full-stack bootcamp,02/07/2018,2018-10-19,16,finished\n"

    result = imported(Cohorts, text.replace("02/07/2018", "2018-07-02"), by=staff)

    assert flags(result) == ["Row 2: This is the template’s example, so it was left out."]
    assert Cohort.objects.count() == 0


def test_a_run_tells_how_far_it_is(staff):
    seen = []

    imported(Cohorts, SOUND, by=staff, on_step=seen.append)

    assert seen == [
        Step("read", 1, 2),
        Step("read", 2, 2),
        Step("applied", 1, 2),
        Step("applied", 2, 2),
    ]


def test_the_failed_rows_are_repaired_in_their_file_and_imported_again(staff, tmp_path):
    text = """
        Name,Campus,Start
        FAC14,London,2018-07-02
        "FAC15",=cmd(),2018-10-29
        +FAC16,London,TBC
        """
    file = tmp_path / "failed.csv"
    job = job_of(Cohorts, text)
    result = run(job, by=staff, on=TODAY, skip_faulty=True)

    assert errors_file.write(file, job.table, result.faults) == 2
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [
        ["Name", "Campus", "Start", "Fault"],
        [
            "FAC15",
            "'=cmd()",
            "2018-10-29",
            "Campus: “=cmd()” begins with “=”, like a formula. Type the value without the “=”.",
        ],
        [
            "'+FAC16",
            "London",
            "TBC",
            ("Start: “TBC” is not a date. Give the date, or leave the row out until you know it."),
        ],
    ]

    repaired = file.read_text(encoding="utf-8-sig").replace("'=cmd()", "London")
    file.write_text(repaired.replace("TBC", "4 Mar 2019"))
    again = Import.of(Cohorts, read_file(file), Mapping())

    assert counts(run(again, by=staff, on=TODAY)) == (2, 0, 0)
    assert Cohort.objects.get(name="+FAC16").state == CohortState.PLANNED
