"""Starts that employers reported, on the office's pages."""

from datetime import date

import pytest

from placements.models import StartReport
from tests.factories.portal import StartReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 8, 6))


def test_the_office_settles_a_report_and_comes_back_to_where_it_was(client, staff):
    report = StartReportFactory()
    client.force_login(staff)

    answer = client.post(f"/start-reports/{report.pk}/settle/", {"next": "/introductions/"})

    assert answer.url == "/introductions/"
    assert not StartReport.objects.waiting().exists()


def test_what_an_employer_reports_waits_on_today_with_a_button_to_settle_it(client, staff):
    report = StartReportFactory()
    client.force_login(staff)

    page = client.get("/").text

    assert "Starts 3 September 2018 at £32,000.00, according to the employer." in page
    assert f"/start-reports/{report.pk}/settle/" in page
