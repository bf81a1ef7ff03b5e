"""Passkeys, with a pretended one in the browser (the protocol of its tools): set up and used."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page, expect

from foundation.accounts.models import User

from .conftest import stumbles


@pytest.fixture(autouse=True)
def two_factors(settings) -> Iterator[None]:
    """As in production; and the limits of sign-in count anew."""
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def at_localhost(opened_by, live_server) -> Callable[[], Page]:
    """Open a page at the one address without https where browsers allow passkeys."""
    port = live_server.url.rpartition(":")[2]
    return lambda: opened_by(None, base_url=f"http://localhost:{port}")


def pretend_device(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a phone that knows its owner's finger; return the tools, and its id."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


def sign_in_by_code(page: Page, user: User, mailoutbox) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Your email address").fill(user.email)
    page.get_by_role("button", name="Email me a code").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    page.get_by_label("Code in our email").fill(mailoutbox[-1].subject.split()[1])
    page.get_by_role("button", name="Sign in").click()


def test_staff_sets_up_a_passkey_and_signs_in_with_nothing_else(at_localhost, staff, mailoutbox):
    page = at_localhost()
    pretend_device(page)
    sign_in_by_code(page, staff, mailoutbox)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()

    page.get_by_role("link", name="Add a passkey").click()
    assert stumbles(page) == []
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have saved my codes: continue").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Stella Staff")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_text("1 passkey. 10 recovery codes left.")).to_be_visible()


def test_a_passkey_is_also_the_second_factor_after_a_code(at_localhost, staff, mailoutbox):
    page = at_localhost()
    pretend_device(page)
    sign_in_by_code(page, staff, mailoutbox)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    sign_in_by_code(page, staff, mailoutbox)
    expect(page.get_by_role("heading", name="Enter your second factor")).to_be_visible()
    page.get_by_role("button", name="Use a passkey or security key").click()

    expect(page.get_by_role("link", name="Stella Staff")).to_be_visible()


def test_a_finger_that_is_not_known_is_told_in_words(at_localhost, staff, mailoutbox):
    page = at_localhost()
    tools, device = pretend_device(page)
    sign_in_by_code(page, staff, mailoutbox)
    page.get_by_role("link", name="Add a passkey").click()
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})

    page.get_by_role("button", name="Add passkey").click()

    expect(page.get_by_role("alert").filter(has_text="Nothing was chosen")).to_be_visible()
