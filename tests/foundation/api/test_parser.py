"""What the parser lets through is safe to compute with and to store."""

import io

import pytest
from rest_framework.exceptions import APIException

from foundation.api.parser import MOST_BYTES, StrictJSONParser


def parsed(raw: bytes, media_type: str = "application/json"):
    return StrictJSONParser().parse(io.BytesIO(raw), media_type)


def refusal(raw: bytes, media_type: str = "application/json") -> APIException:
    with pytest.raises(APIException) as caught:
        parsed(raw, media_type)
    return caught.value


def faults(raw: bytes) -> dict[str, str]:
    detail = refusal(raw).detail
    assert isinstance(detail, dict)
    return {field: errors[0].code for field, errors in detail.items()}


def test_a_sound_body_comes_out_as_it_went_in():
    raw = '{"name": "Łódź \\ud83d\\ude00 [{", "pence": 123450, "links": {"web": ["a", null, true]}}'

    assert parsed(raw.encode()) == {
        "name": "Łódź 😀 [{",
        "pence": 123450,
        "links": {"web": ["a", None, True]},
    }


@pytest.mark.parametrize("number", ["0.1", "1e999999", "-2E5", "1.0"])
def test_a_number_with_a_fraction_or_an_exponent_is_refused_by_its_path(number):
    body = f'{{"terms": {{"bands": [{{"rate": {number}}}]}}}}'

    assert faults(body.encode()) == {"terms.bands.0.rate": "float"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_by_its_path(number):
    assert faults(f'{{"salary_pence": {number}}}'.encode()) == {"salary_pence": "not_a_number"}


def test_a_number_no_column_could_hold_is_refused():
    body = f'{{"employer": {2**200}, "graduate": {10**18}, "sound": {10**18 - 1}}}'

    assert faults(body.encode()) == {"employer": "out_of_range", "graduate": "out_of_range"}


def test_a_name_given_twice_is_refused_by_its_path():
    assert faults(b'{"a": {"salary": 1, "salary": 2}}') == {"a.salary": "repeated"}


@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800", "\\udc00x"])
def test_what_no_database_can_store_is_refused_wherever_it_stands(bad):
    body = f'{{"name": "x{bad}", "links": {{"web": ["{bad}"]}}}}'

    assert faults(body.encode()) == {"name": "characters", "links.web.0": "characters"}


def test_a_key_no_database_can_store_is_refused_by_a_name_an_answer_can_carry():
    assert faults(b'{"links": {"a\\u0000": 1, "\\ud800": 2}}') == {
        "links.a\\x00": "characters",
        "links.\\ud800": "characters",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' + b"[" * 20 + b"]" * 20 + b"}",
    ],
)
def test_bottomless_nesting_is_refused_before_it_is_read(body):
    assert "20 levels" in str(refusal(body).detail)


def test_twenty_levels_are_read():
    body = b'{"a":' + b"[" * 19 + b"]" * 19 + b"}"

    assert parsed(body)["a"]


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null", b"1", b"true"])
def test_anything_but_an_object_on_top_is_refused(body):
    assert str(refusal(body).detail) == "Send a JSON object: {...}."


@pytest.mark.parametrize("body", [b"", b"{", b"{'a': 1}", b'{"a": 01}', b'\xef\xbb\xbf{"a": 1}'])
def test_what_is_not_json_is_refused_with_the_place(body):
    refused = refusal(body)

    assert refused.status_code == 400
    assert "line 1, column" in str(refused.detail)


def test_bytes_that_are_not_utf8_are_refused():
    assert str(refusal(b'{"name": "\xff"}').detail) == "The body is not UTF-8."


def test_another_encoding_is_an_unsupported_media_type():
    assert refusal(b"{}", "application/json; charset=latin-1").status_code == 415
    assert parsed(b"{}", 'application/json; charset="UTF-8"') == {}


def test_a_body_above_the_limit_is_too_large():
    body = b'{"a": "' + b"x" * MOST_BYTES + b'"}'

    assert refusal(body).status_code == 413


def test_at_most_twenty_faults_are_named():
    body = b'{"a": [' + b",".join([b"0.1"] * 1000) + b"]}"

    assert len(faults(body)) == 20
