"""The five figures, to the penny."""

from datetime import date, timedelta

import pytest

from billing.reports.revenue import revenue, standing_on
from foundation.accounts.choices import Role
from foundation.periods import Month
from tests.datasets import dataset
from tests.factories import book_one
from tests.factories.accounts import UserFactory

YEAR = Month(2026, 1), Month(2026, 12)


@dataset
def five_hires():
    return book_one.make_book_one(by=UserFactory(role=Role.ADMIN))


def test_book_one_comes_out_to_the_penny(five_hires):
    report = revenue(*YEAR, on=book_one.AS_OF)

    total = report.as_json()["total"]
    assert total == book_one.FIGURES


@pytest.mark.parametrize("by", ["month", "employer", "cohort", "programme"])
def test_the_rows_of_every_cut_add_up_to_the_same_total(five_hires, by):
    report = revenue(*YEAR, by=by, on=book_one.AS_OF).as_json()

    for figure in ("booked", "earned", "invoiced", "collected", "rebates"):
        name = f"{figure}_pence"
        assert sum(row[name] for row in report["rows"]) == book_one.FIGURES[name]


def test_every_month_has_its_row_and_each_figure_its_own_month(five_hires):
    report = revenue(Month(2026, 3), Month(2026, 6))

    rows = {row.key: row.figures for row in report.rows}
    assert list(rows) == ["2026-03", "2026-04", "2026-05", "2026-06"]
    assert report.rows[1].label == "April 2026"
    booked = [rows[key].booked_pence for key in rows]
    earned = [rows[key].earned_pence for key in rows]
    collected = [rows[key].collected_pence for key in rows]
    assert booked == [4_500_00, 0, 10_050_00, 6_000_00]
    assert earned == [0, 4_500_00, 4_800_00, 5_250_00 - 3_600_00]
    assert collected == [0, 4_500_00, 0, 4_800_00 - 3_600_00]


def test_by_employer_the_key_is_the_reference_and_the_label_the_name(five_hires):
    report = revenue(*YEAR, by="employer", on=book_one.AS_OF)

    first = five_hires[0].employer
    assert (first.reference, first.name) in [(row.key, row.label) for row in report.rows]


def test_a_day_in_the_past_knows_nothing_of_what_came_after(five_hires):
    before_p5_fell_through = revenue(*YEAR, on=date(2026, 5, 19)).as_json()["total"]

    assert before_p5_fell_through == {
        "booked_pence": 4_500_00 + 4_800_00 + 4_000_00 + 5_250_00,
        "earned_pence": 4_500_00 + 4_800_00,
        "invoiced_pence": 4_500_00 + 4_800_00,
        "collected_pence": 4_500_00,
        "rebates_pence": 0,
        # P1 is in week 7 of 12, P4 on day 2.
        "at_risk_pence": 2_250_00 + 4_800_00,
        "secured_pence": 2_250_00,
        "outstanding_pence": 4_800_00,
    }


def test_secured_and_at_risk_add_up_to_earned_on_every_day(five_hires):
    for days in range(0, 140, 3):
        day = date(2026, 3, 1) + timedelta(days=days)
        earned = revenue(Month(2026, 1), Month.of(day), on=day).total.earned_pence
        standing = standing_on(day)
        assert standing.secured_pence + standing.at_risk_pence == earned


def test_books_without_a_hire_are_all_zero(db):
    report = revenue(Month(2018, 1), Month(2018, 2))

    assert [row.key for row in report.rows] == ["2018-01", "2018-02"]
    assert set(report.as_json()["total"].values()) == {0}


def test_a_report_takes_the_same_queries_whatever_it_holds(admin, django_assert_num_queries):
    with django_assert_num_queries(4):
        revenue(*YEAR, on=book_one.AS_OF)
    book_one.started(1_000_00, accepted=date(2026, 6, 1), start=date(2026, 6, 2), by=admin)
    book_one.started(1_000_00, accepted=date(2026, 6, 1), start=date(2026, 6, 2), by=admin)
    with django_assert_num_queries(4):
        revenue(*YEAR, on=book_one.AS_OF)
