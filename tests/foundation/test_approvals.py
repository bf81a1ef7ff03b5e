"""Deeds that take two people: asked by one, done when another approves."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from foundation import approvals, history, people
from foundation.models import Approval
from tests.factories.employers import EmployerFactory

MONDAY, TUESDAY = date(2018, 9, 3), date(2018, 9, 4)
KIND = "paint_the_door"


@pytest.fixture
def done(monkeypatch) -> list[Approval]:
    """Approvals whose deed was done."""
    approved: list[Approval] = []
    monkeypatch.setitem(approvals._actions, KIND, approved.append)
    return approved


@pytest.fixture
def approval(staff, done) -> Approval:
    return approvals.ask(
        KIND, EmployerFactory(), by=staff, on=MONDAY, reason="It peels", colour="blue"
    )


def test_what_is_asked_waits_with_its_reason(approval, staff, done):
    assert (approval.state, approval.reason, approval.detail) == (
        "asked",
        "It peels",
        {"colour": "blue"},
    )
    assert (approval.asked_by, approval.asked_on, approval.decided_by) == (staff, MONDAY, None)
    assert done == []
    assert [entry.verb for entry in history.of(approval)] == ["asked"]


def test_a_second_person_approves_and_the_deed_is_done(approval, finance_officer, done):
    approved = approvals.approve(approval.pk, by=finance_officer, on=TUESDAY)

    assert done == [approval]
    assert (approved.state, approved.decided_by) == ("approved", finance_officer)
    assert approved.decided_on == TUESDAY
    entry = history.of(approval).last()
    assert (entry.verb, entry.from_state, entry.to_state) == ("approved", "asked", "approved")


def test_who_asked_cannot_approve(approval, staff, done):
    with pytest.raises(approvals.SamePerson) as refusal:
        approvals.approve(approval.pk, by=staff, on=TUESDAY)

    assert refusal.value.code == "asked_by_same_person"
    assert done == []
    approval.refresh_from_db()
    assert approval.state == "asked"


def test_who_asked_cannot_refuse_it_either(approval, staff):
    with pytest.raises(approvals.SamePerson):
        approvals.refuse(approval.pk, by=staff, on=TUESDAY, reason="Changed my mind")


def test_the_database_too_wants_two_people(approval, staff):
    same = Approval.objects.filter(pk=approval.pk)

    with pytest.raises(IntegrityError, match="approval_takes_two_people"), transaction.atomic():
        same.update(state="approved", decided_by=staff, decided_on=TUESDAY)


def test_a_refusal_says_why_and_changes_nothing_else(approval, finance_officer, done):
    refused = approvals.refuse(approval.pk, by=finance_officer, on=TUESDAY, reason="Blue is taken")

    assert (refused.state, refused.refusal_reason) == ("refused", "Blue is taken")
    assert done == []


@pytest.mark.parametrize("decide", [approvals.approve, approvals.refuse])
def test_a_decision_is_made_once(approval, finance_officer, admin, done, decide):
    approvals.approve(approval.pk, by=finance_officer, on=TUESDAY)
    reason = {"reason": "Too late"} if decide is approvals.refuse else {}

    with pytest.raises(approvals.AlreadyDecided) as refusal:
        decide(approval.pk, by=admin, on=TUESDAY, **reason)

    assert refusal.value.code == "already_decided"
    assert str(refusal.value) == "This was approved on 4 September 2018."
    assert done == [approval]


def test_the_same_is_asked_once_at_a_time(approval, staff):
    subject = EmployerFactory._meta.model.objects.get(pk=approval.subject_id)

    with pytest.raises(approvals.AlreadyWaiting) as refusal:
        approvals.ask(KIND, subject, by=staff, on=MONDAY, reason="It still peels")

    assert refusal.value.code == "already_asked"


def test_what_was_refused_may_be_asked_again(approval, staff, finance_officer):
    subject = EmployerFactory._meta.model.objects.get(pk=approval.subject_id)
    approvals.refuse(approval.pk, by=finance_officer, on=TUESDAY, reason="Not now")

    again = approvals.ask(KIND, subject, by=staff, on=TUESDAY, reason="It peels more")

    assert again.state == "asked"


def test_whom_the_asker_added_is_no_second_person_for_thirty_days(admin, done):
    puppet = people.add(
        email="p@example.org", full_name="Pat Puppet", role="finance", by=admin, on=MONDAY
    )
    request = approvals.ask(KIND, EmployerFactory(), by=admin, on=MONDAY, reason="It peels")

    with pytest.raises(approvals.LetInByAsker) as refusal:
        approvals.approve(request.pk, by=puppet, on=MONDAY + timedelta(days=29))

    assert refusal.value.code == "let_in_by_asker"
    assert done == []
    approvals.approve(request.pk, by=puppet, on=MONDAY + timedelta(days=30))
    assert done == [request]


def test_whom_the_asker_let_in_again_is_no_second_person(admin, finance_officer, done):
    people.revoke_access(finance_officer.pk, by=admin, on=MONDAY)
    people.grant_access(finance_officer.pk, by=admin, on=MONDAY)
    request = approvals.ask(KIND, EmployerFactory(), by=admin, on=TUESDAY, reason="It peels")

    with pytest.raises(approvals.LetInByAsker):
        approvals.approve(request.pk, by=finance_officer, on=TUESDAY)


def test_a_chain_of_new_accounts_is_no_second_person_either(admin, done):
    first = people.add(email="a@x.org", full_name="A", role="admin", by=admin, on=MONDAY)
    second = people.add(email="b@x.org", full_name="B", role="admin", by=first, on=MONDAY)
    request = approvals.ask(KIND, EmployerFactory(), by=admin, on=MONDAY, reason="It peels")

    with pytest.raises(approvals.LetInByAsker):
        approvals.approve(request.pk, by=second, on=TUESDAY)


def test_whom_somebody_else_added_may_approve_and_a_new_account_may_ask(admin, staff, done):
    new = people.add(email="n@example.org", full_name="N", role="finance", by=admin, on=MONDAY)
    request = approvals.ask(KIND, EmployerFactory(), by=staff, on=MONDAY, reason="It peels")
    other = approvals.ask(KIND, EmployerFactory(), by=new, on=MONDAY, reason="It peels")

    approvals.approve(request.pk, by=new, on=TUESDAY)
    approvals.approve(other.pk, by=admin, on=TUESDAY)

    assert done == [request, other]


def test_what_the_deed_refuses_goes_on_waiting(approval, finance_officer, monkeypatch):
    def refuse(_approval: Approval) -> None:
        raise approvals.AlreadyWaiting("Not this way.")

    monkeypatch.setitem(approvals._actions, KIND, refuse)

    with pytest.raises(approvals.AlreadyWaiting):
        approvals.approve(approval.pk, by=finance_officer, on=TUESDAY)

    approval.refresh_from_db()
    assert (approval.state, approval.decided_by) == ("asked", None)
    assert history.of(approval).count() == 1


def test_fees_have_registered_their_deeds():
    assert {"fee_override", "fee_waiver"} <= set(approvals._actions)
