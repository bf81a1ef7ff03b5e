"""Hires through the API: told by their introduction, or without one and why."""

from datetime import date

import pytest

from billing.models import Fee, Invoice
from placements.models import Hire
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

HIRES = "/api/v1/hires/"
FACTS = {"start_on": "2018-09-03", "salary_pence": 3_200_000, "agreed_on": "2018-08-01"}


def log_hire(api, **changes):
    return api.post(HIRES, {**FACTS, **changes}, format="json")


def faults(answer) -> list[str]:
    assert answer.status_code == 400, answer.content
    return [fault["attr"] for fault in answer.json()["errors"]]


def test_the_introduction_says_who_was_hired_by_whom(staff_api):
    introduction = IntroductionFactory(sent=True)
    answer = log_hire(staff_api, introduction=introduction.pk).json()

    assert (answer["graduate"], answer["employer"]) == (
        introduction.graduate_id,
        introduction.employer_id,
    )
    assert (answer["state"], answer["fee_due"], answer["fee"]) == ("agreed", True, None)


def test_without_an_introduction_there_is_a_reason_and_no_fee(staff_api):
    pair = {"graduate": GraduateFactory().pk, "employer": EmployerFactory().pk}
    answer = log_hire(staff_api, **pair, no_introduction_reason="Met at a hackathon of ours")

    assert answer.status_code == 201
    assert answer.json()["fee_due"] is False


def test_a_hire_around_a_running_introduction_is_a_late_conversion(staff_api):
    sent = IntroductionFactory(sent=True)
    pair = {"graduate": sent.graduate_id, "employer": sent.employer_id}
    answer = log_hire(staff_api, **pair, no_introduction_reason="Applied by themselves").json()

    assert (answer["late_conversion_of"], answer["fee_due"]) == (sent.pk, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "graduate"),
        ({"salary_pence": 0}, "salary_pence"),
        ({"salary_pence": "3200000"}, "salary_pence"),
        ({"fte": 0.5}, "fte"),
        ({"fte": "0"}, "fte"),
        ({"fte": "0.12345"}, "fte"),
        ({"contract": "fixed_term"}, "months"),
        ({"contract": "permanent", "months": 6}, "months"),
        ({"start_on": "20180903"}, "start_on"),
        ({"no_introduction_reason": "Short"}, "no_introduction_reason"),
        ({"fee": 1}, "fee"),
        ({"state": "started"}, "state"),
    ],
)
def test_what_cannot_be_a_hire_is_named(staff_api, body, field):
    if field not in ("graduate", "no_introduction_reason"):
        body = {"introduction": IntroductionFactory(sent=True).pk, **body}
    elif body:
        body = {"graduate": GraduateFactory().pk, "employer": EmployerFactory().pk, **body}

    assert faults(log_hire(staff_api, **body)) == [field]
    assert not Hire.objects.exists()


def test_an_introduction_of_another_pair_is_refused(staff_api):
    sent = IntroductionFactory(sent=True)

    assert faults(log_hire(staff_api, introduction=sent.pk, graduate=GraduateFactory().pk)) == [
        "introduction"
    ]


def test_a_start_raises_the_fee_and_its_draft_invoice(staff_api):
    hire = HireFactory()
    answer = staff_api.post(f"{HIRES}{hire.pk}/start/", {}, format="json").json()

    fee = Fee.objects.get(hire=hire)
    assert (answer["state"], answer["fee"]) == ("started", fee.pk)
    assert Invoice.objects.get(fee=fee).state == "draft"


def test_the_same_start_twice_is_a_conflict_and_one_fee(staff_api):
    path = f"{HIRES}{HireFactory().pk}/start/"
    staff_api.post(path, {}, format="json")
    again = staff_api.post(path, {}, format="json")

    assert (again.status_code, again.json()["code"]) == (409, "hire_cannot_move")
    assert Fee.objects.count() == 1


def test_a_hire_ends_on_its_last_day_for_a_reason(staff_api):
    hire = HireFactory()
    staff_api.post(f"{HIRES}{hire.pk}/start/", {}, format="json")
    path = f"{HIRES}{hire.pk}/end/"

    early = {"last_day": "2018-09-02", "reason": "resigned"}
    assert faults(staff_api.post(path, early, format="json")) == ["last_day"]
    body = {"last_day": "2018-10-05", "reason": "resigned", "notified_on": "2018-09-28"}
    answer = staff_api.post(path, body, format="json").json()
    assert (answer["state"], answer["last_day"], answer["end_reason"]) == (
        "ended",
        "2018-10-05",
        "resigned",
    )


def test_a_hire_that_falls_through_earns_nothing(staff_api):
    path = f"{HIRES}{HireFactory().pk}/fall-through/"
    answer = staff_api.post(path, {"reason": "Another offer"}, format="json").json()

    assert (answer["state"], answer["fee"]) == ("fell_through", None)
    assert not Fee.objects.exists()


def test_hires_are_found_by_who_and_when(staff_api):
    hire = HireFactory()
    HireFactory(start_on=date(2019, 1, 7), introduction__sent_on=date(2018, 7, 3))

    for query in (
        f"graduate={hire.graduate_id}",
        "start_on_until=2018-12-31",
        f"cohort={hire.graduate.cohort.name}",
        f"search={hire.employer.name.split()[1]}",
    ):
        results = staff_api.get(f"{HIRES}?{query}").json()["results"]
        assert hire.pk in [row["id"] for row in results], query
