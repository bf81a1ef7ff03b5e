"""Introductions: every arrow of the state diagram and no other, and what must hold before."""

from datetime import date
from functools import partial

import pytest

from employers.domain import hiring_requests
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from foundation import history
from foundation.errors import BadValue
from foundation.models import OutboxRow
from placements.domain.introductions import introduction_checks as checks
from placements.domain.introductions import introductions
from placements.domain.people import graduates
from placements.models import Introduction
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    HiringRequestFactory,
    TermsFactory,
)
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

WILLING, SENT, LATER = date(2018, 6, 29), date(2018, 7, 2), date(2018, 10, 1)

STATES = {
    "draft": IntroductionFactory,
    "sent": partial(IntroductionFactory, sent=True),
    "interviewing": partial(IntroductionFactory, interviewing=True),
    "offered": partial(IntroductionFactory, offered=True),
    "hired": lambda: Introduction.objects.get(pk=HireFactory().introduction_id),
    "declined": partial(IntroductionFactory, declined=True),
    "withdrawn": partial(IntroductionFactory, withdrawn=True),
    "lapsed": partial(IntroductionFactory, lapsed=True),
    "obsolete": partial(IntroductionFactory, sent=True, move=introductions.make_obsolete),
}
# Each move: the verb, the states it starts from, and where it leads.
MOVES = {
    "send": (introductions.send, ["draft"], "sent"),
    "interview": (introductions.interview, ["sent"], "interviewing"),
    "offer": (introductions.offer, ["sent", "interviewing"], "offered"),
    "decline": (
        partial(introductions.decline, reason="Wants more experience"),
        ["sent", "interviewing", "offered"],
        "declined",
    ),
    "withdraw": (
        introductions.withdraw,
        ["draft", "sent", "interviewing", "offered"],
        "withdrawn",
    ),
    "lapse": (introductions.lapse, ["sent", "interviewing", "offered"], "lapsed"),
    "make_obsolete": (
        introductions.make_obsolete,
        ["draft", "sent", "interviewing", "offered"],
        "obsolete",
    ),
    "reopen": (introductions.reopen, ["declined", "withdrawn", "lapsed", "obsolete"], "sent"),
}
ARROWS = [(state, move) for move, (_, starts, _) in MOVES.items() for state in starts]
NO_ARROWS = [(state, move) for move in MOVES for state in STATES if (state, move) not in ARROWS]


@pytest.fixture
def draft(db) -> Introduction:
    """A draft that lacks nothing, to an employer whose terms hold."""
    employer = TermsFactory().employer
    return IntroductionFactory(employer=employer)


@pytest.mark.parametrize(("state", "move"), ARROWS)
def test_the_state_diagram_has_this_arrow(staff, state, move):
    introduction = STATES[state]()
    if introduction.terms is None:
        TermsFactory(employer=introduction.employer)
    verb, _, to = MOVES[move]

    moved = verb(introduction.pk, by=staff, on=LATER)

    introduction.refresh_from_db()
    assert moved.state == introduction.state == to
    assert introduction.moved_on == LATER
    entry = history.of(introduction).last()
    assert (entry.from_state, entry.to_state) == (state, to)
    assert (entry.by, entry.on) == (staff, LATER)


@pytest.mark.parametrize(("state", "move"), NO_ARROWS)
def test_the_state_diagram_has_no_such_arrow(staff, state, move):
    introduction = STATES[state]()
    events = history.of(introduction).count()

    with pytest.raises(introductions.CannotMove) as refusal:
        MOVES[move][0](introduction.pk, by=staff, on=LATER)

    assert refusal.value.code == "introduction_cannot_move"
    introduction.refresh_from_db()
    assert introduction.state == state
    assert history.of(introduction).count() == events


def test_every_move_is_tried_from_every_state():
    assert len(ARROWS) + len(NO_ARROWS) == len(MOVES) * len(STATES) == 72


# Proposing


def test_a_proposal_is_a_draft_nobody_was_told_about(staff):
    person, role = GraduateFactory(), HiringRequestFactory()
    contact = ContactFactory(employer=role.employer)

    draft = introductions.propose(
        person, role.employer, by=staff, on=SENT, hiring_request=role, contact=contact
    )

    draft.refresh_from_db()
    assert (draft.state, draft.sent_on, draft.valid_until, draft.terms) == (
        "draft",
        None,
        None,
        None,
    )
    assert (draft.hiring_request, draft.contact, draft.willing_on) == (role, contact, None)
    assert [entry.verb for entry in history.of(draft)] == ["drafted"]


@pytest.mark.parametrize(
    ("field", "made"), [("hiring_request", HiringRequestFactory), ("contact", ContactFactory)]
)
def test_a_role_and_a_contact_are_of_the_employer(staff, employer, field, made):
    with pytest.raises(BadValue) as fault:
        introductions.propose(GraduateFactory(), employer, by=staff, on=SENT, **{field: made()})

    assert fault.value.field == field


@pytest.mark.parametrize("state", ["filled", "closed"])
def test_nobody_is_proposed_for_a_role_that_looks_for_nobody(staff, state):
    role = HiringRequestFactory(**{state: True})

    with pytest.raises(checks.RequestClosed) as refusal:
        introductions.propose(
            GraduateFactory(), role.employer, by=staff, on=SENT, hiring_request=role
        )

    assert refusal.value.code == "request_closed"


@pytest.mark.parametrize("state", ["draft", "sent", "interviewing", "offered"])
def test_a_pair_has_one_live_introduction_for_a_role(staff, state):
    live = STATES[state]()

    with pytest.raises(checks.AlreadyIntroduced) as refusal:
        introductions.propose(
            live.graduate, live.employer, by=staff, on=LATER, hiring_request=live.hiring_request
        )

    assert refusal.value.code == "already_introduced"


def test_a_pair_has_one_live_introduction_without_a_role(staff, draft):
    introductions.propose(draft.graduate, draft.employer, by=staff, on=SENT)

    with pytest.raises(checks.AlreadyIntroduced):
        introductions.propose(draft.graduate, draft.employer, by=staff, on=SENT)


def test_a_pair_may_meet_for_another_role_or_again_after_the_first_ended(staff):
    declined = IntroductionFactory(declined=True)
    pair = declined.graduate, declined.employer

    again = introductions.propose(*pair, by=staff, on=LATER, hiring_request=declined.hiring_request)
    other = introductions.propose(
        *pair, by=staff, on=LATER, hiring_request=HiringRequestFactory(employer=pair[1])
    )

    assert (again.state, other.state) == ("draft", "draft")


# Sending


def test_sending_starts_the_introduction_period_under_the_terms_in_force(staff, draft):
    sent = introductions.send(draft.pk, by=staff, on=SENT)

    sent.refresh_from_db()
    assert sent.terms == draft.employer.terms.get()
    assert (sent.sent_on, sent.valid_until) == (date(2018, 7, 2), date(2019, 7, 2))
    entry = history.of(draft).last()
    assert (entry.verb, entry.from_state, entry.to_state) == ("sent", "draft", "sent")
    assert entry.detail == {"terms": sent.terms_id}


@pytest.mark.parametrize(
    ("sent_on", "months", "last"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2018, 12, 31), 1, date(2019, 1, 31)),
    ],
)
def test_the_last_day_of_a_period_is_the_corresponding_one(staff, sent_on, months, last):
    employer = TermsFactory(introduction_months=months).employer
    draft = IntroductionFactory(employer=employer)

    assert introductions.send(draft.pk, by=staff, on=sent_on).valid_until == last


def test_the_terms_are_those_of_the_day_it_is_sent_whatever_is_agreed_later(staff, draft):
    old = draft.employer.terms.get()
    sent = introductions.send(draft.pk, by=staff, on=SENT)

    terms_of_business.supersede(
        draft.employer_id,
        FeeTerms.parse({"fee_basis": "percentage", "rate": "0.2", "introduction_months": 6}),
        effective_from=date(2018, 7, 3),
        by=staff,
        on=LATER,
        evidence=terms_of_business.Evidence(LATER, "The director", "email"),
    )
    offered = introductions.offer(draft.pk, by=staff, on=LATER)

    assert sent.terms == offered.terms == old
    assert offered.valid_until == date(2019, 7, 2)


def without_terms(draft: Introduction) -> None:
    draft.employer.terms.all().delete()


def with_proposed_terms(draft: Introduction) -> None:
    without_terms(draft)
    TermsFactory(employer=draft.employer, proposed=True)


def with_terms_accepted_later(draft: Introduction) -> None:
    draft.employer.terms.update(accepted_on=date(2018, 7, 3))


def with_terms_that_ended(draft: Introduction) -> None:
    draft.employer.terms.update(effective_to=date(2018, 7, 1))


def put_on_stop(draft: Introduction) -> None:
    draft.employer.on_stop = True
    draft.employer.save()


def make_private(draft: Introduction) -> None:
    draft.graduate.visibility = "private"
    draft.graduate.save()


def hide(draft: Introduction) -> None:
    graduates.hide(draft.graduate_id, by=None, on=SENT)


def unanswered(draft: Introduction) -> None:
    Introduction.objects.filter(pk=draft.pk).update(willing_on=None)


def answered_later(draft: Introduction) -> None:
    Introduction.objects.filter(pk=draft.pk).update(willing_on=date(2018, 7, 3))


def identity_unseen(draft: Introduction) -> None:
    draft.graduate.identity_seen_on = None
    draft.graduate.save()


def identity_seen_later(draft: Introduction) -> None:
    draft.graduate.identity_seen_on = date(2018, 7, 3)
    draft.graduate.save()


def close_the_role(draft: Introduction) -> None:
    hiring_requests.close(draft.hiring_request_id, by=None, on=SENT)


def fill_the_role(draft: Introduction) -> None:
    hiring_requests.fill(draft.hiring_request_id, by=None, on=SENT)


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        (without_terms, "terms_not_agreed"),
        (with_proposed_terms, "terms_not_agreed"),
        (with_terms_accepted_later, "terms_not_agreed"),
        (with_terms_that_ended, "terms_not_agreed"),
        (put_on_stop, "employer_on_stop"),
        (make_private, "graduate_not_published"),
        (hide, "graduate_not_published"),
        (unanswered, "not_willing"),
        (answered_later, "not_willing"),
        (identity_unseen, "identity_not_seen"),
        (identity_seen_later, "identity_not_seen"),
        (close_the_role, "request_closed"),
        (fill_the_role, "request_closed"),
    ],
)
def test_nobody_is_introduced_while_something_lacks(staff, draft, lacking, code):
    lacking(draft)

    with pytest.raises(checks.DomainError) as refusal:
        introductions.send(draft.pk, by=staff, on=SENT)

    assert refusal.value.code == code
    draft.refresh_from_db()
    assert (draft.state, draft.sent_on) == ("draft", None)
    assert [entry.verb for entry in history.of(draft)] == ["drafted"]


@pytest.mark.parametrize("put_right", [answered_later, identity_seen_later])
def test_what_was_lacking_is_there_from_its_own_day_on(staff, draft, put_right):
    put_right(draft)

    assert introductions.send(draft.pk, by=staff, on=date(2018, 7, 3)).state == "sent"


def test_a_role_that_is_not_open_yet_may_be_introduced_to(staff):
    role = HiringRequestFactory(draft=True)
    TermsFactory(employer=role.employer)
    draft = IntroductionFactory(employer=role.employer, hiring_request=role)

    assert introductions.send(draft.pk, by=staff, on=SENT).state == "sent"


# Ending and reopening


def test_a_declined_introduction_says_why(staff):
    sent = IntroductionFactory(sent=True)

    declined = introductions.decline(sent.pk, reason="Wants three years", by=staff, on=LATER)

    assert declined.reason == "Wants three years"
    assert declined.valid_until == date(2019, 7, 2)  # a hire in its period still owes the fee
    with pytest.raises(BadValue) as fault:
        introductions.decline(sent.pk, reason=" ", by=staff, on=LATER)
    assert fault.value.field == "reason"


def test_an_introduction_lapses_after_60_days_without_a_word(staff):
    sent = IntroductionFactory(sent=True)  # on 2 July 2018

    with pytest.raises(introductions.NotSilent) as refusal:
        introductions.lapse(sent.pk, by=staff, on=date(2018, 8, 30))
    assert refusal.value.code == "not_silent"

    lapsed = introductions.lapse(sent.pk, by=None, on=date(2018, 8, 31))
    assert lapsed.state == "lapsed"
    assert history.of(sent).last().by is None


def test_an_interview_is_a_word(staff):
    met = IntroductionFactory(interviewing=True, moved_on=date(2018, 8, 1))

    with pytest.raises(introductions.NotSilent):
        introductions.lapse(met.pk, by=staff, on=date(2018, 9, 29))

    assert introductions.lapse(met.pk, by=staff, on=date(2018, 9, 30)).state == "lapsed"


def test_a_reopened_introduction_goes_on_in_the_period_it_had(staff):
    declined = IntroductionFactory(declined=True)

    reopened = introductions.reopen(declined.pk, by=staff, on=date(2019, 7, 2))

    assert (reopened.state, reopened.reason) == ("sent", "")
    assert (reopened.sent_on, reopened.valid_until) == (date(2018, 7, 2), date(2019, 7, 2))
    entry = history.of(declined).last()
    assert (entry.verb, entry.from_state, entry.to_state) == ("reopened", "declined", "sent")


def test_an_introduction_that_was_never_sent_reopens_as_a_draft(staff, draft):
    introductions.withdraw(draft.pk, by=staff, on=SENT)

    assert introductions.reopen(draft.pk, by=staff, on=LATER).state == "draft"


def test_an_introduction_is_not_reopened_after_its_period(staff):
    declined = IntroductionFactory(declined=True)

    with pytest.raises(checks.IntroductionExpired) as refusal:
        introductions.reopen(declined.pk, by=staff, on=date(2019, 7, 3))

    assert refusal.value.code == "introduction_expired"
    declined.refresh_from_db()
    assert declined.state == "declined"


def test_an_introduction_is_not_reopened_beside_a_newer_one(staff):
    old = IntroductionFactory(declined=True)
    introductions.propose(
        old.graduate, old.employer, by=staff, on=LATER, hiring_request=old.hiring_request
    )

    with pytest.raises(checks.AlreadyIntroduced):
        introductions.reopen(old.pk, by=staff, on=LATER)


def test_an_introduction_is_not_reopened_for_a_closed_role(staff):
    old = IntroductionFactory(declined=True)
    close_the_role(old)

    with pytest.raises(checks.RequestClosed):
        introductions.reopen(old.pk, by=staff, on=LATER)


# Brought over


def test_an_introduction_from_before_this_system_needs_only_terms_of_its_day(staff):
    terms = TermsFactory()
    person = GraduateFactory()  # private: consents were kept elsewhere

    brought = introductions.bring_over(
        person, terms.employer, terms, sent_on=date(2016, 2, 29), by=staff, on=LATER
    )

    assert (brought.state, brought.brought_over, brought.willing_on) == ("sent", True, None)
    assert (brought.sent_on, brought.valid_until) == (date(2016, 2, 29), date(2017, 2, 28))
    assert (brought.terms, brought.moved_on) == (terms, date(2016, 2, 29))


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2018, 1, 2)])
def test_an_introduction_is_not_brought_over_under_terms_that_did_not_hold(staff, day):
    terms = TermsFactory(effective_to=date(2018, 1, 1))

    with pytest.raises(checks.TermsNotAgreed):
        introductions.bring_over(
            GraduateFactory(), terms.employer, terms, sent_on=day, by=staff, on=LATER
        )


def test_an_introduction_is_not_brought_over_under_another_employers_terms(staff):
    with pytest.raises(checks.TermsNotAgreed):
        introductions.bring_over(
            GraduateFactory(), EmployerFactory(), TermsFactory(), sent_on=SENT, by=staff, on=LATER
        )


def test_who_is_introduced_and_to_whom_both_read_of_it(staff):
    contact = ContactFactory(signs_in=True)
    graduate = GraduateFactory(ready=True, signs_in=True)

    IntroductionFactory(
        sent=True, employer=contact.employer, contact=contact, graduate=graduate, by=staff
    )

    letters = {row.payload["to"][0]: row.payload["subject"] for row in OutboxRow.objects.all()}
    assert letters == {
        contact.email: f"Introducing {graduate}",
        graduate.email: f"We have introduced you to {contact.employer}",
    }
