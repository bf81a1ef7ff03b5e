"""Whatever goes wrong, the page says it in words and has a way out."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from foundation.accounts.choices import Role
from project import urls
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
HTML = {"Accept": "text/html,application/xhtml+xml"}


def raising(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("kept")


@require_POST
def post_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


class Doors:
    """The doors of the house, and some that are broken."""

    handler500 = staticmethod(urls.handler500)
    urlpatterns = [
        *urls.urlpatterns,
        path("400/", raising(BadRequest())),
        path("403/", raising(PermissionDenied())),
        path("404/", raising(Http404())),
        path("500/", raising(ZeroDivisionError())),
        path("503/", raising(OperationalError("the database system is starting up"))),
        path("405/", post_only),
        path("form/", form),
    ]


@pytest.fixture(autouse=True)
def broken_doors():
    with override_settings(ROOT_URLCONF=Doors):
        yield


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "We could not read that request"),
        (403, "You do not have permission"),
        (404, "Page not found"),
        (405, "This page cannot be opened"),
        (500, "Something went wrong"),
        (503, "Back in a moment"),
    ],
)
def test_every_error_has_its_words_and_a_way_out_for_every_role(role, status, words):
    client = Client(raise_request_exception=False, headers=HTML)
    if role:
        client.force_login(UserFactory(role=role))

    answer = client.get(f"/{status}/")

    assert answer.status_code == status
    assert f"<h1>{words}</h1>" in " ".join(answer.text.split()).replace("<h1> ", "<h1>").replace(
        " </h1>", "</h1>"
    )
    assert 'href="/"' in answer.text


def test_who_may_not_reads_as_whom_they_are_signed_in(client, staff):
    client.force_login(staff)

    page = " ".join(client.get("/403/").text.split())

    assert "You are signed in as Stella Staff (staff)" in page


def test_a_stranger_who_finds_nothing_is_offered_to_sign_in(client):
    assert 'href="/sign-in/?next=/404/"' in client.get("/404/").text


def test_the_database_that_is_away_says_when_to_come_back(staff):
    answer = Client(raise_request_exception=False).get("/503/")

    assert answer["Retry-After"] == "10"


def test_a_form_out_of_date_has_the_way_back_to_itself():
    answer = Client(enforce_csrf_checks=True).post("/form/?of=3", {})

    assert answer.status_code == 403
    assert 'href="/form/?of=3"' in answer.text


def test_a_program_gets_the_bare_405():
    answer = Client(headers={"Accept": "application/json"}).get("/405/")

    assert (answer.status_code, answer.content, answer["Allow"]) == (405, b"", "POST")
