"""A double click, the back button, asking again after a timeout: one effect and one answer."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.db.models import Model, Q

from billing.domain.ledger import refunds
from billing.models import CreditNote, Invoice, Payment, Rebate, Refund
from foundation.accounts.choices import Role
from foundation.models import Approval
from placements.models import Hire
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory, RebateFactory
from tests.factories.placements import IntroductionFactory

from .crowd import at_once

TODAY = date(2018, 11, 19)


class Click(NamedTuple):
    """A request, the same with another body, the answer it gets, and the rows it makes."""

    path: str
    body: dict[str, Any]
    other: dict[str, Any]
    status: int
    makes: type[Model]
    which: Q = Q()
    role: Role = Role.FINANCE


def issuing() -> Click:
    path = f"invoices/{InvoiceFactory().pk}/issue/"
    other = {"issued_on": "2018-11-18"}
    return Click(path, {"issued_on": "2018-11-19"}, other, 200, Invoice, Q(sequence__gt=0))


def paying_a_part() -> Click:
    body = {"invoice": InvoiceFactory(issued=True).pk, "amount_pence": 100_00}
    body |= {"received_on": "2018-11-16", "method": "bank_transfer"}
    return Click("payments/", body, {**body, "amount_pence": 100_01}, 201, Payment)


def logging_a_hire() -> Click:
    body = {"introduction": IntroductionFactory(offered=True).pk, "start_on": "2018-12-03"}
    body |= {"salary_pence": 30_000_00}
    other = {**body, "salary_pence": 31_000_00}
    return Click("hires/", body, other, 201, Hire, role=Role.STAFF)


def crediting_a_part() -> Click:
    path = f"invoices/{InvoiceFactory(issued=True).pk}/credit/"
    body = {"net_pence": 500_00, "reason": "Agreed on the phone"}
    return Click(path, body, {**body, "net_pence": 501_00}, 201, CreditNote)


def asking_for_a_refund() -> Click:
    path = f"invoices/{InvoiceFactory(paid=True).pk}/credit/"
    body = {"net_pence": 500_00, "reason": "Agreed on the phone", "remedy": "refund"}
    return Click(path, body, {**body, "net_pence": 501_00}, 202, Approval)


def approving_a_refund() -> Click:
    asked = refunds.ask_on_invoice(
        InvoiceFactory(paid=True).pk,
        net_pence=500_00,
        reason="Agreed on the phone",
        by=UserFactory(role=Role.FINANCE),
        on=TODAY,
    )
    return Click(f"approvals/{asked.pk}/approve/", {}, {"reason": "Yes"}, 200, Refund)


def settling_a_rebate() -> Click:
    path = f"rebates/{RebateFactory().pk}/confirm/"
    settled = Q(state="confirmed")
    return Click(path, {"remedy": "offset"}, {"remedy": "credit"}, 200, Rebate, settled)


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param(issuing, marks=pytest.mark.smoke),
        paying_a_part,
        logging_a_hire,
        crediting_a_part,
        asking_for_a_refund,
        approving_a_refund,
        settling_a_rebate,
    ],
)
def test_one_key_has_one_effect_and_one_answer_however_often_it_comes(
    situation: Callable[[], Click], program_of, on_day
):
    on_day(TODAY)
    click = situation()
    program = program_of(UserFactory(role=click.role))
    made_before = click.makes.objects.filter(click.which).count()

    def send(body: dict[str, Any]) -> tuple[int, bytes]:
        headers = {"Idempotency-Key": "made when the form was shown"}
        answer = program().post(f"/api/v1/{click.path}", body, format="json", headers=headers)
        return answer.status_code, answer.content

    [answer] = set(at_once([lambda: send(click.body)] * 20))

    assert answer[0] == click.status, answer
    assert send(click.body) == answer  # an hour later, by the back button
    assert send(click.other)[0] == 422
    assert click.makes.objects.filter(click.which).count() == made_before + 1
