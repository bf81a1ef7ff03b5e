"""The API describes itself completely, validly, and without the network."""

import re

import pytest
from django.contrib.staticfiles import finders
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import validate
from rest_framework.test import APIClient

from foundation.api.words import property_words


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


# What a reader and a linter look for


def test_every_operation_has_a_summary_and_a_description_of_its_own(schema):
    each = operations(schema)

    for words in ("summary", "description"):
        texts = [operation.get(words) for operation in each.values()]
        assert all(texts)
        assert {text for text in texts if texts.count(text) > 1} == set()
    assert [o["summary"] for o in each.values() if o["summary"].endswith(".")] == []


def test_every_property_is_described(schema):
    silent = {
        (name, field)
        for name, component in schema["components"]["schemas"].items()
        for field, shape in component.get("properties", {}).items()
        if not shape.get("description")
    }

    assert silent == set()


def test_the_words_describe_properties_that_are_there(schema):
    """A word for a property that was renamed would stay for ever."""
    names = {
        field
        for component in schema["components"]["schemas"].values()
        for field in component.get("properties", {})
    }

    assert {key.rpartition(".")[2] for key in property_words()} - names == set()


def media(operation):
    """Yield each JSON body of an operation and of its good answers."""
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [
        answer.get("content", {})
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    ]
    for content in contents:
        if "application/json" in content:
            yield content["application/json"]


def test_every_body_and_every_good_answer_has_an_example_that_is_valid(schema):
    wrong = []
    for name, operation in operations(schema).items():
        for each in media(operation):
            whole = {**each["schema"], "components": schema["components"]}
            faults = list(OAS30Validator(whole).iter_errors(each["example"]))
            wrong += [(name, fault.json_path, fault.message) for fault in faults]

    assert wrong == []


def test_every_write_names_its_refusals_with_an_example_each(schema):
    for name, operation in operations(schema).items():
        refused = operation["responses"].get("409")
        if refused is None or "x-refusal-codes" not in operation:
            continue
        examples = refused["content"]["application/json"]["examples"]
        assert set(examples) == set(operation["x-refusal-codes"]), name
        for code, example in examples.items():
            assert example["value"]["code"] == code
            assert example["value"]["detail"]
            assert f"`{code}`: " in refused["description"]


def test_sending_an_introduction_names_what_may_stand_in_its_way(schema):
    codes = operations(schema)["POST introductions/{id}/send/"]["x-refusal-codes"]

    assert {"terms_not_agreed", "not_willing", "employer_on_stop", "busy"} <= set(codes)


def test_what_linters_ask_for_is_there(schema):
    """The rules of redocly and spectral that need no Node; CI runs those where they are."""
    info = schema["info"]
    assert info["license"]["name"]
    assert info["license"]["url"]
    assert info["contact"]["name"]
    assert info["description"]
    assert schema["servers"]
    tags = {tag["name"] for tag in schema["tags"]}
    assert all(tag["description"] for tag in schema["tags"])
    for name, operation in operations(schema).items():
        assert operation["tags"], name
        assert set(operation["tags"]) <= tags, name
        assert {code[0] for code in operation["responses"]} >= {"2", "4"}, name
        assert operation["security"], name
    for path in schema["paths"]:
        assert path.endswith("/"), path
        assert "?" not in path
    assert untyped(schema, "#") == []


def untyped(shape, path) -> list[str]:
    """Return where something may be null and has no type."""
    if isinstance(shape, list):
        return [each for n, part in enumerate(shape) for each in untyped(part, f"{path}/{n}")]
    if not isinstance(shape, dict):
        return []
    here = [path] if shape.get("nullable") is True and "type" not in shape else []
    return here + [each for key, part in shape.items() for each in untyped(part, f"{path}/{key}")]


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
