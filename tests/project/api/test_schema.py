"""The API describes itself completely, validly, and without the network."""

import re

import pytest
from django.contrib.staticfiles import finders
from openapi_spec_validator import validate
from rest_framework.test import APIClient


@pytest.fixture(scope="module")
def schema(django_db_blocker):
    with django_db_blocker.unblock():
        answer = APIClient().get("/api/v1/schema/", headers={"Accept": "application/json"})
    return answer.json()


def operations(schema) -> dict[str, dict]:
    return {
        f"{method.upper()} {path.removeprefix('/api/v1/')}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def test_the_schema_is_valid_openapi(schema):
    assert validate(schema) is None  # it raises what is wrong


def test_making_the_schema_raises_no_warning(capsys, schema):
    APIClient().get("/api/v1/schema/")

    assert capsys.readouterr().err == ""


def test_every_operation_documents_its_refusals(schema):
    lacking = {}
    for name, operation in operations(schema).items():
        wanted = {"400", "401", "405", "429"}
        if name.startswith(("POST", "PATCH")):
            wanted |= {"409", "422"}
        if operation.get("requestBody"):
            wanted |= {"413", "415"}
        if "{" in name:
            wanted |= {"404"}
        if missing := wanted - set(operation["responses"]):
            lacking[name] = missing
    assert lacking == {}


def test_no_operation_documents_an_error_of_ours(schema):
    documented = {code for each in operations(schema).values() for code in each["responses"]}

    assert documented & {"500", "503"} == set()


def test_every_operation_has_a_description_and_a_name_of_its_own(schema):
    each = operations(schema)

    assert [name for name, operation in each.items() if not operation.get("description")] == []
    assert len({operation["operationId"] for operation in each.values()}) == len(each)


def test_every_write_that_stores_takes_an_idempotency_key(schema):
    for name, operation in operations(schema).items():
        headers = (
            {each["name"] for each in operation["parameters"]}
            if operation.get("parameters")
            else set()
        )
        stores = name.startswith("POST") and name != "POST fee-quotes/"
        assert ("Idempotency-Key" in headers) == stores, name


def test_money_is_integers_and_rates_are_strings(schema):
    for name, component in schema["components"]["schemas"].items():
        for field, shape in component.get("properties", {}).items():
            if field.endswith("_pence"):
                assert shape["type"] == "integer", (name, field)
            if field in ("rate", "share", "fte", "vat_rate", "discount_rate", "short_share"):
                assert shape["type"] == "string", (name, field)


def test_a_conflict_is_a_code_and_a_sentence(schema):
    assert set(schema["components"]["schemas"]["Refusal"]["properties"]) == {"code", "detail"}


def test_enumerations_have_names_people_would_choose(schema):
    names = {name for name in schema["components"]["schemas"] if name.endswith("Enum")}

    assert [name for name in names if re.search(r"[0-9]|Type[A-Z0-9]{3}Enum", name)] == []


# The page


def test_the_page_of_the_api_runs_no_script_of_its_own_and_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/")
    html = page.content.decode()

    assert page.status_code == 200
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|style=|\son\w+=\"", html) == []
    assert re.findall(r"(?:src|href)=\"(?!/)[^\"]*\"", html) == []
    assert "unsafe" not in page["Content-Security-Policy"]
    for file in re.findall(r"(?:src|href)=\"/static/([^\"?]+)\"", html):
        assert finders.find(file), file


def test_the_script_of_the_page_is_a_file_of_its_own(client):
    html = client.get("/api/v1/docs/").content.decode()
    address = re.findall(r"<script src=\"(/api/v1/docs/[^\"]+)\"", html)[0]

    answer = client.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in answer.content.decode()


def test_the_root_of_the_api_leads_to_its_page(client):
    assert client.get("/api/v1/")["Location"] == "/api/v1/docs/"
