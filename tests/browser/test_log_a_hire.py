"""Staff logs a hire: two letters, a salary, a day, one button; by mouse, and by keyboard alone."""

import time
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from foundation.accounts.choices import Role
from foundation.accounts.models import User
from placements.choices import HireState, IntroductionState
from placements.models import Hire, Introduction
from tests.factories.accounts import UserFactory
from tests.factories.employers import TermsFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

from .conftest import PHONE, stumbles, wider_than_the_screen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff() -> User:
    return UserFactory(role=Role.STAFF, full_name="Stella Staff")


def introduced(name: str, firm: str, **situation: object) -> Introduction:
    """Return an introduction of last week under terms of 15 % in three instalments."""
    last_week = localdate() - timedelta(days=7)
    return IntroductionFactory(
        graduate=GraduateFactory(ready=True, full_name=name),
        employer=TermsFactory(employer__name=firm, in_three_instalments=True).employer,
        hiring_request__title="Junior developer",
        willing_on=last_week,
        sent_on=last_week,
        moved_on=localdate(),
        **situation,
    )


@pytest.fixture
def offered() -> Introduction:
    return introduced("Amal Hassan", "Ember Ltd", offered=True)


def first_day() -> date:
    """Return a day soon that is typed alike wherever the day stands before the month, or after."""
    days = (localdate() + timedelta(days=ahead) for ahead in range(1, 60))
    return next(day for day in days if day.day == day.month)


def boxes(page: Page) -> int:
    """Return how many boxes the form asks to look at."""
    form = page.locator("#hire")
    return form.locator("input:visible, select:visible, textarea:visible").count()


def test_a_hire_is_logged_in_20_seconds_and_undone(opened_by, staff, offered):
    page = opened_by(staff)
    begun = time.monotonic()
    page.goto("/hires/new/")
    page.get_by_label("Graduate or employer").press_sequentially("am")
    page.get_by_role("option", name="Amal Hassan at Ember Ltd").click()
    asked = boxes(page)
    page.get_by_label("First-year salary").fill("£32,000")
    page.get_by_label("First day").fill(first_day().isoformat())
    outlook = page.get_by_role("complementary", name="Fee")
    expect(outlook.locator(".sum")).to_have_text("£4,800.00")
    expect(outlook).to_contain_text("15 % of £32,000.00 = £4,800.00")
    expect(outlook.locator("tbody tr")).to_have_count(3)

    page.get_by_role("button", name="Log the hire").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Amal Hassan at Ember Ltd")
    assert time.monotonic() - begun < 20
    assert asked <= 6
    assert (Hire.objects.get().salary_pence, Hire.objects.get().start_on) == (
        32_000_00,
        first_day(),
    )

    page.get_by_role("button", name="Undo", exact=True).click()

    expect(page.get_by_text("Undone. The introductions are back where they were.")).to_be_visible()
    offered.refresh_from_db()
    assert (Hire.objects.get().state, offered.state) == (
        HireState.FELL_THROUGH,
        IntroductionState.OFFERED,
    )


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the keyboard stands on something; fail when it cannot be reached."""
    for _ in range(60):
        if wanted.evaluate("thing => thing === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is out of the keyboard's reach")


def test_a_hire_is_logged_by_keyboard_alone(opened_by, staff, offered):
    page = opened_by(staff)
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Log a hire"))
    page.keyboard.press("Enter")
    search = page.get_by_role("combobox", name="Graduate or employer")
    expect(search).to_be_focused()
    page.keyboard.type("emb")
    option = page.get_by_role("option", name="Amal Hassan at Ember Ltd")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    expect(page.get_by_label("First-year salary")).to_be_focused()
    page.keyboard.type("32000")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{first_day():%d%m%Y}")
    expect(page.get_by_role("complementary", name="Fee").locator(".sum")).to_have_text("£4,800.00")
    tab_to(page, page.get_by_role("button", name="Log the hire"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Amal Hassan at Ember Ltd")
    assert Hire.objects.get().start_on == first_day()


def test_escape_closes_the_suggestions_and_the_arrows_walk_round(opened_by, staff, offered):
    page = opened_by(staff)
    page.goto("/hires/new/")
    search = page.get_by_role("combobox", name="Graduate or employer")
    search.press_sequentially("am")
    expect(search).to_have_attribute("aria-expanded", "true")
    last = page.get_by_role("option").last
    search.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")

    search.press("Escape")

    expect(search).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("viewport", [PHONE, None], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_nothing_to_stumble_over(opened_by, staff, offered, viewport, scheme):
    options = {"viewport": viewport} if viewport else {}
    page = opened_by(staff, color_scheme=scheme, **options)
    page.goto("/hires/new/")
    page.get_by_label("Graduate or employer").press_sequentially("am")
    expect(page.get_by_role("option").first).to_be_visible()
    searching = stumbles(page)
    page.goto(f"/hires/new/?introduction={offered.pk}&salary_pence=32000&start_on={first_day()}")
    expect(page.get_by_role("complementary", name="Fee").locator(".sum")).to_be_visible()

    assert searching + stumbles(page) == []
    assert not wider_than_the_screen(page)


def test_without_a_script_the_hire_is_logged_too(opened_by, staff, offered):
    page = opened_by(staff, java_script_enabled=False)
    page.goto("/hires/new/")
    page.get_by_label("Graduate or employer").fill("am")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    page.get_by_role("option", name="Amal Hassan at Ember Ltd").click()
    page.get_by_label("First-year salary").fill("32000")
    page.get_by_label("First day").fill(first_day().isoformat())
    page.get_by_role("button", name="Work out the fee").click()
    expect(page.locator(".sum")).to_have_text("£4,800.00")
    page.get_by_role("button", name="Log the hire").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Amal Hassan at Ember Ltd")
    assert Hire.objects.count() == 1


# The pipeline, and the search


def stage(page: Page, name: str) -> Locator:
    return page.locator(f"[data-stage={name}]")


def test_a_card_moves_by_arrow_key_keeps_the_focus_and_goes_back(opened_by, staff):
    sent = introduced("Amal Hassan", "Ember Ltd", sent=True)
    page = opened_by(staff)
    page.goto("/pipeline/")
    card = page.locator(f"#card-{sent.pk}")
    card.focus()
    page.keyboard.press("ArrowRight")

    expect(stage(page, "interviewing").locator(f"#card-{sent.pk}")).to_be_focused()
    page.keyboard.press("ArrowLeft")

    expect(stage(page, "sent").locator(f"#card-{sent.pk}")).to_be_focused()
    sent.refresh_from_db()
    assert sent.state == IntroductionState.SENT


def test_a_card_is_dragged_into_its_next_stage(opened_by, staff):
    sent = introduced("Amal Hassan", "Ember Ltd", sent=True)
    page = opened_by(staff)
    page.goto("/pipeline/")
    page.locator(f"#card-{sent.pk}").drag_to(stage(page, "offered"))

    expect(stage(page, "offered").locator(f"#card-{sent.pk}")).to_be_visible()
    assert stumbles(page) == []
    sent.refresh_from_db()
    assert sent.state == IntroductionState.OFFERED


def test_the_slash_leads_to_the_search(opened_by, staff, offered):
    page = opened_by(staff)
    page.goto("/pipeline/")
    page.keyboard.press("/")
    page.keyboard.type("hassan")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Amal Hassan")).to_be_visible()
