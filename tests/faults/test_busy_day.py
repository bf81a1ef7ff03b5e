"""A busy day: sixteen people do whatever comes to mind to the same few fees."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db.models import QuerySet

from billing.models import Fee, Invoice, Rebate
from foundation.accounts.choices import Role
from foundation.models import Approval
from placements.models import Hire
from tests.factories.accounts import UserFactory
from tests.factories.billing import FeeFactory

from .crowd import at_once

pytestmark = pytest.mark.postgres
TODAY = date(2018, 10, 19)
PEOPLE, DEEDS, FEES = 16, 25, 6


def test_sixteen_people_at_once_meet_refusals_and_no_error(program_of, on_day):
    on_day(TODAY)
    FeeFactory.create_batch(
        FEES, protected=True, hire__introduction__terms__in_three_instalments=True
    )
    programs = [program_of(one)() for one in UserFactory.create_batch(PEOPLE, role=Role.ADMIN)]

    def work(seed: int) -> Counter[Any]:
        chance, answers = Random(seed), Counter()
        for _ in range(DEEDS):
            path, body = anything(chance)
            answer = programs[seed].post(f"/api/v1/{path}", body, format="json")
            answers[answer.status_code, answer.json().get("code")] += 1
        return answers

    answers = sum(at_once([lambda seed=seed: work(seed) for seed in range(PEOPLE)]), Counter())

    assert {status for status, _code in answers} <= {200, 201, 202, 404, 409}, answers
    assert not [code for _status, code in answers if code == "busy"], answers  # a deadlock
    # Chance may waive every fee early and leave little to do: enough that each did something.
    assert sum(answers[code, None] for code in (200, 201, 202)) > PEOPLE, answers


def anything(chance: Random) -> tuple[str, dict[str, Any]]:
    """Return a request on one of the things that are there, sensible or not."""
    pence = chance.choice([1, 99_99, 480_00, 1_440_00])
    remedy = {"remedy": chance.choice(["offset", "credit", "refund"])}
    why = {"reason": "Agreed on the phone"}
    payment = {"amount_pence": pence, "received_on": "2018-10-19", "method": "cheque"}
    invoice, fee = pick(chance, Invoice.objects.all()), pick(chance, Fee.objects.all())
    approval = pick(chance, Approval.objects.filter(state="asked"))
    return chance.choice(
        [
            (f"invoices/{invoice}/issue/", {}),
            (f"invoices/{invoice}/issue/", {}),
            (f"invoices/{invoice}/void/", {}),
            (f"invoices/{invoice}/credit/", {"net_pence": pence, **why, **remedy}),
            ("payments/", {"invoice": invoice, **payment}),
            ("payments/", {"invoice": invoice, **payment}),
            (f"fees/{fee}/waive/", why),
            (f"fees/{fee}/override/", {"net_pence": pence * 3, **why}),
            (f"approvals/{approval}/approve/", {}),
            (f"approvals/{approval}/approve/", {}),
            (f"approvals/{approval}/refuse/", why),
            (f"hires/{pick(chance, Hire.objects.all())}/end/", {"last_day": "2018-10-12", **why}),
            (f"rebates/{pick(chance, Rebate.objects.all())}/confirm/", remedy),
        ]
    )


def pick(chance: Random, rows: QuerySet[Any]) -> int:
    """Return the id of one of the rows, or one that is nobody's."""
    return chance.choice([*rows.order_by("pk").values_list("pk", flat=True)] or [10**9])
