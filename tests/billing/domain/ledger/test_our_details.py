"""How customers pay us changes by two people, and all who handle money hear of it."""

from collections import Counter
from datetime import date

import pytest

from billing.domain.ledger import our_details
from billing.models import Seller
from foundation import approvals, history
from foundation.accounts.choices import SWITCHES, Notice, Role
from foundation.approvals import AlreadyWaiting, SamePerson
from foundation.models import Approval, OutboxRow
from tests.factories.accounts import UserFactory
from tests.factories.billing import LogoFactory

ON = date(2018, 9, 3)
FROM = date(2018, 10, 1)
OLD = "Sort code 00-00-00\nAccount 11111111"
NEW = "Sort code 99-99-99\nAccount 22222222"


@pytest.fixture
def paid_at(db) -> Seller:
    """We have bank details."""
    Seller.objects.update(bank_details=OLD)
    return Seller.objects.get()


@pytest.fixture
def finance(finance_officer, admin, staff):
    gone = UserFactory(role=Role.FINANCE)
    gone.is_active = False
    gone.save()
    return finance_officer


def details(**changes) -> our_details.Details:
    known = {
        "effective_from": FROM,
        "name": "Founders and Coders CIC",
        "address": "1 Example Street",
        "vat_registered": False,
        "bank_details": NEW,
    }
    return our_details.Details(**known | changes)


def letters() -> Counter:
    rows = OutboxRow.objects.filter(kind="email").order_by("pk")
    return Counter((row.payload["to"][0], row.payload["subject"]) for row in rows)


def to(*users, subject: str) -> Counter:
    return Counter((user.email, subject) for user in users)


def test_new_bank_details_wait_for_a_second_person(paid_at, finance, admin):
    request = our_details.change(details(), by=finance, on=ON)

    assert isinstance(request, Approval)
    assert Seller.objects.get() == paid_at
    assert "Account 22222222" in request.reason
    assert letters() == to(finance, admin, subject="Somebody asks to change our bank details")
    with pytest.raises(SamePerson):
        approvals.approve(request.pk, by=finance, on=ON)
    with pytest.raises(AlreadyWaiting):
        our_details.change(details(bank_details="Another"), by=finance, on=ON)


def test_the_second_person_changes_them_and_all_of_finance_hear(paid_at, finance, admin):
    logo = LogoFactory()
    request = our_details.change(details(logo=logo), by=finance, on=ON)
    OutboxRow.objects.all().delete()

    approvals.approve(request.pk, by=admin, on=ON)

    row = Seller.objects.on(FROM)
    assert (row.bank_details, row.logo, row.vat_registered) == (NEW, logo, False)
    assert Seller.objects.on(ON) == paid_at
    assert history.of(row).get().by == admin
    assert letters() == to(finance, admin, subject="Our bank details change")
    words = OutboxRow.objects.filter(kind="email").first().payload["text"]
    for fact in (f"{finance} asked for this and {admin} approved it", "99-99-99", "00-00-00"):
        assert fact in words


def test_refused_they_stay(paid_at, finance, admin):
    request = our_details.change(details(), by=finance, on=ON)

    approvals.refuse(request.pk, by=admin, on=ON, reason="Not our account")

    assert Seller.objects.get() == paid_at


@pytest.mark.parametrize("bank_details", ["", "  \n", OLD + " "])
def test_taking_them_away_takes_two_as_well_and_the_same_ones_take_one(
    paid_at, finance, bank_details
):
    saved = our_details.change(details(bank_details=bank_details), by=finance, on=ON)

    assert isinstance(saved, Seller if bank_details.startswith(OLD) else Approval)


@pytest.mark.parametrize("day", [date(1999, 1, 1), FROM])
def test_no_day_passes_by_the_second_person(paid_at, finance, day):
    assert isinstance(our_details.change(details(effective_from=day), by=finance, on=ON), Approval)


def test_the_first_bank_details_take_one_person_and_all_of_finance_hear(db, finance, admin):
    saved = our_details.change(details(), by=finance, on=ON)

    assert isinstance(saved, Seller)
    assert letters() == to(finance, admin, subject="Our bank details change")


def test_once_there_were_some_none_are_first(paid_at, finance, admin):
    gone = our_details.change(details(bank_details=""), by=finance, on=ON)
    approvals.approve(gone.pk, by=admin, on=ON)

    later = details(effective_from=date(2018, 11, 1))
    assert isinstance(our_details.change(later, by=finance, on=ON), Approval)


def test_the_letter_cannot_be_turned_off():
    assert not any(Notice.BANK_DETAILS in switches for switches in SWITCHES.values())


def test_the_page_and_the_api_say_that_a_second_person_decides(
    paid_at, finance, finance_api, client
):
    client.force_login(finance)
    form_data = {
        "effective_from": "2018-10-01",
        "name": "Us",
        "address": "1 Example Street",
        "bank_details": NEW,
    }
    page = client.post("/our-details/change/", form_data, follow=True)
    assert "New bank details need a second person" in page.text
    assert "Change the bank details on our invoices" in client.get("/approvals/").text
    Approval.objects.get()

    answer = finance_api.post(
        "/api/v1/seller/", {**form_data, "vat_registered": False}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "already_asked")


def test_the_api_answers_with_the_approval(paid_at, finance_api):
    body = {
        "effective_from": "2018-10-01",
        "name": "Us",
        "address": "1 Example Street",
        "vat_registered": False,
        "bank_details": NEW,
    }
    answer = finance_api.post("/api/v1/seller/", body, format="json")

    assert (answer.status_code, answer.json()["kind"]) == (202, "bank_details")
    assert not Seller.objects.filter(effective_from=FROM).exists()
