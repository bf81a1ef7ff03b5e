"""A start as the employer reports it: noted where we know it, else the office is asked."""

from datetime import date

import pytest

from foundation import history
from foundation.errors import BadValue
from placements.domain.hires import hires, start_reports
from placements.domain.hires.engagement import Engagement, NotIntroduced
from placements.models import StartReport
from tests.factories.employers import ContactFactory
from tests.factories.placements import HireFactory, IntroductionFactory
from tests.factories.portal import StartReportFactory

REPORTED, STARTS = date(2018, 8, 3), date(2018, 9, 3)


def report(introduction, **but):
    contact = ContactFactory(employer=introduction.employer, signs_in=True)
    facts = {"start_on": STARTS, "salary_pence": 32_000_00, **but}
    return start_reports.report(introduction.pk, contact, by=contact.user, on=REPORTED, **facts)


def waiting() -> list[StartReport]:
    return list(StartReport.objects.waiting())


def test_a_start_nobody_logged_waits_for_the_office(db):
    row = report(IntroductionFactory(offered=True))

    assert waiting() == [row]
    assert history.of(row.introduction).last().verb == "start reported"
    assert history.of(row.introduction).last().detail == {
        "start_on": "2018-09-03",
        "salary_pence": 32_000_00,
    }


def test_a_start_that_is_logged_already_is_only_noted(db):
    row = report(HireFactory().introduction)

    assert (row.settled_on, waiting()) == (REPORTED, [])


@pytest.mark.parametrize("but", [{"start_on": date(2018, 9, 4)}, {"salary_pence": 33_000_00}])
def test_a_report_that_differs_from_the_hire_waits_for_the_office(db, but):
    hire = HireFactory()

    row = report(hire.introduction, **but)

    assert waiting() == [row]


def test_logging_the_hire_as_reported_settles_it_by_itself(db, staff):
    row = StartReportFactory()
    introduction = row.introduction

    hires.agree(
        Engagement(
            graduate=introduction.graduate,
            employer=introduction.employer,
            introduction=introduction,
            start_on=row.start_on,
            agreed_on=REPORTED,
            salary_pence=row.salary_pence,
        ),
        by=staff,
        on=REPORTED,
    )

    assert waiting() == []


def test_a_hire_that_fell_through_settles_nothing(db):
    row = report(HireFactory(fell_through=True).introduction)

    assert waiting() == [row]


def test_the_same_said_twice_is_one_report(db):
    first = StartReportFactory()

    assert report(first.introduction) == first


def test_a_later_report_takes_the_place_of_one_that_waits(db):
    first = StartReportFactory()

    second = report(first.introduction, salary_pence=33_000_00)

    first.refresh_from_db()
    assert (waiting(), first.settled_on) == ([second], REPORTED)


def test_the_office_settles_a_report_once(db, staff):
    row = StartReportFactory()

    start_reports.settle(row.pk, by=staff, on=date(2018, 8, 6))

    assert waiting() == []
    with pytest.raises(start_reports.AlreadySettled):
        start_reports.settle(row.pk, by=staff, on=date(2018, 8, 7))


def test_nobody_reports_a_start_of_somebody_they_do_not_know(db):
    with pytest.raises(NotIntroduced):
        report(IntroductionFactory(asked_for=True))


@pytest.mark.parametrize(
    ("but", "field"),
    [
        ({"start_on": date(2018, 7, 1)}, "start_on"),  # introduced on the 2nd
        ({"start_on": date(3018, 9, 3)}, "start_on"),
        ({"salary_pence": 0}, "salary_pence"),
        ({"salary_pence": 10_000_000_001}, "salary_pence"),
    ],
)
def test_what_cannot_be_is_not_taken(db, but, field):
    with pytest.raises(BadValue) as refused:
        report(IntroductionFactory(sent=True), **but)

    assert refused.value.field == field


def test_an_employer_sees_its_own_reports_only(db, employer_contact):
    StartReportFactory()
    own = StartReportFactory(
        introduction__employer=employer_contact.contact.employer,
        contact=employer_contact.contact,
    )

    assert list(StartReport.objects.visible_to(employer_contact)) == [own]
