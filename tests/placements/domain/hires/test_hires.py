"""Hires: agreed, started, ended or fallen through, and whether each owes a fee."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from billing.domain.fees.fees import VatRateUnknown
from billing.models import Fee, Invoice, VatRate
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from employers.models import Employer
from foundation import history
from foundation.errors import BadValue
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement, HiredBeforeIntroduction, NotIntroduced
from placements.domain.introductions import introductions
from placements.domain.introductions.introduction_checks import IntroductionExpired
from placements.models import Hire, Introduction
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

AGREED, START = date(2018, 8, 1), date(2018, 9, 3)
NO_REASON_TO_INTRODUCE = "They met at a conference."


@pytest.fixture
def offered(db) -> Introduction:
    """Introduced on 2 July 2018, so valid to 2 July 2019; 15 % of the salary."""
    return IntroductionFactory(offered=True)


def engagement(introduction: Introduction | None = None, **changes) -> Engagement:
    """A hire as told: £32,000.00, permanent, full time, from 3 September 2018."""
    given = {"start_on": START, "agreed_on": AGREED, "salary_pence": 32_000_00, **changes}
    if introduction:
        pair = {"graduate": introduction.graduate, "employer": introduction.employer}
        return Engagement(**{**pair, "introduction": introduction, **given})
    return Engagement(**{"no_introduction_reason": NO_REASON_TO_INTRODUCE, **given})


def with_terms(employer: Employer) -> Employer:
    TermsFactory(employer=employer)
    return employer


# Agreeing


def test_a_hire_out_of_an_introduction_owes_the_fee_under_its_terms(staff, offered):
    hire = hires.agree(engagement(offered), by=staff, on=AGREED)

    hire.refresh_from_db()
    assert (hire.state, hire.fee_due, hire.terms) == ("agreed", True, offered.terms)
    assert hire.fee_note == ("A fee is due: introduced on 2 July 2018, valid to 2 July 2019.")
    assert (hire.introduction, hire.late_conversion_of) == (offered, None)
    offered.refresh_from_db()
    assert offered.state == "hired"
    assert not Fee.objects.exists()  # not before it starts
    entry = history.of(hire).get()
    assert (entry.verb, entry.to_state, entry.by, entry.on) == ("agreed", "agreed", staff, AGREED)


def test_the_terms_are_those_of_the_introduction_whatever_was_agreed_since(staff, offered):
    terms_of_business.supersede(
        offered.employer_id,
        FeeTerms.parse({"fee_basis": "percentage", "rate": "0.2"}),
        effective_from=date(2018, 7, 3),
        by=staff,
        on=AGREED,
        evidence=terms_of_business.Evidence(date(2018, 7, 3), "The director", "email"),
    )

    hire = hires.agree(engagement(offered), by=staff, on=AGREED)
    hires.start(hire.pk, by=staff, on=START)

    assert hire.terms.rate == Decimal("0.15")
    assert Fee.objects.get().net_pence == 4_800_00


@pytest.mark.parametrize(
    ("case", "introduced", "starts", "owes"),
    [
        ("OWN-1", date(2025, 6, 1), date(2026, 6, 1), True),
        ("OWN-SAME-DAY", date(2025, 6, 1), date(2025, 6, 1), True),
        ("OWN-1+1", date(2025, 6, 1), date(2026, 6, 2), False),
        ("OWN-3", date(2028, 2, 29), date(2029, 2, 28), True),
        ("OWN-4", date(2028, 2, 29), date(2029, 3, 1), False),
        ("OWN-5", date(2026, 6, 1), date(2026, 5, 31), False),
    ],
)
def test_a_start_owes_the_fee_inside_the_introduction_period(staff, case, introduced, starts, owes):
    sent = IntroductionFactory(sent=True, sent_on=introduced)

    if owes:
        assert hires.agree(engagement(sent, start_on=starts), by=staff, on=starts).fee_due
        return
    refused = HiredBeforeIntroduction if starts < introduced else IntroductionExpired
    with pytest.raises(refused) as refusal:
        hires.agree(engagement(sent, start_on=starts), by=staff, on=starts)
    assert refusal.value.code in ("hired_before_introduction", "introduction_expired")
    without = engagement(None, graduate=sent.graduate, employer=sent.employer, start_on=starts)
    hire = hires.agree(without, by=staff, on=starts)
    assert (hire.fee_due, hire.terms, hire.late_conversion_of) == (False, None, None)
    assert hire.fee_note == "No introduction of ours was running, so no fee is due."


def test_an_introduction_that_was_never_sent_leads_to_no_hire(staff):
    draft = IntroductionFactory()

    with pytest.raises(NotIntroduced) as refusal:
        hires.agree(engagement(draft), by=staff, on=AGREED)

    assert refusal.value.code == "not_introduced"
    assert not Hire.objects.exists()


@pytest.mark.parametrize("state", ["sent", "interviewing", "offered", "declined", "withdrawn"])
def test_a_hire_owes_the_fee_wherever_its_introduction_stands(staff, state):
    introduction = IntroductionFactory(**{state: True})

    hire = hires.agree(engagement(introduction), by=staff, on=AGREED)

    introduction.refresh_from_db()
    assert (hire.fee_due, introduction.state) == (True, "hired")


def test_an_introduction_leads_to_one_hire(staff, offered):
    hires.agree(engagement(offered), by=staff, on=AGREED)

    # The caller's copy still says "offered": the verb reads the row.
    with pytest.raises(NotIntroduced) as refusal:
        hires.agree(engagement(offered, start_on=date(2018, 10, 1)), by=staff, on=AGREED)

    assert refusal.value.code == "not_introduced"
    assert Hire.objects.count() == 1


def test_a_pair_has_one_hire_from_a_day(staff, offered):
    hire = hires.agree(engagement(offered), by=staff, on=AGREED)

    with pytest.raises(hires.AlreadyHired) as refusal:
        hires.agree(engagement(offered), by=staff, on=AGREED)

    assert refusal.value.code == "already_hired"
    assert (
        str(refusal.value) == f"{hire} from 3 September 2018 is already logged as hire {hire.pk}."
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"salary_pence": 0}, "salary_pence"),
        ({"salary_pence": -1}, "salary_pence"),
        ({"salary_pence": 10_000_000_001}, "salary_pence"),
        ({"fte": Decimal(0)}, "fte"),
        ({"fte": Decimal("1.01")}, "fte"),
        ({"fte": Decimal("0.33333")}, "fte"),
        ({"contract": "fixed_term"}, "months"),
        ({"months": 6}, "months"),
        ({"contract": "fixed_term", "months": 0}, "months"),
        ({"contract": "fixed_term", "months": 121}, "months"),
        ({"start_on": date(1999, 12, 31)}, "start_on"),
        ({"start_on": date(2101, 1, 1)}, "start_on"),
        ({"agreed_on": date(1, 1, 1)}, "agreed_on"),
        ({"no_introduction_reason": "They met at a conference."}, "no_introduction_reason"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(offered, wrong, field):
    with pytest.raises(BadValue) as fault:
        engagement(offered, **wrong)

    assert fault.value.field == field


@pytest.mark.parametrize("reason", ["", "         ", "too short", "  too short  "])
def test_a_hire_without_an_introduction_says_why_in_ten_characters(employer, reason):
    with pytest.raises(BadValue) as fault:
        engagement(
            None, graduate=GraduateFactory(), employer=employer, no_introduction_reason=reason
        )

    assert fault.value.field == "no_introduction_reason"


def test_an_introduction_of_another_pair_is_refused(offered):
    with pytest.raises(BadValue) as fault:
        engagement(offered, graduate=GraduateFactory())
    assert fault.value.field == "introduction"

    with pytest.raises(BadValue) as fault:
        engagement(offered, employer=EmployerFactory())
    assert fault.value.field == "introduction"


def test_a_hire_makes_the_persons_other_open_introductions_obsolete(staff, offered):
    person = offered.graduate
    others = {
        "draft": IntroductionFactory(graduate=person),
        "sent": IntroductionFactory(graduate=person, sent=True),
        "interviewing": IntroductionFactory(graduate=person, interviewing=True),
        "declined": IntroductionFactory(graduate=person, declined=True),
    }
    of_somebody_else = IntroductionFactory(sent=True)

    hires.agree(engagement(offered), by=staff, on=AGREED)

    states = {was: Introduction.objects.get(pk=other.pk).state for was, other in others.items()}
    assert states == {
        "draft": "obsolete",
        "sent": "obsolete",
        "interviewing": "obsolete",
        "declined": "declined",
    }
    assert Introduction.objects.get(pk=of_somebody_else.pk).state == "sent"
    assert [entry.verb for entry in history.of(others["sent"])] == ["drafted", "sent", "obsolete"]


# Late conversions


def test_a_hire_nobody_told_us_of_is_a_late_conversion_and_owes_the_fee(staff):
    declined = IntroductionFactory(declined=True)
    pair = {"graduate": declined.graduate, "employer": declined.employer}

    hire = hires.agree(engagement(None, **pair), by=staff, on=AGREED)

    assert (hire.fee_due, hire.late_conversion_of, hire.terms) == (True, declined, declined.terms)
    assert hire.introduction is None
    assert hire.fee_note == (
        f"Late conversion: introduced to {declined.employer} on 2 July 2018, "
        "so a start up to 2 July 2019 owes the fee."
    )
    declined.refresh_from_db()
    assert declined.state == "hired"


@pytest.mark.parametrize("hirer", ["parent", "sister", "itself"])
def test_a_late_conversion_is_found_in_the_whole_group(staff, hirer):
    parent = EmployerFactory()
    introduced_to = EmployerFactory(group=parent)
    group = {"parent": parent, "sister": EmployerFactory(group=parent), "itself": introduced_to}
    sent = IntroductionFactory(sent=True, employer=introduced_to)

    hire = hires.agree(
        engagement(None, graduate=sent.graduate, employer=group[hirer]), by=staff, on=AGREED
    )

    assert (hire.fee_due, hire.late_conversion_of, hire.terms) == (True, sent, sent.terms)


def test_an_introduction_to_the_parent_counts_for_its_members(staff):
    parent = EmployerFactory()
    sent = IntroductionFactory(sent=True, employer=parent)
    member = EmployerFactory(group=parent)

    hire = hires.agree(
        engagement(None, graduate=sent.graduate, employer=member), by=staff, on=AGREED
    )

    assert hire.late_conversion_of == sent


def test_an_introduction_to_a_stranger_makes_no_late_conversion(staff):
    sent = IntroductionFactory(sent=True)

    other_firm = engagement(None, graduate=sent.graduate, employer=EmployerFactory())
    other_person = engagement(None, graduate=GraduateFactory(), employer=sent.employer)

    assert not hires.agree(other_firm, by=staff, on=AGREED).fee_due
    assert not hires.agree(other_person, by=staff, on=AGREED).fee_due


def test_an_introduction_earns_one_fee_whoever_of_the_group_hires(staff):
    parent = EmployerFactory()
    sent = IntroductionFactory(sent=True, employer=parent)
    first = engagement(None, graduate=sent.graduate, employer=EmployerFactory(group=parent))
    second = engagement(None, graduate=sent.graduate, employer=EmployerFactory(group=parent))

    assert hires.agree(first, by=staff, on=AGREED).fee_due
    assert not hires.agree(second, by=staff, on=AGREED).fee_due


def test_the_earliest_running_introduction_is_the_one_converted(staff):
    parent = EmployerFactory()
    person = GraduateFactory(ready=True)
    later, earlier = (
        IntroductionFactory(
            graduate=person, employer=EmployerFactory(group=parent), sent=True, sent_on=day
        )
        for day in (date(2018, 7, 9), date(2018, 7, 2))
    )

    hire = hires.agree(engagement(None, graduate=person, employer=parent), by=staff, on=AGREED)

    assert hire.late_conversion_of == earlier
    later.refresh_from_db()
    assert later.state == "obsolete"


def test_a_late_conversion_that_falls_through_frees_its_introduction(staff):
    sent = IntroductionFactory(sent=True)
    pair = {"graduate": sent.graduate, "employer": sent.employer}
    hire = hires.agree(engagement(None, **pair), by=staff, on=AGREED)

    hires.fall_through(hire.pk, reason="Changed plans", by=staff, on=date(2018, 8, 20))

    sent.refresh_from_db()
    assert sent.state == "declined"
    again = hires.agree(engagement(None, **pair), by=staff, on=date(2018, 8, 21))
    assert (again.fee_due, again.late_conversion_of) == (True, sent)


# Starting


def test_a_start_raises_the_fee_and_its_draft_in_one_go(staff, offered):
    hire = hires.agree(engagement(offered), by=staff, on=AGREED)

    started = hires.start(hire.pk, by=staff, on=START)

    assert (started.state, started.start_on) == ("started", START)
    fee = Fee.objects.get()
    assert (fee.hire, fee.net_pence, fee.vat_pence, fee.gross_pence) == (
        hire,
        4_800_00,
        960_00,
        5_760_00,
    )
    draft = Invoice.objects.get()
    assert (draft.state, draft.number, draft.bill_on) == ("draft", "", START)
    assert [entry.verb for entry in history.of(hire)] == ["agreed", "started"]


def test_no_fee_no_start(staff, offered):
    hire = hires.agree(engagement(offered), by=staff, on=AGREED)
    VatRate.objects.all().delete()

    with pytest.raises(VatRateUnknown) as refusal, transaction.atomic():
        hires.start(hire.pk, by=staff, on=START)

    assert refusal.value.code == "vat_rate_unknown"
    hire.refresh_from_db()
    assert hire.state == "agreed"
    assert not Fee.objects.exists()
    assert not Invoice.objects.exists()
    assert [entry.verb for entry in history.of(hire)] == ["agreed"]


def test_a_hire_without_a_fee_starts_without_one(staff):
    hire = HireFactory(without_introduction=True)

    assert hires.start(hire.pk, by=staff, on=START).state == "started"
    assert not Fee.objects.exists()


@pytest.mark.parametrize(
    ("first_day", "owes"),
    [
        (date(2018, 9, 10), True),
        (date(2019, 7, 2), True),
        (date(2019, 7, 3), False),
        (date(2018, 7, 1), False),
    ],
)
def test_a_start_on_another_day_judges_the_fee_again(staff, offered, first_day, owes):
    hire = hires.agree(engagement(offered), by=staff, on=AGREED)

    started = hires.start(hire.pk, by=staff, on=first_day)

    assert (started.start_on, started.fee_due) == (first_day, owes)
    assert Fee.objects.filter(earned_on=first_day).exists() == owes
    assert started.fee_note.startswith("A fee is due" if owes else "No fee is due on")


def test_a_late_conversion_that_starts_after_the_period_owes_nothing(staff):
    sent = IntroductionFactory(sent=True)
    pair = {"graduate": sent.graduate, "employer": sent.employer}
    hire = hires.agree(engagement(None, **pair), by=staff, on=AGREED)

    started = hires.start(hire.pk, by=staff, on=date(2019, 7, 3))

    assert (started.fee_due, started.late_conversion_of, started.terms) == (False, None, None)
    assert not Fee.objects.exists()


def test_a_hire_that_starts_earlier_than_agreed_may_turn_out_a_late_conversion(staff):
    sent = IntroductionFactory(sent=True)
    pair = {"graduate": sent.graduate, "employer": sent.employer}
    hire = hires.agree(engagement(None, start_on=date(2019, 7, 3), **pair), by=staff, on=AGREED)
    assert not hire.fee_due

    started = hires.start(hire.pk, by=staff, on=date(2019, 7, 1))

    assert (started.fee_due, started.late_conversion_of) == (True, sent)
    assert Fee.objects.get().terms == sent.terms
    sent.refresh_from_db()
    assert sent.state == "hired"


def test_a_start_cannot_be_moved_onto_another_hire_of_the_pair(staff, offered):
    first = HireFactory(introduction=offered, started=True, last_day=date(2018, 9, 28))
    pair = {"graduate": offered.graduate, "employer": offered.employer}
    second = hires.agree(engagement(None, start_on=date(2018, 11, 5), **pair), by=staff, on=AGREED)

    with pytest.raises(hires.AlreadyHired):
        hires.start(second.pk, by=staff, on=first.start_on)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2101, 1, 1)])
def test_nobody_starts_outside_living_memory(staff, day):
    with pytest.raises(BadValue) as fault:
        hires.start(HireFactory().pk, by=staff, on=day)

    assert fault.value.field == "on"


# Ending and falling through


def test_an_ended_hire_keeps_its_last_day_and_why(staff):
    hire = HireFactory(started=True)

    ended = hires.end(
        hire.pk,
        last_day=date(2018, 11, 16),
        reason="Redundancy",
        by=staff,
        on=date(2018, 11, 12),
        notified_on=date(2018, 11, 9),
    )

    ended.refresh_from_db()
    assert (ended.state, ended.last_day) == ("ended", date(2018, 11, 16))
    assert (ended.end_reason, ended.reason) == ("redundancy", "Redundancy")
    assert ended.notified_on == date(2018, 11, 9)
    entry = history.of(hire).last()
    assert (entry.verb, entry.from_state, entry.to_state) == ("ended", "started", "ended")
    assert entry.detail == {"last_day": "2018-11-16", "reason": "Redundancy"}


@pytest.mark.parametrize(
    ("reason", "end_reason"),
    [
        ("resigned", "resigned"),
        (" Contract ended ", "contract_ended"),
        ("Moved to Lisbon", "other"),
        ("other", "other"),
    ],
)
def test_a_reason_in_words_of_ones_own_is_kept_under_other(staff, reason, end_reason):
    ended = hires.end(
        HireFactory(started=True).pk, last_day=date(2018, 11, 16), reason=reason, by=staff, on=START
    )

    assert (ended.end_reason, ended.reason) == (end_reason, reason.strip())


def test_nobody_leaves_before_they_started(staff):
    hire = HireFactory(started=True)

    with pytest.raises(BadValue) as fault:
        hires.end(hire.pk, last_day=date(2018, 9, 2), reason="resigned", by=staff, on=START)

    assert fault.value.field == "last_day"
    assert hires.end(
        hire.pk, last_day=date(2018, 9, 3), reason="resigned", by=staff, on=START
    ).last_day == date(2018, 9, 3)


def test_a_hire_that_never_started_earns_nothing_and_frees_its_introduction(staff, offered):
    hire = hires.agree(engagement(offered), by=staff, on=AGREED)

    fallen = hires.fall_through(hire.pk, reason="Moved abroad", by=staff, on=date(2018, 8, 20))

    assert (fallen.state, fallen.fell_through_on) == ("fell_through", date(2018, 8, 20))
    assert fallen.reason == "Moved abroad"
    assert not Fee.objects.exists()
    offered.refresh_from_db()
    assert offered.state == "declined"
    assert introductions.reopen(offered.pk, by=staff, on=date(2018, 8, 21)).state == "sent"
    assert hires.agree(engagement(offered), by=staff, on=date(2018, 8, 22)).fee_due


def test_a_hire_does_not_fall_through_before_it_was_agreed(staff):
    fallen = hires.fall_through(
        HireFactory().pk, reason="Logged late", by=staff, on=date(2018, 7, 31)
    )

    assert fallen.fell_through_on == AGREED


STATES = {
    "agreed": {},
    "started": {"started": True},
    "ended": {"ended": True},
    "fell_through": {"fell_through": True},
}
MOVES = {
    "start": lambda pk, by: hires.start(pk, by=by, on=START),
    "end": lambda pk, by: hires.end(
        pk, last_day=date(2018, 11, 16), reason="resigned", by=by, on=START
    ),
    "fall_through": lambda pk, by: hires.fall_through(pk, reason="Changed plans", by=by, on=START),
}
ARROWS = {("agreed", "start"), ("started", "end"), ("agreed", "fall_through")}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", STATES)
def test_a_hire_moves_along_its_arrows_and_no_others(staff, state, move):
    hire = HireFactory(**STATES[state])

    if (state, move) in ARROWS:
        assert MOVES[move](hire.pk, staff).state != state
        return
    with pytest.raises(hires.HireCannotMove) as refusal:
        MOVES[move](hire.pk, staff)
    assert refusal.value.code == "hire_cannot_move"
    hire.refresh_from_db()
    assert hire.state == state
