"""Logging a hire: found in two letters, filled in, priced as one types, logged once, undone."""

from datetime import date
from decimal import Decimal

import pytest

from employers.domain import employers
from placements.choices import HireState, IntroductionState
from placements.models import Hire
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 20)


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, staff):
    """The browser of the commercial manager."""
    client.force_login(staff)
    return client


@pytest.fixture
def offered():
    """Amal Hassan has an offer of Ember, whose terms are 15 % in three instalments."""
    terms = TermsFactory(employer__name="Ember Ltd", in_three_instalments=True)
    return IntroductionFactory(
        graduate=GraduateFactory(ready=True, full_name="Amal Hassan"),
        employer=terms.employer,
        hiring_request__title="Junior developer",
        offered=True,
    )


def quote_of(introduction, **changes) -> dict:
    """Return what the form sends for £32,000 from 3 September."""
    return {
        "introduction": introduction.pk,
        "salary_pence": "£32,000",
        "start_on": "2018-09-03",
        "agreed_on": "2018-07-20",
        "job_title": "Junior developer",
        **changes,
    }


def test_two_letters_of_a_graduate_or_an_employer_suggest_the_introduction(desk, offered):
    by_person = desk.get("/hires/new/suggestions/", {"q": "am"}).text
    by_firm = desk.get("/hires/new/suggestions/", {"q": "Em"}).text

    way = f"/hires/new/?introduction={offered.pk}"
    assert way in by_person
    assert way in by_firm
    assert "Amal Hassan at Ember Ltd" in by_person


def test_one_letter_suggests_nobody(desk, offered):
    assert "option" not in desk.get("/hires/new/suggestions/", {"q": "a"}).text


def test_what_the_introduction_tells_is_filled_in(desk, offered):
    offered.hiring_request.salary_to_pence = offered.hiring_request.salary_from_pence
    offered.hiring_request.save()

    page = desk.get("/hires/new/", {"introduction": offered.pk}).text

    assert 'value="Junior developer"' in page
    assert 'value="£27,000"' in page
    assert 'value="2018-07-20"' in page
    assert "The fee is 15 % of the first year" in page


def test_a_common_hire_asks_for_four_things(desk, offered):
    page = desk.get("/hires/new/", {"introduction": offered.pk})

    assert [field.name for field in page.context["form"].usual] == [
        "salary_pence",
        "start_on",
        "job_title",
        "agreed_on",
    ]


def test_the_fee_its_instalments_and_its_working_appear_as_one_types(desk, offered):
    part = desk.get("/hires/new/fee/", quote_of(offered)).text

    assert "£4,800.00" in part
    assert part.count("Instalment ") == 3
    assert "15 % of £32,000.00 = £4,800.00" in part
    assert "£2,880.00" in part  # the half with its VAT


def test_a_salary_half_typed_says_so_and_breaks_nothing(desk, offered):
    part = desk.get("/hires/new/fee/", quote_of(offered, salary_pence="32,00"))

    assert part.status_code == 200
    assert "First-year salary:" in part.text


def test_logging_agrees_the_hire_and_leads_to_it(desk, offered, staff):
    answer = desk.post("/hires/new/", quote_of(offered))

    hire = Hire.objects.get()
    assert answer.headers["Location"] == f"/hires/{hire.pk}/"
    assert (hire.salary_pence, hire.start_on, hire.fee_due) == (32_000_00, date(2018, 9, 3), True)
    assert hire.introduction == offered


def test_two_presses_of_the_button_log_one_hire(desk, offered):
    twice = quote_of(offered, once="a1b2c3")

    first, second = desk.post("/hires/new/", twice), desk.post("/hires/new/", twice)

    assert Hire.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_refusal_stands_on_the_page_and_what_was_typed_is_kept(desk, offered):
    late = quote_of(offered, start_on="2019-09-03")

    page = desk.post("/hires/new/", late)

    assert "The introduction period ended on 2 July 2019" in page.text
    assert 'value="£32,000"' in page.text
    assert Hire.objects.count() == 0


def test_a_salary_that_cannot_be_read_is_told_beside_its_field(desk, offered):
    page = desk.post("/hires/new/", quote_of(offered, salary_pence="lots"))

    assert page.context["form"].errors["salary_pence"]
    assert 'value="lots"' in page.text


def test_an_expired_introduction_offers_to_log_without_it(desk, offered):
    part = desk.get("/hires/new/fee/", quote_of(offered, start_on="2019-09-03")).text

    assert "The introduction period ended on 2 July 2019" in part
    way = f"graduate={offered.graduate_id}&amp;employer={offered.employer_id}"
    assert way in part


def test_without_an_introduction_a_reason_is_asked(desk):
    graduate, employer = GraduateFactory(), EmployerFactory()
    both = {"graduate": graduate.pk, "employer": employer.pk}

    page = desk.get("/hires/new/", both).text

    assert "Why is there no introduction?" in page
    assert f"{employer} has no accepted terms for that day." in page


def test_a_reason_of_nine_letters_is_too_short(desk):
    graduate, employer = GraduateFactory(), EmployerFactory()
    short = {
        "graduate": graduate.pk,
        "employer": employer.pk,
        "salary_pence": "30000",
        "start_on": "2018-09-03",
        "agreed_on": "2018-07-20",
        "no_introduction_reason": "Met there",
    }

    page = desk.post("/hires/new/", short)

    assert page.context["form"].errors["no_introduction_reason"]
    assert Hire.objects.count() == 0


def test_a_late_conversion_within_the_group_shows_its_fee(desk, offered):
    sister = EmployerFactory(name="Ember Labs", group=offered.employer)
    both = {"graduate": offered.graduate_id, "employer": sister.pk}

    part = desk.get(
        "/hires/new/fee/",
        {**both, "salary_pence": "32000", "start_on": "2018-09-03", "agreed_on": "2018-07-20"},
    ).text

    assert "Late conversion: introduced to Ember Ltd" in part
    assert "£4,800.00" in part


def test_an_employer_on_stop_is_warned_of(desk, offered, finance_officer):
    employers.put_on_stop(offered.employer_id, by=finance_officer, on=TODAY, reason="Owes us")

    assert "is on stop" in desk.get("/hires/new/fee/", quote_of(offered)).text


def test_a_person_inside_another_rebate_period_is_warned_of(desk):
    working = HireFactory(
        introduction__offered=True,
        introduction__employer=TermsFactory(rebate_in_steps=True).employer,
        started=True,
        start_on=date(2018, 7, 16),
        agreed_on=date(2018, 7, 10),
    )
    other = EmployerFactory()
    both = {"graduate": working.graduate_id, "employer": other.pk}

    page = desk.get("/hires/new/", both).text

    assert "in its rebate period until 7 October 2018" in page


def test_other_introductions_that_become_obsolete_are_named(desk, offered):
    other = IntroductionFactory(graduate=offered.graduate, employer__name="Willow plc", sent=True)

    part = desk.get("/hires/new/fee/", quote_of(offered)).text

    assert f"This makes the open introduction to {other.employer} obsolete." in part


def test_undo_puts_everything_back_where_it_stood(desk, offered):
    other = IntroductionFactory(graduate=offered.graduate, interviewing=True)
    desk.post("/hires/new/", quote_of(offered))
    hire = Hire.objects.get()
    undo = desk.get(f"/hires/{hire.pk}/").context["undo"]

    desk.post(undo["address"], undo["fields"])

    hire.refresh_from_db()
    offered.refresh_from_db()
    other.refresh_from_db()
    assert hire.state == HireState.FELL_THROUGH
    assert (offered.state, other.state) == (
        IntroductionState.OFFERED,
        IntroductionState.INTERVIEWING,
    )


def test_a_hire_that_has_started_is_not_taken_back(desk):
    hire = HireFactory(started=True)

    desk.post(f"/hires/{hire.pk}/take-back/")

    hire.refresh_from_db()
    assert hire.state == HireState.STARTED


def test_part_time_and_fixed_term_are_folded_away_and_counted(desk, offered):
    six = quote_of(offered, fte="0.6", contract="fixed_term", months="6")

    part = desk.get("/hires/new/fee/", six).text
    desk.post("/hires/new/", six)

    assert "£2,400.00" in part  # half a year's
    hire = Hire.objects.get()
    assert (hire.fte, hire.contract, hire.months) == (Decimal("0.6000"), "fixed_term", 6)


def test_without_a_script_the_search_and_the_fee_work_too(desk, offered):
    search = desk.get("/hires/new/", {"q": "amal"}).text
    worked_out = desk.post("/hires/new/", quote_of(offered, **{"work-out": "yes"})).text

    assert f"/hires/new/?introduction={offered.pk}" in search
    assert "£4,800.00" in worked_out
    assert Hire.objects.count() == 0


def test_nobody_who_may_not_place_people_opens_it(client, finance_officer, employer_contact):
    for person in (finance_officer, employer_contact):
        client.force_login(person)
        assert client.get("/hires/new/").status_code == 403


def test_an_introduction_that_is_not_there_is_not_found(desk):
    assert desk.get("/hires/new/", {"introduction": "99999"}).status_code == 404
    assert desk.get("/hires/new/", {"introduction": "x"}).status_code == 404


def test_suggestions_cost_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    IntroductionFactory(graduate__full_name="Amal One", sent=True)
    desk.get("/hires/new/suggestions/", {"q": "am"})
    with django_assert_num_queries(5):
        desk.get("/hires/new/suggestions/", {"q": "am"})
    for n in range(29):
        IntroductionFactory(graduate__full_name=f"Amal {n}", sent=True)

    with django_assert_num_queries(5):
        desk.get("/hires/new/suggestions/", {"q": "am"})
