"""One approval decided by several at once: it is decided once, and its deed done once."""

from datetime import date, timedelta
from functools import partial

import pytest

from billing.domain.fees import fees
from billing.domain.ledger import refunds
from billing.models import CreditNote, Fee, Refund
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.models import Approval
from placements.domain.hires import hires
from tests.factories.accounts import UserFactory
from tests.factories.billing import FeeFactory, InvoiceFactory

from .crowd import at_once, codes

pytestmark = pytest.mark.postgres
DAY = date(2018, 9, 28)


@pytest.fixture
def people() -> list:
    """The one who asks, and those who may decide."""
    return UserFactory.create_batch(6, role=Role.FINANCE)


def refund_asked(*, by, net_pence: int = 1_000_00) -> Approval:
    invoice = InvoiceFactory(paid=True)
    reason = "Agreed on the phone"
    return refunds.ask_on_invoice(invoice.pk, net_pence=net_pence, reason=reason, by=by, on=DAY)


def test_five_who_approve_the_same_refund_pay_it_back_once(people):
    asker, *others = people
    for _ in range(10):
        asked = refund_asked(by=asker)

        became = at_once([partial(approvals.approve, asked.pk, by=one, on=DAY) for one in others])

        assert codes(became) == ["already_decided"] * 4 + ["done"]
    assert CreditNote.objects.count() == 10
    assert set(Refund.objects.values_list("amount_pence", flat=True)) == {1_200_00}


def test_approved_and_refused_at_once_is_one_of_the_two(people):
    asker, one, another, *_ = people
    for _ in range(20):
        asked = refund_asked(by=asker)
        became = at_once(
            [
                partial(approvals.approve, asked.pk, by=one, on=DAY),
                partial(approvals.refuse, asked.pk, by=another, on=DAY, reason="Not agreed"),
            ]
        )

        assert codes(became) == ["already_decided", "done"]
        asked.refresh_from_db()
        paid_back = Refund.objects.filter(approval=asked).count()
        assert (asked.state, paid_back) in [("approved", 1), ("refused", 0)]


def test_the_asker_decides_nothing_however_quick(people):
    asker, other, *_ = people
    for _ in range(20):
        asked = refund_asked(by=asker)
        became = at_once(
            [
                partial(approvals.approve, asked.pk, by=asker, on=DAY),
                partial(approvals.refuse, asked.pk, by=asker, on=DAY, reason="Changed my mind"),
                partial(approvals.approve, asked.pk, by=other, on=DAY),
            ]
        )

        asked.refresh_from_db()
        assert (asked.state, asked.decided_by) == ("approved", other)
        *refused, done = codes(became)
        assert done == "done"
        assert set(refused) <= {"already_decided", "asked_by_same_person"}


def test_the_same_is_asked_for_once_at_a_time(people, program_of, on_day):
    on_day(DAY)
    programs = [program_of(one)() for one in people]
    for fee in FeeFactory.create_batch(10):
        path, body = f"/api/v1/fees/{fee.pk}/waive/", {"reason": "The employer closed down."}
        answers = at_once([partial(one.post, path, body, format="json") for one in programs])

        told = sorted((one.status_code, one.json().get("code", "asked")) for one in answers)
        assert [status for status, _ in told] == [202] + [409] * 5
        assert Approval.objects.filter(subject_id=fee.pk).count() == 1


def test_a_fee_waived_while_its_invoice_is_issued_is_one_of_the_two(people, program_of, on_day):
    on_day(DAY)
    asker, one, another, *_ = people
    approver, issuer = program_of(one)(), program_of(another)()
    for _ in range(20):
        draft = InvoiceFactory()
        asked = fees.ask_waiver(draft.fee_id, reason="They closed", by=asker, on=DAY)
        waived, issued = at_once(
            [
                partial(approver.post, f"/api/v1/approvals/{asked.pk}/approve/"),
                partial(issuer.post, f"/api/v1/invoices/{draft.pk}/issue/"),
            ]
        )

        state = Fee.objects.get(pk=draft.fee_id).state
        assert (waived.status_code, issued.status_code, state) in [
            (200, 404, "waived"),
            (409, 200, "live"),
        ]


def test_a_rebate_is_of_the_fee_that_stands_when_it_is_set_by_hand_at_once(people):
    asker, one, another, *_ = people
    for _ in range(20):
        fee = FeeFactory(protected=True)
        asked = fees.ask_override(fee.pk, net_pence=1_000_00, reason="Agreed", by=asker, on=DAY)
        last_day = fee.earned_on + timedelta(days=6)
        end = partial(hires.end, fee.hire_id, last_day=last_day, reason="resigned")
        at_once(
            [partial(approvals.approve, asked.pk, by=one, on=DAY), partial(end, by=another, on=DAY)]
        )

        fee.refresh_from_db()
        assert fee.rebate.net_pence == fee.net_pence * 3 // 4
