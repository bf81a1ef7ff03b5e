"""Introductions and hires from spreadsheets, by the same moves that people make by hand."""

from datetime import date

import pytest

from foundation import history
from placements.choices import HireState, IntroductionState
from placements.exchange.hires import Hires
from placements.exchange.introductions import Introductions
from placements.models import Hire, Introduction
from tests.factories.employers import EmployerFactory, HiringRequestFactory, TermsFactory
from tests.factories.placements import GraduateFactory
from tests.foundation.imports.engine.sheets import counts, faults, flags, imported

pytestmark = pytest.mark.django_db

SENT = """
    Graduate,Employer,Hiring request,Willing on,Sent on,State,Moved on,Reason
    G-1,Fonthill Digital,Junior developer,29/06/2018,02/07/2018,{state},{moved},{reason}
    """


def sent(state: str = "", moved: str = "", reason: str = "") -> str:
    return SENT.format(state=state, moved=moved, reason=reason)


@pytest.fixture(autouse=True)
def fonthill(db):
    employer = EmployerFactory(name="Fonthill Digital")
    TermsFactory(employer=employer)
    HiringRequestFactory(employer=employer, title="Junior developer")
    return employer


@pytest.fixture(autouse=True)
def ann(db):
    return GraduateFactory(reference="G-1", full_name="Ann Example", ready=True)


def test_an_introduction_is_sent_on_its_day_and_moved_on_to_its_state(staff):
    result = imported(Introductions, sent("Interview", "09/07/2018"), by=staff)

    introduction = Introduction.objects.get()
    assert counts(result) == (1, 0, 0)
    assert (introduction.sent_on, introduction.valid_until, introduction.state) == (
        date(2018, 7, 2),
        date(2019, 7, 2),
        IntroductionState.INTERVIEWING,
    )
    assert [event.on for event in history.of(introduction)] == [
        date(2018, 7, 2),
        date(2018, 7, 2),
        date(2018, 7, 9),
    ]


def test_a_second_run_changes_nothing_and_a_later_state_moves_it_on(staff):
    imported(Introductions, sent("sent"), by=staff)

    again = imported(Introductions, sent("sent"), by=staff)
    offered = imported(Introductions, sent("offered"), by=staff)
    declined = imported(Introductions, sent("rejected", reason="Too junior"), by=staff)
    back = imported(Introductions, sent("offered"), by=staff)

    assert [counts(one) for one in (again, offered, declined, back)] == [
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]
    assert flags(back) == ["Row 2, State: Not changed: it is declined here."]


def test_an_introduction_is_checked_as_if_it_were_made_by_hand(staff, fonthill):
    fonthill.on_stop = True
    fonthill.save()

    result = imported(Introductions, sent(), by=staff)

    assert faults(result) == ["Row 2: Fonthill Digital is on stop. Finance must release it first."]
    assert Introduction.objects.count() == 0


def test_one_of_the_time_before_is_brought_over_under_the_terms_of_its_day(staff):
    text = """
        Graduate,Employer,Sent on,Brought over
        Ann Example,Fonthill Digital,03/07/2017,yes
        Ann Example,Fonthill Digital,03/07/2014,yes
        """

    result = imported(Introductions, text, by=staff, skip_faulty=True)

    assert Introduction.objects.get().brought_over
    assert faults(result) == [
        "Row 3: Fonthill Digital has no accepted terms on 3 July 2014. Import its terms first."
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("G-1,Fonthill Digital,,2018-07-02,hired,", "State (E2): Put “offered” here, and import"),
        ("G-1,Fonthill Digital,,2018-07-02,lapsed,", "State (E2): An import cannot set “lapsed”"),
        ("G-1,Fonthill Digital,,,offered,", "Sent on (D2): Give the date on which this offered"),
        ("G-1,Fonthill Digital,,2018-07-02,draft,", "State (E2): A draft has not been sent."),
        ("G-1,Fonthill Digital,,2018-07-02,declined,", "Reason (F2): Say why it was declined."),
        ("G-1,Fonthill Digital,Chef,,,", "Hiring request (C2): Fonthill Digital has no hiring"),
        ("G-2,Fonthill Digital,,,,", "Graduate (A2): There is no graduate “G-2”."),
    ],
)
def test_a_row_that_asks_for_what_cannot_be_is_refused_by_its_column(staff, row, fault):
    text = f"Graduate,Employer,Hiring request,Sent on,State,Reason\n{row}"

    assert faults(imported(Introductions, text, by=staff))[0].startswith(f"Row 2, {fault}")


HIRED = """
    Graduate,Employer,Agreed on,Start,Salary,FTE,State,Last day,End reason,Reason
    G-1,Fonthill Digital,01/08/2018,03/09/2018,{salary},,{state},{last},{ended},{reason}
    """


def hired(state: str = "", *, salary="32000", last="", ended="", reason="") -> str:
    return HIRED.format(state=state, salary=salary, last=last, ended=ended, reason=reason)


def test_a_hire_comes_out_of_the_pair_s_introduction_and_a_start_raises_its_fee(staff):
    imported(Introductions, sent("offered"), by=staff)

    result = imported(Hires, hired("started"), by=staff)

    hire = Hire.objects.get()
    assert counts(result) == (1, 0, 0)
    assert (hire.introduction, hire.state) == (Introduction.objects.get(), HireState.STARTED)
    assert Introduction.objects.get().state == IntroductionState.HIRED
    assert hire.fees.get().net_pence == 480_000
    assert counts(imported(Hires, hired("started"), by=staff)) == (0, 0, 1)


def test_a_hire_is_moved_on_by_a_later_file(staff):
    imported(Introductions, sent(), by=staff)
    imported(Hires, hired(), by=staff)

    result = imported(Hires, hired("ended", last="28/09/2018", ended="resigned"), by=staff)

    hire = Hire.objects.get()
    assert counts(result) == (0, 1, 0)
    assert (hire.state, hire.last_day) == (HireState.ENDED, date(2018, 9, 28))
    late = imported(Hires, hired("fell through", reason="Changed her mind"), by=staff)
    assert flags(late) == ["Row 2, State: Not changed: it is ended here."]


def test_a_hire_that_falls_through_earns_no_fee(staff):
    imported(Introductions, sent(), by=staff)

    imported(Hires, hired("fell through", reason="Changed her mind"), by=staff)

    hire = Hire.objects.get()
    assert (hire.state, hire.fees.count()) == (HireState.FELL_THROUGH, 0)


def test_a_hire_without_an_introduction_needs_its_reason(staff):
    assert faults(imported(Hires, hired(), by=staff)) == [
        "Row 2, No introduction reason: Ann Example was not introduced to Fonthill Digital by "
        "3 September 2018. Import the introduction first, or say in this column why there is none."
    ]


def test_an_import_does_not_change_what_a_fee_was_computed_from(staff):
    imported(Introductions, sent(), by=staff)
    imported(Hires, hired("started"), by=staff)

    assert faults(imported(Hires, hired("started", salary="£33000"), by=staff)) == [
        "Row 2, Salary (E2): This hire is already logged at £32,000.00. "
        "An import cannot change the salary a fee is based on."
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (hired("ended"), "Last day (H2): Give the last day of a hire that ended."),
        (hired("ended", last="28/09/2018"), "End reason (I2): Say why it ended"),
        (hired("started", last="28/09/2018"), "State (G2): This row has a last day, so"),
        (hired("fell through"), "Reason (J2): Say why it fell through."),
    ],
)
def test_a_hire_that_contradicts_itself_is_refused_by_its_column(staff, row, fault):
    imported(Introductions, sent(), by=staff)

    assert faults(imported(Hires, row, by=staff))[0].startswith(f"Row 2, {fault}")
