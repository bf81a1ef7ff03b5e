"""Two of the staff log the same hire at the same moment: there is one, and the other hears why."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from foundation.accounts.choices import Role
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import introductions
from placements.models import Hire, Introduction
from tests.factories.accounts import UserFactory
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

from .crowd import at_once, codes
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


def test_a_person_is_introduced_once_to_a_role_however_many_propose_it(program_of, on_day):
    on_day(DAY)
    programs = [program_of(one)() for one in UserFactory.create_batch(4, role=Role.STAFF)]
    employer = TermsFactory().employer
    for graduate in GraduateFactory.create_batch(20, ready=True):
        body = {"graduate": graduate.pk, "employer": employer.pk, "willing_on": "2018-09-03"}
        path = "/api/v1/introductions/"
        answers = at_once([partial(one.post, path, body, format="json") for one in programs])

        assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
        assert {one.json()["code"] for one in answers if one.status_code == 409} == {
            "already_introduced"
        }


def test_a_hire_is_logged_while_somebody_declines_the_persons_other_introduction(staff):
    for _ in range(ROUNDS):
        offer = IntroductionFactory(offered=True)
        other = IntroductionFactory(sent=True, graduate=offer.graduate)
        told = Engagement(
            graduate=offer.graduate,
            employer=offer.employer,
            introduction=offer,
            start_on=DAY,
            agreed_on=DAY,
            salary_pence=32_000_00,
        )
        agreed, declined = at_once(
            [
                partial(hires.agree, told, by=staff, on=DAY),
                partial(introductions.decline, other.pk, reason="Full", by=staff, on=DAY),
            ]
        )

        other.refresh_from_db()
        assert codes([agreed]) == ["done"]
        assert (codes([declined]), other.state) in [
            (["done"], "declined"),
            (["introduction_cannot_move"], "obsolete"),
        ]


def test_one_introduction_makes_one_late_conversion_when_two_hires_start_early(staff):
    for _ in range(20):
        sent = IntroductionFactory(sent=True)  # on 2 July 2018, for twelve months
        late = [
            hires.agree(
                Engagement(
                    graduate=sent.graduate,
                    employer=sent.employer,
                    no_introduction_reason="They met at a conference.",
                    start_on=date(2019, 8, day),
                    agreed_on=DAY,
                    salary_pence=32_000_00,
                ),
                by=staff,
                on=DAY,
            )
            for day in (1, 2)
        ]
        days = [date(2018, 10, 1), date(2018, 10, 8)]
        became = at_once(
            [
                partial(hires.start, one.pk, by=staff, on=day)
                for one, day in zip(late, days, strict=True)
            ]
        )

        assert sorted(one.fee_due for one in became) == [False, True]
