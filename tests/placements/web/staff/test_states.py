"""The tables of states: the verb, the page and the board all read the same one."""

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from foundation.errors import DomainError
from placements.choices import HireMove, IntroductionMove
from placements.choices import HireState as Employed
from placements.choices import IntroductionState as State
from placements.domain.hires import hires, leavers, undo
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import interviews, introductions, willingness
from placements.models import Hire, Introduction
from placements.web.staff.hire_actions import ACTIONS as HIRE_ACTIONS
from placements.web.staff.introduction_actions import ACTIONS
from tests.factories.accounts import UserFactory
from tests.factories.employers import TermsFactory
from tests.factories.placements import HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 1)
AT_TWO = datetime(2018, 7, 24, 14, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def with_a_date() -> Introduction:
    sent = IntroductionFactory(sent=True)
    return interviews.arrange(sent.pk, at=AT_TWO, by=UserFactory(), on=date(2018, 7, 10))


INTRODUCTIONS = {
    State.DRAFT: lambda: IntroductionFactory(employer=TermsFactory().employer),
    State.SENT: partial(IntroductionFactory, sent=True),
    State.INTERVIEWING: with_a_date,
    State.OFFERED: partial(IntroductionFactory, offered=True),
    State.HIRED: lambda: Introduction.objects.get(pk=HireFactory().introduction_id),
    State.DECLINED: partial(IntroductionFactory, declined=True),
    State.WITHDRAWN: partial(IntroductionFactory, withdrawn=True),
    State.LAPSED: partial(IntroductionFactory, lapsed=True),
    State.OBSOLETE: partial(IntroductionFactory, sent=True, move=introductions.make_obsolete),
}
HIRES = {
    Employed.AGREED: {},
    Employed.STARTED: {"started": True},
    Employed.ENDED: {"ended": True},
    Employed.FELL_THROUGH: {"fell_through": True},
}


def agree_a_hire(introduction_id: int, **who) -> Hire:
    introduction = Introduction.objects.get(pk=introduction_id)
    engagement = Engagement(
        graduate=introduction.graduate,
        employer=introduction.employer,
        introduction=introduction,
        start_on=TODAY,
        agreed_on=TODAY,
        salary_pence=32_000_00,
    )
    return hires.agree(engagement, **who)


VERBS = {
    IntroductionMove.ANSWER: willingness.agree_to_meet,
    IntroductionMove.SEND: introductions.send,
    IntroductionMove.ARRANGE: partial(interviews.arrange, at=AT_TWO),
    IntroductionMove.CALL_OFF: interviews.call_off,
    IntroductionMove.INTERVIEW: introductions.interview,
    IntroductionMove.OFFER: introductions.offer,
    IntroductionMove.HIRE: agree_a_hire,
    IntroductionMove.DECLINE: partial(introductions.decline, reason="Wants a senior"),
    IntroductionMove.WITHDRAW: introductions.withdraw,
    IntroductionMove.LAPSE: introductions.lapse,
    IntroductionMove.MAKE_OBSOLETE: introductions.make_obsolete,
    IntroductionMove.REOPEN: introductions.reopen,
    IntroductionMove.TAKE_BACK: undo.take_back_move,
}
HIRE_VERBS = {
    HireMove.START: hires.start,
    HireMove.FALL_THROUGH: partial(hires.fall_through, reason="Changed plans"),
    HireMove.TAKE_BACK: undo.take_back_hire,
    HireMove.END: partial(hires.end, last_day=TODAY, reason="resigned"),
    HireMove.CHANGE_LAST_DAY: partial(leavers.change_last_day, last_day=date(2018, 11, 9)),
    HireMove.RE_ENGAGE: partial(leavers.re_engage, back_on=date(2018, 11, 19)),
}
# What a verb says to a row whose state is not open to it.
CLOSED_CODES = {
    "introduction_cannot_move",
    "already_answered",
    "no_interview",
    "not_introduced",
    "nothing_to_take_back",
    "hire_cannot_move",
}


def introduction_in(state: State, move: IntroductionMove | None = None) -> Introduction:
    introduction = INTRODUCTIONS[state]()
    if move is IntroductionMove.ANSWER and state == State.DRAFT:
        Introduction.objects.filter(pk=introduction.pk).update(willing_on=None)
    return introduction


def code_of_refusal(verb, pk: int, staff) -> str:
    try:
        verb(pk, by=staff, on=TODAY)
    except DomainError as refusal:
        return refusal.code
    return ""


def test_every_move_has_its_verb_and_every_state_its_row():
    assert list(VERBS) == list(IntroductionMove)
    assert list(HIRE_VERBS) == list(HireMove)
    assert list(INTRODUCTIONS) == list(State)
    assert list(HIRES) == list(Employed)


@pytest.mark.parametrize("move", IntroductionMove)
@pytest.mark.parametrize("state", State)
def test_a_verb_of_introductions_accepts_the_states_of_its_table_and_no_others(staff, state, move):
    introduction = introduction_in(state, move)

    code = code_of_refusal(VERBS[move], introduction.pk, staff)

    introduction.refresh_from_db()
    if not move.starts_from(state):
        assert code in CLOSED_CODES
        assert introduction.state == state
        return
    assert code == ""
    if move.target:
        assert introduction.state == move.target


@pytest.mark.parametrize("move", HireMove)
@pytest.mark.parametrize("state", Employed)
def test_a_verb_of_hires_accepts_the_states_of_its_table_and_no_others(staff, state, move):
    hire = HireFactory(**HIRES[state])

    code = code_of_refusal(HIRE_VERBS[move], hire.pk, staff)

    hire.refresh_from_db()
    if not move.starts_from(state):
        assert code == "hire_cannot_move"
        assert hire.state == state
    else:
        assert (code, hire.state) == ("", move.target)


@pytest.mark.parametrize("move", IntroductionMove)
@pytest.mark.parametrize("state", State)
def test_the_page_of_an_introduction_offers_what_its_state_is_open_to(desk, state, move):
    introduction = introduction_in(state, move)

    context = desk.get(f"/introductions/{introduction.pk}/").context

    if move is IntroductionMove.HIRE:
        assert context["can_be_hired"] == move.starts_from(state)
    elif move in {IntroductionMove.MAKE_OBSOLETE, IntroductionMove.TAKE_BACK}:
        assert move.slug not in context["actions"]  # what a hire does, and what the undo does
    else:
        assert (move.slug in context["actions"]) == move.starts_from(state)


@pytest.mark.parametrize("state", Employed)
def test_the_page_of_a_hire_offers_what_its_state_is_open_to(desk, state):
    hire = HireFactory(**HIRES[state])

    offered = desk.get(f"/hires/{hire.pk}/").context["actions"]

    assert set(offered) == {move.slug for move in HireMove if move.starts_from(state)}


@pytest.mark.parametrize("state", State)
def test_a_card_may_be_dropped_where_a_move_leads(desk, on_day, state):
    on_day(date(2018, 8, 20))  # a hire of August is still on the board
    introduction = introduction_in(state)

    columns = desk.get("/pipeline/").context["columns"]

    cards = [card for column in columns for card in column.cards]
    if state not in {column.stage for column in columns}:
        assert cards == []
        return
    (card,) = cards
    assert card.introduction == introduction
    moves = [IntroductionMove.SEND, IntroductionMove.INTERVIEW, IntroductionMove.OFFER]
    assert [(step.name, step.stage) for step in card.steps] == [
        (move.slug, move.target) for move in moves if move.starts_from(state)
    ]
    assert card.goes_back == IntroductionMove.TAKE_BACK.starts_from(state)
    assert card.can_be_hired == IntroductionMove.HIRE.starts_from(state)
    ends = [IntroductionMove.DECLINE, IntroductionMove.WITHDRAW]
    open_ends = [move.slug for move in ends if move.starts_from(state)]
    assert (card.end.name if card.end else None) == next(iter(open_ends), None)


def test_an_action_that_moves_goes_by_the_word_of_its_move():
    words = {move.slug for move in IntroductionMove} | {"ask-again", "not-asked"}
    hire_words = {move.slug for move in HireMove} | {"start-now", "spoke", "did-not-speak"}

    assert set(ACTIONS) == words - {"hire", "make-obsolete"}
    assert set(HIRE_ACTIONS) == hire_words
