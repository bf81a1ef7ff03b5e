"""An employer browses blind, asks, meets, hires and pays: with scripts and without."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from billing.models import Invoice
from employers.domain.terms import offers
from employers.models import Contact
from foundation.accounts.models import User
from placements.models import Graduate, Introduction
from tests.factories.billing import SellerFactory
from tests.factories.employers import ContactFactory, SkillFactory
from tests.factories.placements import GraduateFactory, PortfolioProjectFactory

from .conftest import PHONE, stumbles, wider_than_the_screen

Opens = Callable[..., Page]


@pytest.fixture
def graduate(transactional_db) -> Graduate:
    graduate = GraduateFactory(
        ready=True,
        signs_in=True,
        full_name="Zebedee Quince",
        skills=[SkillFactory(name="Elm"), SkillFactory(name="SQL")],
    )
    PortfolioProjectFactory(title="Food bank map", team=[graduate], cohort=graduate.cohort)
    GraduateFactory(ready=True)
    return graduate


@pytest.fixture
def contact(transactional_db) -> Contact:
    SellerFactory(bank_details="Sample Bank\n00-00-00 12345678")
    return ContactFactory(signs_in=True, full_name="Emma Ember")


@pytest.fixture
def people(staff, finance_officer, contact: Contact) -> dict[str, User]:
    offers.offer_standard(contact.employer_id, by=staff, on=localdate())
    return {"staff": staff, "finance": finance_officer}


def find(page: Page, graduate: Graduate, *, scripts: bool) -> None:
    """Narrow the portfolios down to who knows Elm, keep them in mind, and open their page."""
    page.goto("/portfolios/")
    page.get_by_text("Skills", exact=True).click()
    page.get_by_label("Elm", exact=True).check()
    if not scripts:  # with them the list follows at once
        page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("button", name="Add Graduate").click()
    expect(page.get_by_role("button", name="On your shortlist")).to_be_visible()
    page.get_by_role("link", name=f"Graduate {graduate.reference}").click()
    expect(page.get_by_role("heading", name="Food bank map")).to_be_visible()


def accept_terms(page: Page) -> None:
    expect(page.get_by_text("Read and accept our terms").first).to_be_visible()
    page.get_by_label("I have read the terms").check()
    page.get_by_role("button", name="Accept the terms").click()
    expect(page.get_by_role("status").first).to_contain_text("Terms accepted, thank you")


def ask(page: Page, graduate: Graduate) -> None:
    page.goto(f"/portfolios/{graduate.pk}/ask/")
    page.get_by_label("Salary").fill("40,000")
    page.get_by_role("button", name="Show the cost").click()
    expect(page.get_by_text("£7,200.00 in total, for a first year’s salary")).to_be_visible()
    page.get_by_role("button", name="Ask to meet for any role").click()
    expect(page.get_by_text("Waiting for the graduate")).to_be_visible()
    assert "Zebedee" not in page.content()


def send(page: Page) -> None:
    """The office sends what the graduate has agreed to."""
    introduction = Introduction.objects.get()
    page.goto(f"/introductions/{introduction.pk}/")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("the introduction period has begun")).to_be_visible()


def log_the_hire(page: Page) -> None:
    """The office logs the hire an employer reported, begins it, and issues the invoice."""
    page.goto("/")
    page.get_by_role("link", name="Log the hire").first.click()
    page.get_by_role("button", name="Log the hire").click()
    expect(page.get_by_role("status").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_employer_browses_blind_asks_meets_hires_and_pays(
    opened_by: Opens, graduate: Graduate, contact: Contact, people, scripts
):
    theirs = opened_by(contact.user, java_script_enabled=scripts)
    find(theirs, graduate, scripts=scripts)
    assert "Zebedee" not in theirs.content()
    theirs.get_by_role("link", name="Ask to meet").click()
    accept_terms(theirs)
    ask(theirs, graduate)

    mine = opened_by(graduate.user, java_script_enabled=scripts)
    mine.goto(f"/me/positions/{Introduction.objects.get().pk}/")
    mine.get_by_role("button", name="Yes, introduce me").click()
    office = opened_by(people["staff"], java_script_enabled=scripts)
    send(office)

    theirs.goto("/")
    theirs.get_by_role("link", name="Zebedee Quince").click()
    theirs.get_by_role("button", name="We will interview").click()
    theirs.get_by_role("button", name="We made an offer").click()
    theirs.get_by_label("First day of work").fill(localdate().isoformat())
    theirs.get_by_label("First year’s salary").fill("£40,000")
    theirs.get_by_role("button", name="Report the start").click()
    expect(theirs.get_by_text("You reported a start on")).to_be_visible()
    log_the_hire(office)
    office.goto(f"/hires/{graduate.hires.get().pk}/")
    office.get_by_role("button", name=re.compile("start", re.IGNORECASE)).first.click()

    money = opened_by(people["finance"], java_script_enabled=scripts)
    money.goto("/invoices/to-issue/")
    money.get_by_role("button", name="Issue the ticked invoices").click()
    theirs.goto("/portal/invoices/")
    theirs.get_by_role("link", name="INV-0001").click()
    expect(theirs.get_by_role("heading", name="£7,200.00 to pay")).to_be_visible()
    expect(theirs.get_by_text("00-00-00 12345678")).to_be_visible()
    with theirs.expect_download() as paper:
        theirs.get_by_role("link", name="Download the invoice").click()
    assert paper.value.suggested_filename == "INV-0001.pdf"

    pay(money)
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Nothing to pay")).to_be_visible()
    call_command("check_books")


def pay(page: Page) -> None:
    """Finance records what came in."""
    invoice = Invoice.objects.get()
    page.goto(f"/invoices/{invoice.pk}/")
    page.get_by_role("button", name="Record a payment").click()


def test_the_portal_reads_well_on_a_phone_and_to_a_screen_reader(
    opened_by: Opens, graduate: Graduate, contact: Contact, people
):
    page = opened_by(contact.user, viewport=PHONE)

    for address in ("/portfolios/", f"/portfolios/{graduate.pk}/", "/portal/terms/", "/"):
        page.goto(address)
        assert stumbles(page) == []
        assert not wider_than_the_screen(page)


def test_the_list_follows_the_filters_as_they_are_ticked(
    opened_by: Opens, graduate: Graduate, contact: Contact
):
    page = opened_by(contact.user)
    page.goto("/portfolios/")
    expect(page.get_by_role("article")).to_have_count(2)

    page.get_by_text("Skills", exact=True).click()
    page.get_by_label("Elm", exact=True).check()

    expect(page.get_by_role("article")).to_have_count(1)
    assert "skills=" in page.url
