"""Everybody sees where they are signed in, and can end it everywhere else."""

import pytest
from django.test import Client

from foundation.accounts.templatetags.browsers import browser

from .conftest import who_is

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def test_signing_out_everywhere_else_ends_the_other_sessions_and_not_this_one(
    by_code, graduate_user
):
    here = by_code(graduate_user, Client(headers={"user-agent": FIREFOX}))
    there = by_code(graduate_user, Client(headers={"user-agent": SAFARI}))
    page = here.get("/account/sessions/").text
    assert "Firefox on Windows" in page
    assert "Safari on an iPhone" in page

    answer = here.post("/account/sessions/", follow=True)

    assert "You have signed out everywhere else." in answer.text
    assert "Safari on an iPhone" not in answer.text
    assert who_is(here) == str(graduate_user.pk)
    assert there.get("/account/").url.startswith("/sign-in/")


def test_the_sessions_of_others_are_not_shown_and_not_ended(by_code, graduate_user, stranger):
    mine = by_code(graduate_user, Client(headers={"user-agent": FIREFOX}))
    others = by_code(stranger, Client(headers={"user-agent": SAFARI}))

    assert "Safari" not in mine.get("/account/sessions/").text
    mine.post("/account/sessions/")

    assert who_is(others) == str(stranger.pk)


def test_a_new_password_ends_the_other_sessions(by_code, graduate_user):
    here, there = by_code(graduate_user, Client()), by_code(graduate_user, Client())

    here.post(
        "/account/password/first/",
        {"password1": "correct horse battery", "password2": "correct horse battery"},
    )

    assert here.get("/account/").status_code == 200
    assert there.get("/account/").url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Linux"),
        ("curl/8.5", "curl/8.5"),
        ("", "not known"),
    ],
)
def test_a_browser_is_named_in_words_its_owner_knows(user_agent, words):
    assert browser(user_agent) == words
