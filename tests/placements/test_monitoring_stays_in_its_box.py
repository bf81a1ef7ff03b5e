"""No answer of equality monitoring leaves its box with a name: not by any door, nor by any file.

The canary is a value of its own that no other column can hold, put into the box past its checks.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client

from placements.models import Graduate, MonitoringAnswer
from placements.reports.inclusion import inclusion
from tests.factories.billing import InvoiceFactory
from tests.house.test_doors import doors

from .domain.people.test_erasure import tables_with

CANARY = "zqcanaryqz"


@pytest.fixture
def answered(graduate: Graduate) -> Iterator[Graduate]:
    """A graduate with an answer in the box that is the canary; the check of the column is off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "ALTER TABLE placements_monitoringanswer DROP CONSTRAINT monitoring_answer_is_known"
            )
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        MonitoringAnswer.objects.create(graduate=graduate, question="gender", answer=CANARY)
        yield graduate
        if connection.vendor != "postgresql":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def addresses(graduate: Graduate) -> list[str]:
    """Return every address that is read, the graduate's id in place of what varies."""
    paths = {re.sub(r"{\w+}", str(graduate.pk), door.path) for door in doors()}
    return sorted(path for path in paths if not path.startswith(("/accounts/", "/stripe/")))


@pytest.mark.parametrize("who", ["staff", "finance_officer", "admin", "employer_contact"])
def test_nobody_reads_it_at_any_door(request, client_of, answered, who):
    person = request.getfixturevalue(who)
    InvoiceFactory(issued=True)
    api, browser = client_of(person), Client(raise_request_exception=False)
    browser.force_login(person)
    read = 0

    for path in addresses(answered):
        for query in ("", f"?q={CANARY}", f"?search={CANARY}"):
            client = api if path.startswith("/api/") else browser
            answer = client.get(path + query)
            body = b"".join(answer) if answer.streaming else answer.content
            read += answer.status_code == 200
            echoed = body.replace(query.partition("=")[2].encode() or b"\0", b"")
            assert CANARY.encode() not in echoed, path
    assert read > 20


def test_the_workbook_does_not_hold_it(finance_api, answered):
    answer = finance_api.get("/api/v1/reports/finance-workbook/", {"month": "2018-09"})

    with ZipFile(BytesIO(b"".join(answer) if answer.streaming else answer.content)) as book:
        assert not [name for name in book.namelist() if CANARY.encode() in book.read(name)]


def test_it_stands_in_one_table_only(answered, staff_api):
    staff_api.patch(f"/api/v1/graduates/{answered.pk}/", {"about": "New"}, format="json")

    assert tables_with(CANARY) == {"placements_monitoringanswer.answer"}


def test_no_list_can_be_filtered_searched_or_ordered_by_it(staff_api, answered):
    for query in ("gender=woman", "ordering=gender", "monitoring=x", "ethnicity=white"):
        answer = staff_api.get(f"/api/v1/graduates/?{query}")
        assert answer.status_code == 400, query


def test_the_report_does_not_count_what_is_no_answer(answered):
    assert CANARY not in str([row.as_json() for row in inclusion()])
