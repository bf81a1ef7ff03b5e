"""manage.py import_records bank_statement: what it says, what it writes, and what it refuses."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from billing.models import BankLayout, BankLine, BankStatement
from tests.billing.exchange.bank_statement.statements import OFX_XML

JUNE = """Date,Description,Amount,Balance
01/06/2026,Opening balance,0.00,10000.00
03/06/2026,EMBER INV-0001,5760.00,15760.00
09/06/2026,FEE,-35.00,15725.00
"""


@pytest.fixture
def statement(tmp_path):
    """Return a function that writes a file of the bank."""

    def write(text: str, name: str = "june.csv") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def run(file: Path, *options: object) -> str:
    out = StringIO()
    call_command("import_records", "bank_statement", str(file), *map(str, options), stdout=out)
    return " ".join(out.getvalue().split())


def test_a_statement_is_taken_and_said_to_be(db, statement):
    output = run(statement(JUNE))

    assert "june.csv: 2 movements." in output
    assert "Date -> booked_on" in output
    assert "Row 2: “Opening balance” is not a transaction, so it was left out." in output
    assert "3 June 2026 to 9 June 2026: £5,760.00 in, £35.00 out." in output
    assert "The running balance is right in every row." in output
    assert output.endswith("2 new, 0 already known. They can be matched now.")
    assert BankLine.objects.count() == 2
    assert BankLayout.objects.get().headings["amount"] == "Amount"


def test_running_it_twice_changes_nothing_the_second_time(db, statement):
    run(statement(JUNE))
    output = run(statement(JUNE))

    assert output.endswith("0 new, 2 already known. Nothing changes.")
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 2)


def test_a_dry_run_writes_nothing(db, statement):
    output = run(statement(JUNE), "--dry-run")

    assert output.endswith("2 new, 0 already known. Nothing was saved: this was a dry run.")
    assert (BankStatement.objects.count(), BankLayout.objects.count()) == (0, 0)


def test_a_fault_writes_nothing_and_gives_its_row_to_repair(db, statement, tmp_path):
    errors = tmp_path / "errors.csv"
    file = statement(JUNE.replace("09/06/2026", "31/06/2026"))

    with pytest.raises(CommandError, match="1 rows with faults. Nothing was saved"):
        run(file, "--errors", errors)

    assert BankLine.objects.count() == 0
    assert "31/06/2026,FEE" in errors.read_text()
    assert "is not a real date" in errors.read_text()


def test_a_break_of_the_balance_is_a_fault_that_a_person_may_overrule(db, statement):
    file = statement(JUNE.replace("15725.00", "15700.00"))

    with pytest.raises(CommandError, match="or take them as they are with --skip-faulty"):
        run(file)
    assert BankLine.objects.count() == 0

    assert "2 new" in run(file, "--skip-faulty")


def test_a_mapping_says_which_column_is_which_and_is_remembered(db, statement, tmp_path):
    chosen = tmp_path / "map.toml"
    chosen.write_text(
        '[columns]\n"When" = "booked_on"\n"Sum" = "amount"\n[defaults]\naccount = "Savings"\n'
    )
    file = statement("When,Sum,Amount\n03/06/2026,5.00,9.99\n")

    run(file, "--map", chosen)
    run(statement("When,Sum,Amount\n04/06/2026,6.00,9.99\n", "july.csv"))

    amounts = BankLine.objects.order_by("booked_on").values_list("amount_pence", flat=True)
    assert list(amounts) == [5_00, 6_00]
    assert set(BankStatement.objects.values_list("account", flat=True)) == {"Savings"}


def test_signs_are_turned_round_when_asked(db, statement):
    run(statement("Date,Text,Amount\n03/06/2026,A,5.00\n"), "--reverse-signs")

    assert BankLine.objects.get().amount_pence == -5_00


def test_ofx_is_taken_as_well(db, statement):
    assert "1 new" in run(statement(OFX_XML, "june.ofx"))
    assert BankLine.objects.get().bank_id == "A1"


@pytest.mark.parametrize("text", ["", "Name,Colour\nAda,green\n", "%PDF-1.7"])
def test_a_file_that_cannot_be_taken_says_why(db, statement, text):
    with pytest.raises(CommandError):
        run(statement(text))


def test_a_file_that_is_not_there_is_said_to_be_so(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        run(tmp_path / "none.csv")
