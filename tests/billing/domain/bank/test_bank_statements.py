"""A statement is taken once, and each movement once, however statements overlap."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.bank import bank_lines, bank_statements
from billing.domain.bank.bank_statements import Movement, StatementFile, fingerprints
from billing.models import BankLine, BankStatement
from foundation import history

DAY = date(2026, 6, 1)


def movement(day: int, pence: int, balance: int | None = None, text: str = "", own: str = ""):
    return Movement(2, DAY + timedelta(days=day), pence, balance, text, bank_id=own)


def file_of(*movements: Movement, account: str = "") -> StatementFile:
    digest = sha256(repr((movements, account)).encode()).hexdigest()
    return StatementFile("june.csv", digest, account, list(movements))


def take(*movements: Movement, by, account: str = ""):
    return bank_statements.take(file_of(*movements, account=account), by=by, on=DAY)


def test_a_statement_becomes_open_lines_and_is_on_record(finance_officer):
    taken = take(movement(0, 5_00, 105_00), movement(3, -2_00, 103_00), by=finance_officer)

    statement = taken.statement
    assert (taken.new, taken.known) == (2, 0)
    assert (statement.from_on, statement.to_on) == (DAY, DAY + timedelta(days=3))
    assert [line.state for line in statement.lines.all()] == ["open", "open"]
    assert history.of(statement).get().detail == {"lines": 2, "known": 0}


def test_the_same_file_again_changes_nothing(finance_officer):
    take(movement(0, 5_00), by=finance_officer)
    again = take(movement(0, 5_00), by=finance_officer)

    assert (again.statement, again.new, again.known) == (None, 0, 1)
    assert BankLine.objects.count() == BankStatement.objects.count() == 1


def test_a_statement_that_overlaps_brings_only_what_is_new(finance_officer):
    take(movement(0, 5_00, 5_00), movement(1, 7_00, 12_00), by=finance_officer)
    taken = take(movement(1, 7_00, 12_00), movement(2, 1_00, 13_00), by=finance_officer)

    assert (taken.new, taken.known) == (1, 1)
    assert list(BankLine.objects.values_list("amount_pence", flat=True).order_by("booked_on")) == [
        5_00,
        7_00,
        1_00,
    ]


def test_the_same_movement_of_another_account_is_another(finance_officer):
    take(movement(0, 5_00), by=finance_officer, account="One")
    taken = take(movement(0, 5_00), by=finance_officer, account="Two")

    assert taken.new == 1


def test_equal_payments_of_a_day_are_as_many_as_the_longest_list_has(finance_officer):
    take(movement(0, 5_00), by=finance_officer)
    taken = take(movement(0, 5_00), movement(0, 5_00), by=finance_officer)

    assert (taken.new, taken.known) == (1, 1)


def test_an_id_that_a_bank_uses_twice_brings_no_movement_twice(finance_officer):
    first, second = movement(0, 5_00, own="X", text="A"), movement(0, 5_00, own="X", text="B")
    take(first, by=finance_officer)

    assert take(first, second, by=finance_officer).new == 1


def test_a_statement_is_taken_back_until_something_was_done_with_it(finance_officer):
    statement = take(movement(0, 5_00), movement(1, 6_00), by=finance_officer).statement
    line = statement.lines.earliest("booked_on")
    bank_lines.ignore(line.pk, reason="A grant", by=finance_officer, on=DAY)

    with pytest.raises(bank_statements.LinesDealtWith, match="1 lines of june.csv"):
        bank_statements.take_back(statement.pk, by=finance_officer, on=DAY)

    bank_lines.reopen(line.pk, by=finance_officer, on=DAY)
    bank_statements.take_back(statement.pk, by=finance_officer, on=DAY)
    assert BankLine.objects.count() == 0
    assert take(movement(0, 5_00), movement(1, 6_00), by=finance_officer).new == 2


@pytest.mark.django_db
def test_how_a_banks_files_are_read_is_remembered_by_its_headings():
    bank_statements.remember_layout("a", {"amount": "Sum"}, account="One", signs_reversed=True)
    bank_statements.remember_layout("a", {"amount": "Net"}, account="Two", signs_reversed=False)

    assert bank_statements.remembered_layout("a") == ({"amount": "Net"}, False, "Two")
    assert bank_statements.remembered_layout("b") is None


# Any statement: days, amounts that repeat, words that repeat, with a balance or an id or neither.
days = st.integers(0, 5)
amounts = st.sampled_from([5_00, 5_00, 7_50, -5_00, 120_00])
texts = st.sampled_from(["EMBER", "GROVE"])


def as_a_bank_lists(rows, kind):
    listed, balance = [], 1_000_00
    for place, (day, pence, text) in enumerate(sorted(rows, key=lambda row: row[0])):
        balance += pence
        extra = {"balance": {"balance": balance}, "id": {"own": f"F{place}"}}.get(kind, {})
        listed.append(movement(day, pence, text=text, **extra))
    return listed


@given(
    rows=st.lists(st.tuples(days, amounts, texts), min_size=1, max_size=30),
    kind=st.sampled_from(["balance", "id", "neither"]),
    cuts=st.lists(st.tuples(days, days), max_size=4),
)
def test_any_statements_by_days_that_cover_the_whole_bring_the_same_lines(rows, kind, cuts):
    whole = as_a_bank_lists(rows, kind)
    marks = set(fingerprints("", whole))

    brought: set[str] = set()
    for first, last in [*cuts, (0, 2), (2, 5), (0, 5)]:
        start, end = DAY + timedelta(days=first), DAY + timedelta(days=last)
        brought |= set(fingerprints("", [one for one in whole if start <= one.booked_on <= end]))

    assert len(marks) == len(whole)
    assert brought == marks


@given(
    pence=st.lists(st.integers(1, 500_00), min_size=1, max_size=30),
    cuts=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_with_a_balance_even_statements_cut_within_a_day_bring_the_same_lines(pence, cuts):
    whole = as_a_bank_lists([(0, amount, "EMBER") for amount in pence], "balance")
    half = len(whole) // 2

    brought: set[str] = set()
    for first, last in [*cuts, (0, half), (half, len(whole))]:
        brought |= set(fingerprints("", whole[first:last]))

    assert brought == set(fingerprints("", whole))
