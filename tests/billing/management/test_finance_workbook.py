"""manage.py finance_workbook MONTH OUT.xlsx"""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from billing.models import Invoice
from tests.factories import book_one
from tests.factories.billing import InvoiceFactory


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("finance_workbook", *map(str, arguments), stdout=out, no_color=True)
    return out.getvalue()


def test_it_says_where_the_workbook_is_and_what_it_says(admin, tmp_path):
    book_one.make_book_one(by=admin)
    path = tmp_path / "june.xlsx"

    output = run("2026-06", path)

    assert output == (
        f"The finance workbook of June 2026 is at {path}\n"
        "Net of VAT, as of 30 June 2026:\n"
        "  booked             £6,000.00\n"
        "  earned             £1,650.00\n"
        "  invoiced           £1,650.00\n"
        "  collected          £1,200.00\n"
        "  at risk            £2,625.00\n"
        "  secured            £8,325.00\n"
        "  outstanding        £5,250.00\n"
        "All 53 checks hold.\n"
    )
    assert load_workbook(path).active.title == "Summary"


def test_it_counts_up_to_a_given_day(admin, tmp_path):
    book_one.make_book_one(by=admin)

    output = run("2026-06", tmp_path / "june.xlsx", "--as-of", "2026-06-05")

    assert "as of 5 June 2026" in output
    assert "  booked                 £0.00\n" in output


def test_it_names_the_checks_that_do_not_hold(admin, tmp_path):
    book_one.make_book_one(by=admin)
    # A draft, which no trigger guards, that asks for less than its instalment.
    draft = InvoiceFactory()
    Invoice.objects.filter(pk=draft.pk).update(net_pence=4_700_00, gross_pence=5_660_00)

    output = run("2026-06", tmp_path / "june.xlsx")

    assert "  BROKEN: Invoiced + not yet invoiced = fee + charged again, for every fee\n" in output


@pytest.mark.parametrize(
    ("month", "says"),
    [
        ("2026-13", "Write the month as year and month, for example 2018-09."),
        ("june", "Write the month as year and month, for example 2018-09."),
        ("2026-06-01", "Write the month as year and month, for example 2018-09."),
        ("0000-01", "Write the month as year and month, for example 2018-09."),
    ],
)
def test_a_bad_month_is_refused_in_a_sentence(db, tmp_path, month, says):
    with pytest.raises(CommandError) as refused:
        run(month, tmp_path / "out.xlsx")

    assert str(refused.value) == says
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-02-30", "2026-02-30 is not a date."),
        ("tomorrow", "Write the date as 2018-09-30."),
        ("2026-05-31", "The workbook of June 2026 begins on 1 June 2026."),
    ],
)
def test_a_bad_day_is_refused_in_a_sentence(db, tmp_path, day, says):
    with pytest.raises(CommandError) as refused:
        run("2026-06", tmp_path / "out.xlsx", "--as-of", day)

    assert str(refused.value) == says
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(db, tmp_path):
    path = tmp_path / "nowhere" / "out.xlsx"

    with pytest.raises(CommandError) as refused:
        run("2026-06", path)

    assert str(refused.value) == f"{path} cannot be written: No such file or directory."


def test_a_folder_in_the_way_is_named_and_nothing_is_left_beside_it(db, tmp_path):
    path = tmp_path / "out.xlsx"
    path.mkdir()

    with pytest.raises(CommandError) as refused:
        run("2026-06", path)

    assert str(refused.value) == f"{path} cannot be written: Is a directory."
    assert list(tmp_path.iterdir()) == [path]


def test_another_ending_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match=r"out\.csv does not end in \.xlsx"):
        run("2026-06", tmp_path / "out.csv")


def test_it_takes_the_place_of_an_older_one_and_others_may_read_it(db, tmp_path):
    path = tmp_path / "out.xlsx"
    path.write_text("last night's")

    run("2026-06", path)

    assert load_workbook(path).active.title == "Summary"
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) & stat.S_IRUSR


def test_a_refusal_leaves_the_older_one_as_it_was(db, tmp_path):
    path = tmp_path / "out.xlsx"
    path.write_text("last night's")

    with pytest.raises(CommandError):
        run("2026-06", path, "--as-of", "2026-05-31")

    assert path.read_text() == "last night's"
    assert list(tmp_path.iterdir()) == [path]
