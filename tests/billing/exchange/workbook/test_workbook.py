"""The finance workbook: to the penny, and recalculated from scratch by LibreOffice."""

from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet._writer import ALL_TEMP_FILES

from billing.domain.ledger import refunds, write_offs
from billing.exchange.workbook.writer import write_to
from billing.models import Invoice
from billing.reports.debtors import debtors
from billing.reports.revenue import revenue
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.errors import BadValue
from foundation.periods import Month
from placements.domain.hires import leavers
from tests.datasets import dataset
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.billing import CreditNoteFactory, FeeFactory, InvoiceFactory, RebateFactory
from tests.factories.placements import HireFactory

from . import workbooks

JUNE = "2026-06"


@dataset
def five_hires():
    return book_one.make_book_one(by=UserFactory(role=Role.ADMIN))


@dataset
def situations():
    """One of everything that can become of a hire and its money in the autumn of 2018."""
    InvoiceFactory(part_paid=True)
    InvoiceFactory(void=True)
    InvoiceFactory(from_the_register=True, paid_pence=5_760_00)
    InvoiceFactory(fee__in_three_instalments=True, issued=True)
    InvoiceFactory(fee__hire__introduction__employer__abroad=True, issued=True)
    InvoiceFactory(fee__protected=True, fee__hire__start_on=date(2018, 9, 24), issued=True)
    FeeFactory(overridden=True)
    FeeFactory(waived=True)
    HireFactory(fell_through=True)
    HireFactory(start_on=date(2018, 12, 3), introduction__graduate__cohort=None)
    HireFactory(without_introduction=True)
    # Told of after it began: earned in September, booked in October.
    HireFactory(started=True, agreed_on=date(2018, 10, 8))
    RebateFactory(barred=True)
    RebateFactory(offset=True, last_day=date(2018, 10, 12))
    RebateFactory(refunded=True, last_day=date(2018, 10, 12))
    # Left after five weeks, was taken back, and is charged again what had been given back.
    returned = RebateFactory(refunded=True, last_day=date(2018, 10, 5))
    leavers.re_engage(
        returned.hire_id, back_on=date(2018, 10, 15), by=UserFactory(), on=date(2018, 10, 15)
    )
    CreditNoteFactory(issued_on=date(2018, 10, 19))
    CreditNoteFactory(kept=True, issued_on=date(2018, 10, 22))
    given_up = InvoiceFactory(overdue=True)
    approval = write_offs.ask(
        given_up.pk, reason="Wound up", by=UserFactory(role=Role.FINANCE), on=date(2018, 11, 5)
    )
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=date(2018, 11, 6))


def test_book_one_comes_out_to_the_penny(five_hires, tmp_path):
    path, headline = workbooks.make_workbook(tmp_path, JUNE)

    book = workbooks.recalculated(path)[0]
    pounds = {name: pence / 100 for name, pence in book_one.FIGURES.items()}
    ever = workbooks.labelled(book, "Summary", "From the first day", column=2)
    assert ever[:5] == [
        pounds["booked_pence"],
        pounds["rebates_pence"],
        pounds["earned_pence"],
        pounds["invoiced_pence"],
        pounds["collected_pence"],
    ]
    standing = workbooks.labelled(book, "Summary", "On 30 June 2026", column=2)
    assert standing[:4] == [
        pounds["at_risk_pence"],
        pounds["secured_pence"],
        pounds["outstanding_pence"],
        book_one.DEBTORS_PENCE / 100,
    ]
    assert workbooks.total(book, "VAT", "Output VAT") == book_one.OUTPUT_VAT_PENCE / 100
    assert workbooks.total(book, "Payments", "Amount") == book_one.BANK_PENCE / 100
    assert workbooks.verdict(book) == f"All {headline.checks} checks hold"


def test_every_formula_recalculates_to_the_figure_of_the_database(five_hires, tmp_path):
    path, headline = workbooks.make_workbook(tmp_path, JUNE)

    assert headline.broken == []
    assert workbooks.differences(path) == {}
    assert len(workbooks.formulas(path)) > 250


def test_every_formula_recalculates_whatever_became_of_the_hires(situations, tmp_path):
    days = [date(2018, 9, 3), date(2018, 10, 17), date(2018, 11, 30)]
    made = [workbooks.make_workbook(tmp_path, str(Month.of(day)), as_of=day) for day in days]

    assert [headline.broken for _, headline in made] == [[], [], []]
    assert workbooks.differences(*(path for path, _ in made)) == {}


def test_books_without_a_row_have_figures_of_nothing_and_no_error(db, tmp_path):
    path, headline = workbooks.make_workbook(tmp_path, JUNE)

    assert headline.broken == []
    assert workbooks.differences(path) == {}
    book = workbooks.results(path)
    assert workbooks.labelled(book, "Summary", "June 2026", column=2)[:5] == [0, 0, 0, 0, 0]


def test_the_months_of_summary_are_those_of_the_report(situations, tmp_path):
    path, _ = workbooks.make_workbook(tmp_path, "2018-11")

    rows = workbooks.rows(workbooks.results(path), "Summary", "Month")
    report = revenue(Month(2017, 11), Month(2018, 11))
    assert [
        [row[name] for name in ("Booked", "Rebates", "Earned", "Invoiced", "Collected")]
        for row in rows[:-1]
    ] == [
        [
            pence / 100
            for pence in (
                row.figures.booked_pence,
                row.figures.rebates_pence,
                row.figures.earned_pence,
                row.figures.invoiced_pence,
                row.figures.collected_pence,
            )
        ]
        for row in report.rows
    ]
    assert [row["Month"].date() for row in rows[:-1]][-1] == date(2018, 11, 1)


def test_aged_debtors_are_those_of_the_report(situations, tmp_path):
    path, _ = workbooks.make_workbook(tmp_path, "2018-11")

    rows = workbooks.rows(workbooks.recalculated(path)[0], "Aged debtors", "Employer")
    report = debtors(on=date(2018, 11, 30))
    assert len(report) > 3
    assert [(row["Employer"], row["31–60 days"], row["Owed"]) for row in rows[: len(report)]] == [
        (debt.name, debt.days_31_60_pence / 100, debt.total_pence / 100) for debt in report
    ]


def test_the_checks_hold_on_every_day_of_a_books_life(five_hires, tmp_path):
    days = [date(2026, 3, 1) + timedelta(days=days) for days in range(0, 140, 10)]

    broken = {
        day: workbooks.make_workbook(tmp_path, str(Month.of(day)), as_of=day)[1].broken
        for day in days
    }

    assert broken == {day: [] for day in days}


CHANGED = {
    ("Payments", "Amount"): "Net + VAT = total, payments",
    ("Invoices", "Net"): "Net and VAT of every invoice = the sums of its lines",
    ("Fees", "Fee, net"): "Invoiced + not yet invoiced = fee + charged again, for every fee",
    ("Credit notes", "Net"): "Net + VAT = total, credit notes",
    ("Invoices", "Place in series"): "INV numbers run 1..n without a gap",
}


def test_a_figure_changed_by_hand_turns_its_check_red(five_hires, tmp_path):
    path, headline = workbooks.make_workbook(tmp_path, JUNE)
    changed = []
    for place, heading in enumerate(CHANGED):
        book = load_workbook(path)
        cell = workbooks.first_cell(book, *heading)
        cell.value = float(cell.value) + 900
        changed.append(tmp_path / f"changed-{place}.xlsx")
        book.save(changed[-1])

    for anew, says in zip(workbooks.recalculated(*changed), CHANGED.values(), strict=True):
        assert workbooks.labelled(anew, "Checks", says)[-1] == "BROKEN"
        expected = f" of {headline.checks} checks do not hold: see Checks"
        assert workbooks.verdict(anew).endswith(expected)


def test_books_that_do_not_hold_are_told_of_in_the_headline_and_on_summary(five_hires, tmp_path):
    # A draft, which no trigger guards, that asks for less than its instalment.
    draft = InvoiceFactory()
    Invoice.objects.filter(pk=draft.pk).update(net_pence=4_700_00, gross_pence=5_660_00)

    path, headline = workbooks.make_workbook(tmp_path, JUNE)

    assert headline.broken == ["Invoiced + not yet invoiced = fee + charged again, for every fee"]
    expected = f"1 of {headline.checks} checks do not hold: see Checks"
    assert workbooks.verdict(workbooks.results(path)) == expected
    assert workbooks.differences(path) == {}


def test_nothing_dated_after_the_day_is_in_the_file(five_hires, tmp_path):
    path, _ = workbooks.make_workbook(tmp_path, "2026-05")

    book = workbooks.results(path)
    counts = {
        name: len(workbooks.rows(book, name, heading)) - 1
        for name, heading in (("Fees", "Hire"), ("Invoices", "Number"), ("Payments", "Day"))
    }
    assert counts == {"Fees": 4, "Invoices": 2, "Payments": 1}
    assert workbooks.rows(book, "Fees", "Hire")[2]["State"] == "Fell through"
    assert workbooks.rows(book, "Credit notes", "Number")[0]["Number"] == (
        "Nothing up to 31 May 2026."
    )


def test_as_of_a_later_day_the_month_is_as_it_is_known_then(five_hires, tmp_path):
    as_known_then, _ = workbooks.make_workbook(tmp_path, "2026-05", as_of=date(2026, 5, 19))
    before = workbooks.labelled(workbooks.results(as_known_then), "Summary", "May 2026", column=2)
    as_known_later, _ = workbooks.make_workbook(tmp_path, "2026-05", as_of=date(2026, 6, 30))
    after = workbooks.labelled(workbooks.results(as_known_later), "Summary", "May 2026", column=2)

    assert (before[0], after[0]) == (14_050, 10_050)  # P5 fell through on 20 May


def test_a_workbook_that_cannot_be_finished_leaves_no_temporary_files(db, tmp_path):
    before = set(ALL_TEMP_FILES)
    with (tmp_path / "closed.xlsx").open("wb") as file:
        pass

    with pytest.raises(ValueError, match="closed file"):
        write_to(file, Month.parse(JUNE))

    assert set(ALL_TEMP_FILES) == before


def test_a_day_before_the_month_is_refused(db, tmp_path):
    with pytest.raises(BadValue, match=r"The workbook of June 2026 begins on 1 June 2026\."):
        workbooks.make_workbook(tmp_path, JUNE, as_of=date(2026, 5, 31))


def test_a_refund_still_on_its_way_is_money_we_owe(finance_officer, tmp_path):
    invoice = InvoiceFactory(paid=True)
    report = {"net_pence": 1_200_00, "reason": "Agreed", "refunded_on": date(2018, 10, 12)}
    approval = refunds.ask_on_invoice(
        invoice.pk, **report, by=finance_officer, on=date(2018, 10, 1)
    )
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=date(2018, 10, 2))

    path, _ = workbooks.make_workbook(tmp_path, "2018-10", as_of=date(2018, 10, 5))

    row = workbooks.rows(workbooks.results(path), "Invoices", "Number")[0]
    assert (row["Received"], row["Credited"], row["Owed"]) == (5_760, 1_440, -1_440)
    assert row["State"] == "Paid"
    anew = workbooks.recalculated(path)[0]
    name = next(cell.value for cell in anew["Checks"]["A"] if str(cell.value)[:9] == "Debtors +")
    assert workbooks.labelled(anew, "Checks", name)[2:] == [0, "Holds"]
