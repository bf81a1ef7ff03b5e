"""A graduate shows their profile, answers an employer, and withdraws: gone everywhere at once."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect
from pypdf import PdfWriter

from foundation.accounts.models import User
from placements.domain.introductions import willingness
from placements.models import Graduate, Introduction
from tests.factories.employers import ContactFactory, SkillFactory, TermsFactory
from tests.factories.placements import GraduateFactory, PortfolioProjectFactory

from .conftest import PHONE, stumbles, wider_than_the_screen

Opens = Callable[..., Page]


@pytest.fixture
def graduate(transactional_db) -> Graduate:
    graduate = GraduateFactory(
        signs_in=True,
        full_name="Zebedee Quince",
        headline="Zebedee makes maps",
        job_search="looking",
        skills=[SkillFactory(name="Elm")],
    )
    PortfolioProjectFactory(title="Food bank map", team=[graduate], cohort=graduate.cohort)
    return graduate


@pytest.fixture
def contact(transactional_db) -> User:
    return ContactFactory(employer=TermsFactory().employer, signs_in=True).user


def told_by_the_api(page: Page, path: str) -> str:
    """Return what the API answers the browser's session."""
    answer = page.request.get(f"/api/v1/{path}")
    return f"{answer.status} {answer.text()}"


def pdf() -> dict[str, object]:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(file)
    return {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": file.getvalue()}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_graduate_publishes_and_withdraws_and_is_gone_everywhere_at_once(
    opened_by: Opens, graduate: Graduate, contact: User, scripts
):
    mine = opened_by(graduate.user, java_script_enabled=scripts)
    theirs = opened_by(contact, java_script_enabled=scripts)
    portfolio, one = f"/portfolios/{graduate.pk}/", f"graduates/{graduate.pk}/"
    theirs.goto("/portfolios/")
    expect(theirs.get_by_text("makes maps")).to_have_count(0)

    mine.goto("/")
    mine.get_by_role("button", name="Show my profile to employers").click()
    expect(mine.get_by_role("status")).to_contain_text("without your name")

    theirs.goto("/portfolios/?q=elm")
    expect(theirs.get_by_text("… makes maps")).to_be_visible()
    theirs.goto(portfolio)
    expect(theirs.get_by_role("heading", name="Food bank map")).to_be_visible()
    assert "Zebedee" not in theirs.content()
    assert told_by_the_api(theirs, one).startswith("200")
    assert "Food bank map" in told_by_the_api(theirs, "portfolio-projects/")

    mine.get_by_role("button", name="Hide my profile now").click()
    expect(mine.get_by_text("You withdrew your consent")).to_be_visible()

    gone = theirs.goto(portfolio)
    assert gone
    assert gone.status == 404
    for page in ("/portfolios/", "/portfolios/?q=elm", "/shortlist/", "/"):
        theirs.goto(page)
        assert graduate.reference not in theirs.content()
        assert "makes maps" not in theirs.content()
    assert told_by_the_api(theirs, one).startswith("404")
    for noun in ("graduates/", "graduates/?search=elm", "portfolio-projects/", "introductions/"):
        assert "maps" not in told_by_the_api(theirs, noun)
        assert "Food bank map" not in told_by_the_api(theirs, noun)


def test_a_graduate_fills_in_a_profile_answers_yes_and_reports_the_job(
    opened_by: Opens, graduate: Graduate, contact: User
):
    page = opened_by(graduate.user)
    page.goto("/")
    page.get_by_role("button", name="Show my profile to employers").click()
    willingness.ask_to_meet(Graduate.objects.get(), contact.contact, by=contact, on=localdate())

    page.get_by_role("link", name="Add your CV").click()
    page.get_by_label("Your CV as a PDF").set_input_files(pdf())  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("A PDF of 1 page")).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name="Any role at").click()
    page.get_by_role("button", name="Yes, introduce me").click()
    expect(page.get_by_role("status")).to_contain_text("You said yes")
    assert Introduction.objects.get().willing_on is not None

    page.get_by_role("link", name="I got a job").click()
    page.get_by_label("Who hired you?").fill(contact.contact.employer.name)
    page.get_by_label("What is your job title?").fill("Developer")
    page.get_by_label("A full-time job").check()
    page.get_by_label("First day").fill("2026-12-01")
    page.get_by_label("Yearly salary").fill("a lot")
    page.get_by_label("Not sure").check()
    page.get_by_role("button", name="Report the job").click()
    expect(page.get_by_label("Yearly salary")).to_have_value("a lot")
    page.get_by_label("Yearly salary").fill("31,000")
    page.get_by_role("button", name="Report the job").click()
    expect(page.get_by_role("status")).to_contain_text("well done")
    assert graduate.job_reports.get().salary_pence == 31_000_00


OWN = [
    *("/", "/me/preview/", "/me/profile/", "/me/projects/new/", "/me/cv/", "/me/job/"),
    *("/me/questions/", "/me/data/", "/me/data/erase/"),
]


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE}],
    ids=["light desk", "dark phone"],
)
def test_no_own_page_stumbles_or_scrolls_sideways(opened_by: Opens, graduate, options):
    page = opened_by(graduate.user, **options)

    for address in OWN:
        page.goto(address)
        assert stumbles(page) == []
        assert not wider_than_the_screen(page), address
