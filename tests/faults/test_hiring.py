"""Two of the staff log the same hire at the same moment: there is one, and the other hears why."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from placements.models import Hire, Introduction
from project.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

from .crowd import at_once
from .desk import DAY

pytestmark = pytest.mark.postgres
ROUNDS = 50
TOLD = {"start_on": "2018-09-03", "agreed_on": "2018-08-01", "salary_pence": 32_000_00}
Log = Callable[..., Counter[Any]]


@pytest.fixture
def log(program_of, on_day) -> Log:
    """Return what has each body logged by somebody else at once, and counts the answers."""
    on_day(DAY)
    programs = [program_of(one)() for one in UserFactory.create_batch(2, role=Role.STAFF)]

    def logged(*bodies: dict[str, Any]) -> Counter[Any]:
        pairs = zip(programs, bodies, strict=True)
        jobs = [partial(one.post, "/api/v1/hires/", body, format="json") for one, body in pairs]
        return Counter((one.status_code, one.json().get("code")) for one in at_once(jobs))

    return logged


def test_the_same_hire_out_of_an_offer_is_logged_once_50_times(log: Log):
    offers = IntroductionFactory.create_batch(ROUNDS, offered=True, employer=EmployerFactory())
    for offer in offers:
        body = {**TOLD, "introduction": offer.pk}

        assert log(body, body) == {(201, None): 1, (409, "already_hired"): 1}

    assert Hire.objects.count() == ROUNDS
    assert set(Introduction.objects.values_list("state", flat=True)) == {"hired"}


def test_the_same_hire_without_an_introduction_is_logged_once_50_times(log: Log):
    employer, why = EmployerFactory(), "They met at a conference."
    for graduate in GraduateFactory.create_batch(ROUNDS):
        body = {**TOLD, "graduate": graduate.pk, "employer": employer.pk}
        body["no_introduction_reason"] = why

        assert log(body, body) == {(201, None): 1, (409, "already_hired"): 1}

    assert Hire.objects.count() == ROUNDS


def test_one_introduction_leads_to_one_hire_whatever_days_the_two_heard_of(log: Log):
    offers = IntroductionFactory.create_batch(ROUNDS, offered=True, employer=EmployerFactory())
    for offer in offers:
        body = {**TOLD, "introduction": offer.pk}

        became = log(body, {**body, "start_on": "2018-09-10"})

        assert became == {(201, None): 1, (409, "not_introduced"): 1}
    assert Hire.objects.count() == ROUNDS


def test_a_hire_starts_once_and_raises_one_fee_however_many_say_so(program_of, on_day):
    on_day(DAY)
    programs = [program_of(one)() for one in UserFactory.create_batch(8, role=Role.STAFF)]
    for hire in HireFactory.create_batch(10):
        path = f"/api/v1/hires/{hire.pk}/start/"
        answers = at_once([partial(one.post, path) for one in programs])

        became = Counter((one.status_code, one.json().get("code")) for one in answers)
        assert became == {(200, None): 1, (409, "hire_cannot_move"): 7}
        assert hire.fees.count() == 1
