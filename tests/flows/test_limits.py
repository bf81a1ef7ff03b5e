"""Invitations, asks to meet and exports have limits at every door that leads to them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIRequestFactory

from employers.domain import contacts
from foundation import people, rate_limits
from foundation.accounts.choices import Role
from foundation.api.errors import ExceptionHandler
from foundation.models import HistoryEntry, Limited, LimitUse, OutboxRow, Per
from foundation.rate_limits import LimitReached, Most
from placements.domain.people import sign_ins
from placements.models import Introduction
from tests.factories.employers import ContactFactory, EmployerFactory, TermsFactory
from tests.factories.imports import ImportBatchFactory
from tests.factories.placements import GraduateFactory
from tests.house.sources import ROOT, source_files

pytestmark = pytest.mark.django_db
NOON = datetime(2018, 9, 3, 11, tzinfo=UTC)
DAY = NOON.date()
CHOICES = "foundation/accounts/choices.py"
COLLEAGUES = "/portal/colleagues/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    """Stop the clock: how long is left until the next use is told to the second."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def most(monkeypatch):
    """Set a limit: `most(Limited.EXPORT, Per.PERSON, 1)`."""

    def limit(limited: Limited, per: Per, amount: int) -> None:
        limits = (Most(per, amount, timedelta(hours=1)),)
        monkeypatch.setitem(rate_limits.LIMITS, limited, limits)

    return limit


@pytest.fixture
def portal(client, employer_contact):
    client.force_login(employer_contact)
    return client


# Invitations


def by_a_contact_or_staff(by):
    contacts.invite(EmployerFactory().pk, full_name="Dan", email="d@x.example", by=by, on=DAY)


def of_a_graduate(by):
    sign_ins.grant_access(GraduateFactory().pk, by=by, on=DAY)


def of_a_colleague(by):
    people.add(email="o@x.example", full_name="Olu", role=Role.STAFF, by=by, on=DAY)


@pytest.mark.parametrize("invite", [by_a_contact_or_staff, of_a_graduate, of_a_colleague])
def test_every_verb_that_invites_counts(admin, most, invite):
    most(Limited.INVITATION, Per.PERSON, 1)
    rate_limits.count(Limited.INVITATION, person=admin)

    with pytest.raises(LimitReached, match="the limit of 1 invitations in 1 hour"):
        invite(admin)

    assert not OutboxRow.objects.exists()
    assert not HistoryEntry.objects.exists()


def test_no_other_code_sends_an_invitation():
    invites = re.compile(r"notices\.(invited|access_granted)\(|Notice\.INVITATION")
    letters = {"employers/notices.py", "placements/notices.py", CHOICES}
    senders = {named for named, text in sources() if invites.search(text)} - letters

    counting = {named for named, text in sources() if "Limited.INVITATION" in text}

    assert len(senders) == 3
    assert counting - {"foundation/rate_limits.py"} == senders


def test_a_firm_invites_so_many_whoever_of_it_does_and_the_office_more(
    portal, employer, staff, most
):
    most(Limited.INVITATION, Per.FIRM, 1)
    portal.post(COLLEAGUES, {"full_name": "Ann", "email": "ann@x.example"})
    portal.force_login(ContactFactory(employer=employer, signs_in=True).user)

    page = portal.post(COLLEAGUES, {"full_name": "Bea", "email": "bea@x.example"})

    assert page.status_code == 400
    assert "Your organisation has reached the limit of 1 invitations in 1 hour." in page.text
    assert 'value="bea@x.example"' in page.text
    contacts.invite(employer.pk, full_name="Bea", email="bea@x.example", by=staff, on=DAY)


def test_nobodys_mailbox_is_filled_with_invitations(employer, staff):
    for _ in range(3):
        ann = contacts.invite(employer.pk, full_name="Ann", email="a@x.example", by=staff, on=DAY)
        contacts.leave(ann.pk, by=staff, on=DAY)

    with pytest.raises(LimitReached, match="This email address has reached the limit of 3"):
        contacts.invite(employer.pk, full_name="Ann", email="A@x.example", by=staff, on=DAY)


def test_trying_which_addresses_are_known_is_counted_though_each_is_refused(portal, most, staff):
    most(Limited.INVITATION, Per.PERSON, 2)
    known = {"full_name": "Sam", "email": staff.email}

    pages = [portal.post(COLLEAGUES, known).text for _ in range(3)]

    assert ["You cannot invite" in page for page in pages] == [True, True, False]
    assert "You have reached the limit of 2 invitations" in pages[-1]
    assert LimitUse.objects.get().count == 2


# Asking to meet


def test_who_asks_to_meet_too_many_reads_why_and_nothing_is_asked(portal, employer, most):
    most(Limited.MEETING, Per.PERSON, 1)
    TermsFactory(employer=employer)
    first, second = GraduateFactory(ready=True), GraduateFactory(ready=True)
    portal.post(f"/portfolios/{first.pk}/ask/")

    page = portal.post(f"/portfolios/{second.pk}/ask/", follow=True)

    assert "You have reached the limit of 1 requests to meet a graduate in 1 hour." in page.text
    assert Introduction.objects.get().graduate == first


# In the API


def test_what_a_verb_refuses_by_a_limit_is_429_in_the_api(staff):
    refused = ExceptionHandler(
        LimitReached("Too often.", wait=61), {"request": APIRequestFactory().get("/"), "view": None}
    ).run()

    assert refused.status_code == 429
    assert refused["Retry-After"] == "61"
    assert refused.data["errors"] == [
        {"code": "limit_reached", "detail": "Too often.", "attr": None}
    ]


# Exports


EXPORTS = {
    "finance": (
        "/months/2018-08/workbook/",
        "/months/2018-08/xero/invoices.csv",
        "/api/v1/reports/finance-workbook/?month=2018-08",
        "/api/v1/reports/accounting-file/?program=xero&month=2018-08",
        "/api/v1/reports/fee-audit/?format=csv",
    ),
    "staff": ("/imports/templates/graduates.xlsx", "/imports/{batch}/to-repair.csv"),
    "admin": ("/imports/{batch}/to-repair.xlsx", "/api/v1/graduates/{graduate}/my-data/"),
    "graduate": ("/me/data/file/",),
}


@pytest.fixture
def records(graduate) -> dict[str, int]:
    return {"batch": ImportBatchFactory(checked=True).pk, "graduate": graduate.pk}


@pytest.mark.parametrize(
    ("role", "address"), [(role, each) for role, every in EXPORTS.items() for each in every]
)
def test_every_export_is_counted(
    client, role, address, most, records, admin, staff, finance_officer, graduate_user
):
    users = {"admin": admin, "staff": staff, "finance": finance_officer, "graduate": graduate_user}
    most(Limited.EXPORT, Per.PERSON, 1)
    client.force_login(users[role])

    first, second = (client.get(address.format(**records)) for _ in range(2))
    if first.streaming:
        b"".join(first)

    assert (first.status_code, second.status_code) == (200, 429)
    assert second["Retry-After"] == "3600"
    assert "You have reached the limit of 1 exports in 1 hour." in second.text
    assert "attachment" not in second.get("Content-Disposition", "")
    if address.startswith("/api/"):
        assert second.json()["errors"][0]["code"] == "limit_reached"


# Which code makes files: of many records (above), and documents, which have no limit of their own.
OF_MANY = {
    "billing/api/accounting_file.py",
    "billing/api/finance_workbook.py",
    "billing/web/months.py",
    "foundation/api/tables.py",
    "foundation/imports/web/actions.py",
    "placements/api/own.py",
    "placements/web/graduate/my_data.py",
}
OF_ONE = {
    "billing/api/ledger/documents.py",
    "billing/api/ledger/e_invoices.py",
    "billing/web/ledger/invoices.py",
    "billing/web/ledger/portal_invoices.py",
    "billing/web/ledger/portal_terms.py",
    "billing/web/slots.py",
    "foundation/api/views.py",
    "foundation/web/exports.py",
    "placements/web/employer/portfolios.py",
    "placements/web/graduate/profile.py",
}
MAKES_FILES = re.compile(r"attachment[;\"]|as_attachment=True|(?<!def )\b(file|pdf)_answer\(")


def test_no_other_code_makes_files():
    assert {named for named, text in sources() if MAKES_FILES.search(text)} == OF_MANY | OF_ONE


def sources() -> Iterator[tuple[str, str]]:
    """Yield the files of the product, by name, with what is in them."""
    for file in sorted(source_files()):
        named = file.relative_to(ROOT).as_posix()
        if not named.startswith("tests/"):
            yield named, file.read_text()
