"""manage.py export_accounting PROGRAM MONTH OUT.csv"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.billing import CreditNoteFactory, InvoiceFactory


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("export_accounting", *map(str, arguments), stdout=out, no_color=True)
    return out.getvalue()


def test_it_writes_three_files_for_xero_and_says_which(db, tmp_path):
    InvoiceFactory(paid=True)

    output = run("xero", "2018-09", tmp_path / "month.csv")

    assert output.startswith(
        f"{tmp_path}/month.csv: 1 rows\n"
        f"{tmp_path}/month-credit-notes.csv: 0 rows\n"
        f"{tmp_path}/month-receipts.csv: 1 rows\n"
        "For Xero:\n"
    )
    assert (tmp_path / "month.csv").read_bytes().count(b"\r\n") == 2


def test_it_writes_one_file_for_sage(db, tmp_path):
    CreditNoteFactory()

    run("sage50", "2018-11", tmp_path / "month.csv")

    assert [path.name for path in tmp_path.iterdir()] == ["month.csv"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("xero", "2018-13", "a.csv"), "Write the month as year and month"),
        (("xero", "2018-09", "a.xlsx"), "does not end in .csv"),
        (("xero", "2018-09", "nowhere/a.csv"), "cannot be written: No such file or directory"),
        (("freeagent", "2018-09", "a.csv"), "invalid choice: 'freeagent'"),
    ],
)
def test_an_impossible_month_is_refused(db, tmp_path, arguments, says):
    program, month, name = arguments

    with pytest.raises(CommandError, match=says):
        run(program, month, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_row_leaves_what_was_there(db, tmp_path):
    InvoiceFactory(issued=True, fee__hire__introduction__employer__name="=1+1")
    path = tmp_path / "month.csv"
    path.write_text("kept")

    with pytest.raises(CommandError, match="begins like a formula"):
        run("xero", "2018-09", path)

    assert path.read_text() == "kept"
    assert [one.name for one in tmp_path.iterdir()] == ["month.csv"]
