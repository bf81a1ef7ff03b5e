"""Introductions through the API: each refusal by its code, each move one call."""

import pytest

from employers.models import Terms
from placements.models import Introduction
from tests.factories.employers import ContactFactory, EmployerFactory, HiringRequestFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

INTRODUCTIONS = "/api/v1/introductions/"
DAY = "2018-07-02"


def send(api, introduction: Introduction):
    return api.post(f"{INTRODUCTIONS}{introduction.pk}/send/", {"on": DAY}, format="json")


def ready(**changed) -> Introduction:
    """Return a draft that could be sent, but for what is changed."""
    sent = IntroductionFactory(sent=True)  # brings accepted terms
    return IntroductionFactory(employer=sent.employer, **changed)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda draft: Terms.objects.filter(employer=draft.employer).delete(), "terms_not_agreed"),
        (lambda draft: change(draft.employer, on_stop=True), "employer_on_stop"),
        (lambda draft: change(draft.graduate, visibility="hidden"), "graduate_not_published"),
        (lambda draft: change(draft, willing_on=None), "not_willing"),
        (lambda draft: change(draft.graduate, identity_seen_on=None), "identity_not_seen"),
        (lambda draft: change(draft.hiring_request, state="closed"), "request_closed"),
    ],
)
def test_before_sending_each_condition_has_its_own_refusal(staff_api, spoil, code):
    draft = IntroductionFactory() if code == "terms_not_agreed" else ready()
    spoil(draft)
    answer = send(staff_api, draft)

    assert answer.status_code == 409
    assert answer.json()["code"] == code
    assert set(answer.json()) == {"code", "detail"}
    assert Introduction.objects.get(pk=draft.pk).state == "draft"


def change(thing, **values) -> None:
    type(thing).objects.filter(pk=thing.pk).update(**values)


def test_a_sent_introduction_says_until_when_a_hire_owes_the_fee(staff_api, staff):
    told = send(staff_api, ready()).json()

    assert (told["state"], told["sent_on"], told["valid_until"]) == ("sent", DAY, "2019-07-02")
    assert told["history"][-1] == {
        "at": told["history"][-1]["at"],
        "on": DAY,
        "verb": "sent",
        "by": staff.full_name,
        "from_state": "draft",
        "to_state": "sent",
    }


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (["interview"], "interviewing"),
        (["offer"], "offered"),
        (["interview", "offer"], "offered"),
        (["decline"], "declined"),
        (["withdraw"], "withdrawn"),
        (["withdraw", "reopen"], "sent"),
    ],
)
def test_each_move_is_one_call(staff_api, moves, state):
    introduction = IntroductionFactory(sent=True)
    for move in moves:
        body = {"on": "2018-07-10"} | ({"reason": "Too junior"} if move == "decline" else {})
        path = f"{INTRODUCTIONS}{introduction.pk}/{move}/"
        answer = staff_api.post(path, body, format="json")

    assert (answer.status_code, answer.json()["state"]) == (200, state)


def test_declining_needs_a_reason(staff_api):
    introduction = IntroductionFactory(sent=True)
    answer = staff_api.post(f"{INTRODUCTIONS}{introduction.pk}/decline/", {}, format="json")

    assert answer.json()["errors"][0]["attr"] == "reason"


def test_the_same_pair_and_role_are_proposed_once(staff_api):
    draft = IntroductionFactory()
    body = {
        "graduate": draft.graduate_id,
        "employer": draft.employer_id,
        "hiring_request": draft.hiring_request_id,
    }
    answer = staff_api.post(INTRODUCTIONS, body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_introduced")


@pytest.mark.parametrize("field", ["hiring_request", "contact"])
def test_the_role_and_the_contact_are_the_employer_s(staff_api, field):
    foreign = {"hiring_request": HiringRequestFactory, "contact": ContactFactory}[field]()
    body = {"graduate": GraduateFactory().pk, "employer": EmployerFactory().pk, field: foreign.pk}
    answer = staff_api.post(INTRODUCTIONS, body, format="json")
    assert [fault["attr"] for fault in answer.json()["errors"]] == [field]

    draft = IntroductionFactory()
    answer = staff_api.patch(f"{INTRODUCTIONS}{draft.pk}/", {field: foreign.pk}, format="json")
    assert [fault["attr"] for fault in answer.json()["errors"]] == [field]


def test_whom_it_introduces_stays(staff_api):
    draft = IntroductionFactory()
    body = {"graduate": GraduateFactory().pk, "willing_on": "2018-06-30"}
    answer = staff_api.patch(f"{INTRODUCTIONS}{draft.pk}/", body, format="json")

    assert [fault["attr"] for fault in answer.json()["errors"]] == ["graduate"]


def test_what_was_sent_is_evidence(staff_api):
    introduction = IntroductionFactory(sent=True)
    path = f"{INTRODUCTIONS}{introduction.pk}/"
    answer = staff_api.patch(path, {"willing_on": "2018-01-01"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "introduction_sent_is_evidence")
