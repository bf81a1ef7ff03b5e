"""The cash forecast: from what is owed, drafted and agreed; and what the pipeline may be worth."""

from datetime import date

import pytest

from billing.domain.chasing import disputes
from billing.reports.forecast import Expected, forecast, habits
from placements.domain.introductions import introductions
from tests.factories.billing import FeeFactory, InvoiceFactory, PaymentFactory
from tests.factories.chasing import PromiseToPayFactory
from tests.factories.placements import HireFactory, IntroductionFactory

ON = date(2018, 9, 10)


def months(*, on: date) -> dict[str, Expected]:
    return {row.month: row for row in forecast(on=on).months}


def test_nothing_is_expected_of_nothing(db):
    report = forecast(on=ON)

    assert (report.months, report.disputed_pence) == ([], 0)


def test_an_issued_invoice_is_expected_when_it_is_due(db):
    InvoiceFactory(issued=True)  # £5,760.00, due on 3 October 2018

    assert months(on=ON) == {"2018-10": Expected("2018-10", issued_pence=5_760_00)}


def test_what_is_late_is_expected_now(db):
    InvoiceFactory(issued=True)

    assert list(months(on=date(2018, 12, 9))) == ["2018-12"]


def test_who_usually_pays_late_is_expected_to_be_late(db):
    paid = InvoiceFactory(issued=True)
    PaymentFactory(invoice=paid, received_on=date(2018, 11, 12))  # 40 days late
    InvoiceFactory(issued=True, fee__hire__introduction__employer=paid.employer)

    assert habits().by_employer == {paid.employer_id: 40}
    assert {name: row.issued_pence for name, row in months(on=ON).items()} == {
        "2018-11": 2 * 5_760_00  # what was paid since was owed on that day
    }


def test_who_has_paid_nothing_yet_pays_as_everybody_does(db):
    PaymentFactory(received_on=date(2018, 11, 12))
    PaymentFactory(received_on=date(2018, 10, 3))
    stranger = InvoiceFactory(issued=True)

    assert habits().everybody == 40
    assert habits().of(stranger.employer_id) == 40


def test_a_promise_that_lies_ahead_goes_before_the_due_date(db):
    promise = PromiseToPayFactory(promised_on=date(2018, 12, 20))

    assert list(months(on=date(2018, 10, 9))) == ["2018-12"]
    assert list(months(on=date(2018, 12, 21))) == ["2018-12"]
    assert promise.invoice.due_on == date(2018, 10, 3)


def test_what_is_disputed_is_a_sum_of_its_own(db, finance_officer):
    debt = InvoiceFactory(issued=True)
    disputes.open_on(debt.pk, reason="Wrong", by=finance_officer, on=ON)

    report = forecast(on=ON)

    assert (report.months, report.disputed_pence) == ([], 5_760_00)


def test_drafts_are_expected_once_billed_and_due(db):
    FeeFactory(in_three_instalments=True)  # 50/30/20, due with their days

    report = months(on=date(2018, 9, 3))

    assert sum(row.drafts_pence for row in report.values()) == 5_760_00
    assert next(iter(report.values())).drafts_pence == 2_880_00


def test_an_agreed_hire_is_expected_after_its_start(db):
    hire = HireFactory()

    [row] = forecast(on=hire.agreed_on).months

    assert row == Expected("2018-10", agreed_pence=5_760_00)


def test_a_month_adds_up(db):
    InvoiceFactory(issued=True)
    HireFactory()

    row = months(on=ON)["2018-10"]

    assert (row.issued_pence, row.agreed_pence, row.total_pence) == (5_760_00, 5_760_00, 11_520_00)


@pytest.fixture
def offers(staff):
    """Make introductions with an offer, each with its outcome."""

    def make(*ends: str) -> None:
        for end in ends:
            row = IntroductionFactory(sent=True)
            introductions.offer(row.pk, by=staff, on=row.sent_on)
            if end == "declined":
                introductions.decline(row.pk, reason="No budget", by=staff, on=row.sent_on)
            elif end == "hired":
                HireFactory(introduction=type(row).objects.get(pk=row.pk))

    return make


def test_the_pipeline_is_weighted_by_what_came_of_such_introductions(offers, db):
    FeeFactory()  # £4,800.00, of somebody who was offered the job
    offers("hired", "declined", "declined", "open", "open")

    offered = forecast(on=ON).pipeline[0]

    assert (offered.stage, offered.open) == ("offered", 2)
    assert (offered.hired, offered.decided) == (2, 4)
    assert offered.mean_fee_pence == 4_800_00
    assert offered.weighted_pence == 4_800_00  # 2 x £4,800.00 x 2/4


def test_without_any_decided_it_weighs_nothing(offers, db):
    offers("open")

    offered, interviewing = forecast(on=ON).pipeline

    assert (offered.open, offered.decided, offered.weighted_pence) == (1, 0, 0)
    assert (interviewing.open, interviewing.weighted_pence) == (0, 0)


def test_the_forecast_costs_the_same_however_much_there_is(db, django_assert_num_queries):
    for _ in range(2):
        InvoiceFactory(issued=True)
        InvoiceFactory()
        HireFactory()
        PaymentFactory()
        with django_assert_num_queries(13):
            forecast(on=ON)


def test_the_forecast_by_the_api(finance_api, db, on_day):
    on_day(ON)
    InvoiceFactory(issued=True)

    answer = finance_api.get("/api/v1/reports/forecast/").json()

    assert answer["as_of"] == "2018-09-10"
    assert answer["rows"] == [
        {
            "month": "2018-10",
            "issued_pence": 5_760_00,
            "drafts_pence": 0,
            "agreed_pence": 0,
            "total_pence": 5_760_00,
        }
    ]
    assert [row["stage"] for row in answer["pipeline"]] == ["offered", "interviewing"]
