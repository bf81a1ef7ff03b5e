"""Each answer has the id of its request; no answer of the API may be stored by anybody."""

import logging
import re

import pytest
from django.test import Client, override_settings
from django.urls import path

from foundation import request_ids
from project import urls
from tests.house.test_doors import doors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/healthz", "/api/v1/", "/api/v1/employers/"])
def test_every_answer_has_an_id_of_its_own(client, path):
    one, two = (client.get(path)["X-Request-Id"] for _ in range(2))

    assert re.fullmatch(r"[0-9a-f]{32}", one)
    assert one != two


def test_the_proxy_s_id_is_taken_over(client):
    answer = client.get("/healthz", headers={"X-Request-Id": "01JDX-proxy.7_z"})

    assert answer["X-Request-Id"] == "01JDX-proxy.7_z"


@pytest.mark.parametrize(
    "header",
    ["", "short", "x" * 65, "abcdefgh\x1b[31m", "abc defgh", "абвгдежз", "-abcdefgh", "a\tbcdefgh"],
)
def test_an_id_that_could_disturb_a_log_is_not(client, header):
    assert request_ids.id_from(header) != header


def broken(request):
    logging.getLogger("foothold.test").warning("before it broke")
    raise ZeroDivisionError


class Doors:
    handler500 = staticmethod(urls.handler500)
    urlpatterns = [*urls.urlpatterns, path("500/", broken), path("api/v1/500/", broken)]


@override_settings(ROOT_URLCONF=Doors)
def test_the_page_of_a_fault_and_the_log_lines_have_the_id(caplog):
    caplog.handler.addFilter(request_ids.AddRequestId())

    answer = Client(raise_request_exception=False).get("/500/")

    assert answer["X-Request-Id"] in answer.text
    lines = {record.name: record.request_id for record in caplog.records}
    assert lines["foothold.test"] == lines["django.request"] == answer["X-Request-Id"]
    assert request_ids.current() == "-"


def test_a_fault_outside_of_the_api_s_views_has_the_api_s_shape(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.failing"]

    answer = Client(raise_request_exception=False).get("/api/v1/employers/")

    assert answer.status_code == 500
    error = {"code": "error", "detail": "Server Error (500)", "attr": None}
    assert answer.json() == {"type": "server_error", "errors": [error]}


def failing(get_response):
    return broken


def test_no_answer_of_the_api_may_be_stored_but_its_description(client_of, staff):
    client = client_of(staff)
    stored = [
        door.path
        for door in doors()
        if door.path.startswith("/api/")
        for answer in [client.get(re.sub(r"{\w+}", "999999", door.path))]
        if "no-store" not in answer["Cache-Control"]
    ]

    assert stored == ["/api/v1/schema/"]  # it holds nobody's records, and asks each time
