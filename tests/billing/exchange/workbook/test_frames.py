"""The tables behind the workbook's sheets."""

from datetime import date
from decimal import Decimal

import pytest

from billing.exchange.workbook import frames
from billing.exchange.workbook.book import Period
from foundation.periods import Month
from tests.factories.billing import CreditNoteFactory, FeeFactory, InvoiceFactory, RebateFactory

NOVEMBER = Period(Month(2018, 11), date(2018, 11, 30))


@pytest.fixture
def protected(db):
    """A fee of £4,800.00 from 3 September 2018: 75 %, 50 %, 25 % back after 4, 8 and 12 weeks."""
    return FeeFactory(protected=True)


@pytest.mark.parametrize(
    ("on", "share", "at_risk", "falls_on", "falls_to"),
    [
        (date(2018, 9, 3), "0.75", 3_600_00, date(2018, 10, 1), 2_400_00),
        (date(2018, 9, 30), "0.75", 3_600_00, date(2018, 10, 1), 2_400_00),
        (date(2018, 10, 1), "0.5", 2_400_00, date(2018, 10, 29), 1_200_00),
        (date(2018, 11, 25), "0.25", 1_200_00, date(2018, 11, 26), 0),
    ],
)
def test_at_risk_falls_on_the_day_after_a_step(protected, on, share, at_risk, falls_on, falls_to):
    row = frames.at_risk(on).iloc[0]

    assert (row["share"], row["at_risk"]) == (Decimal(share), at_risk)
    assert (row["falls_on"], row["falls_to"]) == (falls_on, falls_to)
    assert row["safe_from"] == date(2018, 11, 26)


@pytest.mark.parametrize("on", [date(2018, 9, 2), date(2018, 11, 26)])
def test_before_the_start_and_after_the_last_step_nothing_is_at_risk(protected, on):
    assert frames.at_risk(on).empty


def test_the_most_at_risk_comes_first(protected):
    later = FeeFactory(protected=True, hire__start_on=date(2018, 9, 24))

    rows = frames.at_risk(date(2018, 10, 12))

    assert list(rows["fee"]) == [later.pk, protected.pk]
    assert list(rows["at_risk"]) == [3_600_00, 2_400_00]


def test_an_employer_that_only_owes_has_a_row_without_revenue(db):
    invoice = InvoiceFactory(issued=True)
    next_year = Period(Month(2019, 1), date(2019, 1, 31))

    rows = frames.by_employer(next_year, frames.at_risk(next_year.as_of))

    assert list(rows["label"]) == [invoice.employer.name]
    assert (rows.iloc[0]["earned_year"], rows.iloc[0]["owed"]) == (0, 5_760_00)


def test_a_graduate_without_a_cohort_has_a_row_that_says_so(db):
    FeeFactory(protected=True, hire__introduction__graduate__cohort=None)

    rows = frames.by_cohort(NOVEMBER, frames.at_risk(date(2018, 10, 1)))

    assert [(row.label, row.earned_year, row.at_risk) for row in rows.itertuples()] == [
        ("No cohort", 4_800_00, 2_400_00)
    ]


def test_money_stays_whole_pence_in_every_table(db):
    RebateFactory(offset=True)
    InvoiceFactory(issued=True)
    risk = frames.at_risk(date(2018, 10, 1))

    tables = [
        frames.by_employer(NOVEMBER, risk)[[*frames.OF_MONTH, *frames.OF_YEAR, "at_risk", "owed"]],
        frames.by_cohort(NOVEMBER, risk)[[*frames.OF_MONTH, *frames.OF_YEAR, "at_risk"]],
        frames.aged(NOVEMBER.as_of)[frames.BUCKETS],
        frames.vat(NOVEMBER.as_of)[frames.VAT_SUMS],
    ]

    kinds = {
        type(value)
        for table in tables
        for row in table.to_dict("records")
        for value in row.values()
    }
    assert kinds == {int}


def test_vat_is_charged_by_the_tax_point_and_credited_by_the_date_of_the_note(db):
    CreditNoteFactory(issued_on=date(2018, 11, 19))

    rows = frames.vat(NOVEMBER.as_of)

    assert rows.to_dict("records") == [
        {
            "month": date(2018, 9, 1),
            "kind": "Standard",
            "rate": Decimal("0.2"),
            "net": 4_800_00,
            "vat": 960_00,
            "credited_net": 0,
            "credited_vat": 0,
        },
        {
            "month": date(2018, 11, 1),
            "kind": "Standard",
            "rate": Decimal("0.2"),
            "net": 0,
            "vat": 0,
            "credited_net": 1_200_00,
            "credited_vat": 240_00,
        },
    ]
