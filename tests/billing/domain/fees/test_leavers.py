"""Leavers told of again: another last day, a return, somebody else in their place."""

from datetime import date

import pytest

from billing.domain.fees import leavers, rebates
from billing.domain.ledger import invoices
from billing.models import CreditNote, Fee, Invoice, Rebate
from billing.reports.checks.books import check_books
from billing.reports.revenue import revenue
from foundation import history
from foundation.errors import BadValue
from foundation.periods import Month
from placements.domain.hires import hires
from placements.domain.hires import leavers as ended_hires
from placements.domain.hires.engagement import Engagement
from placements.domain.hires.hires import HireCannotMove
from placements.models import Hire
from tests.factories import book_one
from tests.factories.employers import TermsFactory
from tests.factories.placements import GraduateFactory

START, WEEK_2 = date(2026, 4, 1), date(2026, 4, 13)
WEEK_4, WEEK_6 = date(2026, 4, 24), date(2026, 5, 8)
LATER = date(2026, 6, 1)


@pytest.fixture
def fee(admin) -> Fee:
    """The fee of £4,800.00 of a hire that started and was invoiced on 1 April."""
    return book_one.started(4_800_00, accepted=date(2026, 3, 10), start=START, by=admin)


@pytest.fixture
def left(fee, admin) -> Rebate:
    """She left in week 4: 75 % is proposed."""
    hires.end(fee.hire_id, last_day=WEEK_4, reason="resigned", by=admin, on=WEEK_4)
    return Rebate.objects.get()


def earned(on: date) -> int:
    return revenue(Month(2026, 1), Month.of(on), on=on).total.earned_pence


def books_hold(on: date) -> bool:
    broken = [row for row in check_books(on=on) if "document" not in row.says]
    return broken == []


def test_another_last_day_works_the_rebate_out_anew(left, admin):
    assert left.net_pence == 3_600_00

    ended_hires.change_last_day(left.hire_id, last_day=WEEK_6, by=admin, on=LATER)

    left.refresh_from_db()
    assert (left.net_pence, left.state, left.fell_due_on) == (2_400_00, "proposed", WEEK_6)
    assert [entry.verb for entry in history.of(left)] == ["proposed", "worked out anew"]
    (entry,) = history.of(left.hire).filter(verb="last day changed")
    assert entry.detail["was"] == str(WEEK_4)


def test_a_last_day_past_the_schedule_leaves_nothing_to_give(left, admin):
    august = date(2026, 8, 1)
    ended_hires.change_last_day(left.hire_id, last_day=august, by=admin, on=august)

    left.refresh_from_db()
    assert (left.net_pence, left.state) == (0, "barred")
    assert "nothing is given back" in left.barred


def test_an_earlier_last_day_after_the_credit_gives_the_difference(left, admin):
    rebates.confirm(left.pk, remedy="offset", by=admin, on=LATER)

    ended_hires.change_last_day(left.hire_id, last_day=WEEK_2, by=admin, on=LATER)
    left.refresh_from_db()
    assert (left.state, left.net_pence) == ("proposed", 4_800_00)
    rebates.confirm(left.pk, remedy="offset", by=admin, on=LATER)

    assert [note.net_pence for note in CreditNote.objects.order_by("pk")] == [3_600_00, 1_200_00]
    assert books_hold(LATER)


def test_a_later_last_day_after_the_credit_asks_nothing_back_and_says_so(left, admin):
    rebates.confirm(left.pk, remedy="offset", by=admin, on=LATER)

    ended_hires.change_last_day(left.hire_id, last_day=WEEK_6, by=admin, on=LATER)

    left.refresh_from_db()
    assert (left.state, left.net_pence) == ("confirmed", 3_600_00)
    entry = history.of(left).last()
    assert (entry.verb, entry.detail["net_pence"]) == ("kept as settled", 2_400_00)


def test_only_a_hire_that_ended_has_a_last_day_to_change(fee, admin):
    with pytest.raises(HireCannotMove):
        ended_hires.change_last_day(fee.hire_id, last_day=WEEK_6, by=admin, on=LATER)


def test_who_comes_back_before_it_is_settled_costs_nothing(left, admin):
    ended_hires.re_engage(left.hire_id, back_on=date(2026, 5, 1), by=admin, on=LATER)

    left.refresh_from_db()
    hire = Hire.objects.get(pk=left.hire_id)
    assert (hire.state, hire.last_day) == ("started", None)
    assert (left.state, left.net_pence) == ("barred", 0)
    assert left.barred.endswith("came back.")
    assert Fee.objects.count() == 1
    assert earned(LATER) == 4_800_00


def test_who_comes_back_after_the_credit_is_charged_again(left, admin):
    rebates.confirm(left.pk, remedy="offset", by=admin, on=LATER)

    ended_hires.re_engage(left.hire_id, back_on=date(2026, 5, 4), by=admin, on=LATER)

    draft = Invoice.objects.get(state="draft")
    assert (draft.net_pence, draft.gross_pence, draft.instalment) == (3_600_00, 4_320_00, 2)
    assert draft.lines.get().description.endswith("charged again after CN-0001")
    invoices.issue(draft.pk, by=admin, on=LATER)
    assert earned(LATER) == 4_800_00
    assert books_hold(LATER)


def test_who_comes_back_and_leaves_again_has_a_rebate_again(left, admin):
    rebates.confirm(left.pk, remedy="offset", by=admin, on=LATER)
    ended_hires.re_engage(left.hire_id, back_on=date(2026, 5, 1), by=admin, on=LATER)
    invoices.issue(Invoice.objects.get(state="draft").pk, by=admin, on=LATER)

    hires.end(left.hire_id, last_day=WEEK_6, reason="resigned", by=admin, on=LATER)
    left.refresh_from_db()
    assert (left.state, left.net_pence) == ("proposed", 2_400_00)
    rebates.confirm(left.pk, remedy="offset", by=admin, on=LATER)

    assert earned(LATER) == 2_400_00
    assert books_hold(LATER)


def test_nobody_comes_back_before_they_left(left, admin):
    with pytest.raises(BadValue):
        ended_hires.re_engage(left.hire_id, back_on=WEEK_4, by=admin, on=LATER)


@pytest.fixture
def sought(admin) -> Rebate:
    """A leaver under terms that let another graduate take the place of the rebate."""
    terms = TermsFactory(
        fixed=True, fixed_pence=4_800_00, rebate={**book_one.SCALE, "replacement": True}
    )
    fee = book_one.started_under(terms, accepted=date(2026, 3, 10), start=START, by=admin)
    hires.end(fee.hire_id, last_day=WEEK_4, reason="resigned", by=admin, on=WEEK_4)
    return rebates.confirm(fee.rebate.pk, remedy="replacement", by=admin, on=WEEK_4)


def in_place_of(leaver: Hire, *, agreed_on: date, by) -> Hire:
    engagement = Engagement(
        graduate=GraduateFactory(ready=True),
        employer=leaver.employer,
        no_introduction_reason="Sent in place of the leaver",
        replaces=leaver,
        start_on=LATER,
        agreed_on=agreed_on,
        salary_pence=30_000_00,
    )
    return hires.agree(engagement, by=by, on=agreed_on)


def test_a_replacement_period_runs_28_days(sought):
    assert (sought.state, sought.replacement_until) == ("replacing", date(2026, 5, 22))
    assert earned(LATER) == 1_200_00


def test_another_graduate_takes_the_place_of_the_rebate_without_a_fee(sought, admin):
    hire = in_place_of(sought.hire, agreed_on=date(2026, 5, 22), by=admin)
    assert (hire.fee_due, hire.fee_note[:12]) == (False, "In place of ")

    hires.start(hire.pk, by=admin, on=LATER)

    sought.refresh_from_db()
    assert sought.state == "replaced"
    assert Fee.objects.count() == 1
    assert earned(LATER) == 4_800_00
    assert books_hold(LATER)


def test_a_replacement_agreed_too_late_does_not_start(sought, admin):
    hire = in_place_of(sought.hire, agreed_on=date(2026, 5, 23), by=admin)

    with pytest.raises(leavers.NoReplacementSought, match="22 May 2026"):
        hires.start(hire.pk, by=admin, on=LATER)

    assert Hire.objects.get(pk=hire.pk).state == "agreed"


def test_where_nobody_is_found_the_money_is_settled_after_all(sought, admin):
    leavers.give_up_replacement(sought.pk, by=admin, on=LATER)
    rebates.confirm(sought.pk, remedy="offset", by=admin, on=LATER)

    assert CreditNote.objects.get().net_pence == 3_600_00
    assert books_hold(LATER)


def test_nobody_takes_the_place_of_somebody_who_is_still_there(fee, admin):
    with pytest.raises(BadValue, match="has ended"):
        in_place_of(fee.hire, agreed_on=LATER, by=admin)
