"""Willingness: an employer asks to meet, the graduate answers for themselves, the office sends."""

from datetime import date

import pytest

from foundation import history
from foundation.errors import BadValue
from placements.domain.introductions import introduction_checks as checks
from placements.domain.introductions import introductions, willingness
from placements.domain.people import graduates
from placements.models import Introduction
from tests.factories.employers import ContactFactory, HiringRequestFactory, TermsFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

REQUESTED, ANSWERED, SENT = date(2018, 6, 28), date(2018, 6, 29), date(2018, 7, 2)


@pytest.fixture
def draft(db) -> Introduction:
    return IntroductionFactory(asked_for=True)


@pytest.fixture
def contact(db):
    return ContactFactory(employer=TermsFactory().employer, signs_in=True)


def test_an_employer_who_asks_to_meet_makes_a_draft_that_waits_for_the_graduate(contact):
    graduate = GraduateFactory(published=True)

    draft = willingness.ask_to_meet(graduate, contact, by=contact.user, on=REQUESTED)

    assert (draft.state, draft.willing_on, draft.sent_on) == ("draft", None, None)
    assert (draft.asked_by, draft.asked_on, draft.contact) == (contact, REQUESTED, contact)
    assert list(Introduction.objects.awaiting_answer()) == [draft]
    assert [entry.verb for entry in history.of(draft)] == ["asked to meet"]


def test_what_is_asked_for_is_the_employers_to_follow_and_of_no_other(contact):
    other = ContactFactory(signs_in=True)
    draft = willingness.ask_to_meet(
        GraduateFactory(published=True), contact, by=contact.user, on=REQUESTED
    )

    assert list(Introduction.objects.requested_by(contact.user)) == [draft]
    assert not Introduction.objects.requested_by(other.user).exists()
    assert not Introduction.objects.visible_to(contact.user).exists()


def test_a_yes_is_the_day_they_agreed_and_the_office_may_send_it(draft, staff):
    willing = willingness.agree_to_meet(draft.pk, by=staff, on=ANSWERED)

    assert (willing.willing_on, willing.state) == (ANSWERED, "draft")
    assert not Introduction.objects.awaiting_answer().exists()
    assert introductions.send(draft.pk, by=staff, on=SENT).sent_on == SENT


def test_without_an_answer_it_is_not_sent(draft, staff):
    with pytest.raises(checks.NotWilling):
        introductions.send(draft.pk, by=staff, on=SENT)


def test_a_no_withdraws_it_and_keeps_the_reason(draft, staff):
    declined = willingness.decline_to_meet(draft.pk, by=staff, on=ANSWERED, reason="Too far")

    assert (declined.state, declined.reason, declined.moved_on) == (
        "withdrawn",
        "Too far",
        ANSWERED,
    )


def test_a_no_needs_no_reason(draft, staff):
    declined = willingness.decline_to_meet(draft.pk, by=staff, on=ANSWERED)

    assert declined.reason == "The graduate said no to this position."


@pytest.mark.parametrize("answer", [willingness.agree_to_meet, willingness.decline_to_meet])
@pytest.mark.parametrize("before", [willingness.agree_to_meet, willingness.decline_to_meet])
def test_a_position_is_answered_once(draft, staff, before, answer):
    before(draft.pk, by=staff, on=ANSWERED)

    with pytest.raises(willingness.AlreadyAnswered):
        answer(draft.pk, by=staff, on=SENT)


def test_one_that_was_sent_waits_for_no_answer(staff):
    with pytest.raises(willingness.AlreadyAnswered, match="yes, on 29 June 2018"):
        willingness.agree_to_meet(IntroductionFactory(sent=True).pk, by=staff, on=SENT)


def test_a_draft_of_the_office_waits_for_the_graduate_as_well(staff):
    draft = IntroductionFactory(willing_on=None)

    assert list(Introduction.objects.awaiting_answer()) == [draft]
    assert willingness.agree_to_meet(draft.pk, by=staff, on=ANSWERED).willing_on == ANSWERED


def test_nobody_asks_without_accepted_terms(db):
    contact = ContactFactory(signs_in=True)

    with pytest.raises(checks.TermsNotAgreed):
        willingness.ask_to_meet(
            GraduateFactory(published=True), contact, by=contact.user, on=REQUESTED
        )


def test_nobody_asks_while_on_stop(contact):
    contact.employer.on_stop = True
    contact.employer.save()

    with pytest.raises(checks.EmployerOnStop):
        willingness.ask_to_meet(
            GraduateFactory(published=True), contact, by=contact.user, on=REQUESTED
        )


def test_nobody_asks_for_somebody_who_is_hidden_and_learns_no_name(contact):
    graduate = GraduateFactory(hidden=True, full_name="Zebedee Canary")

    with pytest.raises(checks.GraduateNotPublished) as refused:
        willingness.ask_to_meet(graduate, contact, by=contact.user, on=REQUESTED)

    assert "Zebedee" not in str(refused.value)


def test_nobody_asks_twice_and_learns_no_name(contact):
    graduate = GraduateFactory(published=True, full_name="Zebedee Canary")
    willingness.ask_to_meet(graduate, contact, by=contact.user, on=REQUESTED)

    with pytest.raises(checks.AlreadyIntroduced) as refused:
        willingness.ask_to_meet(graduate, contact, by=contact.user, on=ANSWERED)

    assert "Zebedee" not in str(refused.value)


def test_nobody_asks_for_a_closed_role_or_one_of_another_employer(contact):
    graduate = GraduateFactory(published=True)
    closed = HiringRequestFactory(employer=contact.employer, closed=True)

    with pytest.raises(checks.RequestClosed):
        willingness.ask_to_meet(
            graduate, contact, hiring_request=closed, by=contact.user, on=REQUESTED
        )
    with pytest.raises(BadValue, match="does not belong to"):
        willingness.ask_to_meet(
            graduate, contact, hiring_request=HiringRequestFactory(), by=contact.user, on=REQUESTED
        )


def test_who_withdraws_the_consent_meanwhile_is_not_sent(draft, staff):
    willingness.agree_to_meet(draft.pk, by=staff, on=ANSWERED)
    graduates.hide(draft.graduate_id, by=staff, on=ANSWERED)

    with pytest.raises(checks.GraduateNotPublished):
        introductions.send(draft.pk, by=staff, on=SENT)
