"""The clock of the machine goes back: the dates of a series never do, nor run before its own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing.models import CreditNote, Invoice
from tests.factories.billing import InvoiceFactory

from .desk import drafts

NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)  # in London
# What the clock showed at each document, in universal time, and what it is dated.
CLOCKS = {
    "an hour back": (
        [NOON, NOON - timedelta(hours=1)],
        ["2026-06-15", "2026-06-15"],
    ),
    "a day back, and on again": (
        [NOON, NOON - timedelta(days=1), NOON + timedelta(days=1)],
        ["2026-06-15", "2026-06-15", "2026-06-16"],
    ),
    "a year back": (
        [NOON, NOON.replace(year=2025)],
        ["2026-06-15", "2026-06-15"],
    ),
    "an hour back across midnight in London": (
        [datetime(2026, 6, 14, 23, 30, tzinfo=UTC), datetime(2026, 6, 14, 22, 30, tzinfo=UTC)],
        ["2026-06-15", "2026-06-15"],
    ),
    "midnight in winter, when London keeps universal time": (
        [datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2027, 1, 1, 0, 30, tzinfo=UTC)],
        ["2026-12-31", "2027-01-01"],
    ),
    "29 March 2026, when one in the morning is two": (
        [
            datetime(2026, 3, 28, 23, 59, tzinfo=UTC),
            datetime(2026, 3, 29, 0, 59, tzinfo=UTC),  # 00:59
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # 02:00
            datetime(2026, 3, 29, 23, 0, tzinfo=UTC),  # midnight: the day had 23 hours
            datetime(2026, 3, 29, 22, 59, tzinfo=UTC),  # set back a minute
        ],
        ["2026-03-28", "2026-03-29", "2026-03-29", "2026-03-30", "2026-03-30"],
    ),
    "25 October 2026, when two in the morning is one again": (
        [
            datetime(2026, 10, 24, 22, 59, tzinfo=UTC),
            datetime(2026, 10, 24, 23, 0, tzinfo=UTC),  # midnight
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 01:30
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 01:30 again
            datetime(2026, 10, 25, 23, 30, tzinfo=UTC),  # still the same day, of 25 hours
            datetime(2026, 10, 26, 0, 0, tzinfo=UTC),
        ],
        ["2026-10-24", "2026-10-25", "2026-10-25", "2026-10-25", "2026-10-25", "2026-10-26"],
    ),
}
each_clock = pytest.mark.parametrize(("clock", "dated"), CLOCKS.values(), ids=CLOCKS)


@each_clock
def test_invoices_are_dated_in_london_and_never_before_the_number_before(
    clock, dated, finance_api, time_machine
):
    for instant, draft in zip(clock, drafts(len(clock)), strict=False):
        time_machine.move_to(instant)
        answer = finance_api.post(f"/api/v1/invoices/{draft.pk}/issue/")
        assert answer.status_code == 200, answer.content

    given = Invoice.objects.exclude(number="").order_by("sequence")
    assert [str(one.issued_on) for one in given] == dated
    assert all(one.due_on >= one.issued_on for one in given)


@each_clock
def test_credit_notes_are_dated_alike(clock, dated, finance_api, time_machine):
    invoice = InvoiceFactory(issued_on=date(2025, 1, 6))
    for instant in clock:
        time_machine.move_to(instant)
        body = {"net_pence": 100_00, "reason": "Agreed on the phone"}
        answer = finance_api.post(f"/api/v1/invoices/{invoice.pk}/credit/", body, format="json")
        assert answer.status_code == 201, answer.content

    given = CreditNote.objects.order_by("sequence")
    assert [str(one.issued_on) for one in given] == dated


@pytest.mark.smoke
def test_a_slip_of_the_year_is_refused_and_holds_up_no_later_invoice(finance_api, time_machine):
    time_machine.move_to(NOON)
    slip, sound = drafts(2)
    path, body = "/api/v1/invoices/{}/issue/", {"issued_on": "2062-06-15"}

    refused = finance_api.post(path.format(slip.pk), body, format="json")
    issued = finance_api.post(path.format(sound.pk))

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["attr"] == "issued_on"
    assert (issued.json()["number"], issued.json()["issued_on"]) == ("INV-0001", "2026-06-15")
