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


def change(record, **values) -> None:
    type(record).objects.filter(pk=record.pk).update(**values)


def test_a_sent_introduction_says_until_when_a_hire_owes_the_fee(staff_api, staff):
    answer = send(staff_api, ready()).json()

    assert (answer["state"], answer["sent_on"], answer["valid_until"]) == (
        "sent",
        DAY,
        "2019-07-02",
    )
    assert answer["history"][-1] == {
        "at": answer["history"][-1]["at"],
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


# When they meet


def arrange(api, introduction: Introduction, at: object, **more):
    path = f"{INTRODUCTIONS}{introduction.pk}/arrange-interview/"
    return api.post(path, {"at": at, "on": "2018-07-10", **more}, format="json")


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        # Without an offset it is by the clocks in London, which are an hour ahead in summer.
        ("2018-07-16T14:00", "2018-07-16T13:00:00Z"),
        ("2018-12-03T14:00:30", "2018-12-03T14:00:30Z"),
        ("2018-07-16T14:00Z", "2018-07-16T14:00:00Z"),
        ("2018-07-16T14:00:00+02:00", "2018-07-16T12:00:00Z"),
        # The hour that comes twice, told apart by its offset.
        ("2018-10-28T01:30+01:00", "2018-10-28T00:30:00Z"),
        ("2018-10-28T01:30+00:00", "2018-10-28T01:30:00Z"),
    ],
)
def test_an_interview_is_arranged_and_told_in_utc(staff_api, at, moment):
    answer = arrange(staff_api, IntroductionFactory(sent=True), at)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["interview_at"]) == ("interviewing", moment)
    assert answer.json()["history"][-1]["verb"] == "interview arranged"


@pytest.mark.parametrize(
    "at",
    [
        *(None, "", 1531746000, True, ["2018-07-16T14:00"], "16/07/2018 14:00", "2018-07-16"),
        *("2018-07-16 14:00", "2018-02-30T14:00", "2018-07-16T25:00", "20180716T1400"),
        *("1818-07-16T14:00", "2818-07-16T14:00", "2018-07-16T14:00+99:00"),
        *(
            "2019-03-31T01:30",
            "2018-10-28T01:30",
            "2018-07-01T14:00",
            "٢٠١٨-07-16T14:00",
            "2018-07-16T14:00\n",
        ),
    ],
)
def test_a_moment_that_cannot_be_is_refused_by_its_field(staff_api, at):
    sent = IntroductionFactory(sent=True)

    answer = arrange(staff_api, sent, at)

    assert answer.status_code == 400
    assert [fault["attr"] for fault in answer.json()["errors"]] == ["at"]
    sent.refresh_from_db()
    assert (sent.state, sent.interview_at) == ("sent", None)


def test_the_date_is_not_edited_past_its_deed(staff_api):
    path = f"{INTRODUCTIONS}{IntroductionFactory(sent=True).pk}/"

    answer = staff_api.patch(path, {"interview_at": "2018-07-16T14:00Z"}, format="json")

    assert answer.status_code == 400


def test_an_interview_is_called_off_once(staff_api):
    sent = IntroductionFactory(sent=True)
    arrange(staff_api, sent, "2018-07-16T14:00")
    path = f"{INTRODUCTIONS}{sent.pk}/call-off-interview/"

    first, again = (staff_api.post(path, {"on": "2018-07-11"}, format="json") for _ in range(2))

    assert (first.status_code, first.json()["interview_at"]) == (200, None)
    assert (again.status_code, again.json()["code"]) == (409, "no_interview")


def test_what_has_moved_on_has_no_interview_arranged(staff_api):
    answer = arrange(staff_api, IntroductionFactory(declined=True), "2018-07-16T14:00")

    assert (answer.status_code, answer.json()["code"]) == (409, "introduction_cannot_move")
