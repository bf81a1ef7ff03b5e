"""Bad input: each case is answered as it must be, and none by an error of ours."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from rest_framework.test import APIRequestFactory, force_authenticate

from employers.models import Employer
from foundation.api.viewsets import ScopedViewSet
from tests.factories.accounts import UserFactory
from tests.factories.placements import IntroductionFactory
from tests.project.api.world import make_world

HIRES, EMPLOYERS = "/api/v1/hires/", "/api/v1/employers/"


def post(api, path: str, raw: str):
    return api.post(path, raw, content_type="application/json")


def a_hire(api, **changed: str):
    """Return the answer to a sound hire with a few fields written raw, as JSON text."""
    introduction = IntroductionFactory(sent=True, sent_on=date(2028, 2, 1))
    fields = {
        "introduction": str(introduction.pk),
        "start_on": '"2028-02-21"',
        "agreed_on": '"2028-02-10"',
        "salary_pence": "3200000",
        **changed,
    }
    return post(
        api, HIRES, "{" + ", ".join(f'"{name}": {raw}' for name, raw in fields.items()) + "}"
    )


def faulty(answer, field: str) -> int:
    """Return the status, having seen that the fault names the field."""
    assert [fault["attr"] for fault in answer.json()["errors"]] == [field]
    return answer.status_code


def salary_of_minus_nothing(api) -> int:
    return faulty(a_hire(api, salary_pence='"-0.00"'), "salary_pence")


def salary_in_other_digits(api) -> int:
    raws = ('"30_000"', '"\uff13\uff10\uff10\uff10\uff10"', '"\u0663\u0660\u0660\u0660\u0660"')
    answers = {faulty(a_hire(api, salary_pence=raw), "salary_pence") for raw in raws}
    assert {
        faulty(a_hire(api, fte=raw), "fte") for raw in ('"0_1"', '"\uff10.5"', '"\u0660.\u0665"')
    } == {400}
    return answers.pop()


def salary_that_is_no_number(api) -> int:
    raws = ("NaN", "Infinity", "-Infinity", '"NaN"', "1e999999", "0.1")
    answers = {faulty(a_hire(api, salary_pence=raw), "salary_pence") for raw in raws}
    assert len(answers) == 1
    return answers.pop()


def start_at_the_ends_of_time(api) -> int:
    answers = {
        faulty(a_hire(api, start_on=raw), "start_on") for raw in ('"0001-01-01"', '"9999-12-31"')
    }
    return answers.pop()


def start_on_a_leap_day(api) -> int:
    return a_hire(api, start_on='"2028-02-29"').status_code


def name_with_nul(api) -> int:
    return faulty(post(api, EMPLOYERS, '{"name": "Em\\u0000ber"}'), "name")


def json_field_with_nul(api) -> int:
    body = '{"full_name": "A", "email": "a@example.com", "links": {"web": "https://a\\u0000"}}'
    return faulty(post(api, "/api/v1/graduates/", body), "links.web")


def bottomless_nesting(api) -> int:
    deep = "[" * 100_000 + "]" * 100_000
    return post(api, EMPLOYERS, f'{{"name": {deep}}}').status_code


def reference_with_an_exponent(api) -> int:
    return faulty(a_hire(api, introduction="1e999999"), "introduction")


def reference_beyond_every_column(api) -> int:
    return faulty(a_hire(api, introduction=str(2**200)), "introduction")


def name_given_twice(api) -> int:
    return faulty(post(api, EMPLOYERS, '{"name": "Ember", "name": "Other"}'), "name")


def deleting_what_others_refer_to(api) -> int:
    """No door of ours deletes. This one does, to see what would be answered if one ever did."""
    request = APIRequestFactory().delete("/")
    force_authenticate(request, UserFactory())
    employer = make_world().ids["employers"]
    return Deleting.as_view({"delete": "destroy"})(request, pk=str(employer)).status_code


class Deleting(ScopedViewSet):
    http_method_names = ["delete"]
    queryset = Employer.objects.all()

    def destroy(self, request, pk):
        self.get_object().delete()


def page_beyond_every_page(api) -> int:
    return api.get(f"{EMPLOYERS}?page=99999999999999999999").status_code


def body_of_three_megabytes(api) -> int:
    return post(api, EMPLOYERS, json.dumps({"name": "x" * 3_000_000})).status_code


# What is sent, and what it must be answered.
CASES: list[tuple[Callable, int]] = [
    (salary_of_minus_nothing, 400),
    (salary_in_other_digits, 400),
    (salary_that_is_no_number, 400),
    (start_at_the_ends_of_time, 400),
    (start_on_a_leap_day, 201),
    (name_with_nul, 400),
    (json_field_with_nul, 400),
    (bottomless_nesting, 400),
    (reference_with_an_exponent, 400),
    (reference_beyond_every_column, 400),
    (name_given_twice, 400),
    (deleting_what_others_refer_to, 409),
    (page_beyond_every_page, 404),
    (body_of_three_megabytes, 413),
]


@pytest.mark.parametrize(
    ("send", "required"), CASES, ids=lambda part: getattr(part, "__name__", "")
)
def test_bad_input_is_answered_as_its_case_requires(staff_api, send, required):
    assert send(staff_api) == required


HOSTILE = [
    *("\x00", "\ud800", "\u202e", "\u200b", "=1+1", "<script>", "' OR 1=1 --", "\\", "%00", "🏳️‍🌈"),
    *(
        "x" * 30_000,
        "\uff19\uff19",
        "NaN",
        "1e999",
        "-0.00",
        "0001-01-01",
        "9999-12-31",
        "2026-W01-1",
    ),
    *(True, None, 0, -1, 2**31, 2**63, 2**64, 10**18, [], [[]], [None], {}, {"": ""}, {"a": []}),
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:20])
def test_no_value_in_any_field_is_an_error_of_ours(staff_api, finance_api, value, world):
    """Each field of each write in turn holds the value, the others nothing."""
    for api, path, fields in writes_of(world, staff_api, finance_api):
        for field in fields:
            answer = post(api, path, json.dumps({field: value}))
            assert answer.status_code in (200, 201, 202, 400, 409), (path, field, answer.content)


def writes_of(world, staff_api, finance_api):
    nouns = {
        "cohorts/": "name campus programme start_on end_on places state",
        "graduates/": "reference full_name email cohort headline about skills location "
        "available_from job_search links identity_seen_on visibility",
        "portfolio-projects/": "title client cohort summary skills repository_url live_url team",
        "employers/": "reference name kind group company_number vat_treatment vat_number "
        "billing_name billing_email billing_address on_stop",
        "contacts/": "employer full_name email role",
        "terms/": "employer effective_from effective_to fee_basis rate fixed_pence bands "
        "discount_rate minimum_pence fixed_term payment_days instalments rebate accepted_on",
        "hiring-requests/": "employer title openings salary_from_pence skills location contract",
        "introductions/": "graduate employer hiring_request contact willing_on",
        "hires/": "introduction graduate employer start_on salary_pence fte contract months",
        "fee-quotes/": "terms terms_id salary_pence fte months start_on vat_treatment last_day",
        "introductions/{introductions}/decline/": "reason on",
        "introductions/{introductions}/reopen/": "on",
        "introductions/{introductions}/arrange-interview/": "at on",
        "hires/{hires}/end/": "last_day reason notified_on",
        "graduates/{graduates}/publish/": "consented_on",
    }
    money = {
        "payments/": "invoice amount_pence received_on method reference",
        "invoices/{invoices}/credit/": "net_pence reason remedy refunded_on",
        "invoices/{invoices}/issue/": "issued_on",
        "fees/{fees}/override/": "net_pence reason",
        "rebates/{rebates}/confirm/": "remedy refunded_on",
        "approvals/{approvals}/refuse/": "reason",
    }
    for api, paths in ((staff_api, nouns), (finance_api, money)):
        for path, fields in paths.items():
            yield api, "/api/v1/" + path.format(**world.ids), fields.split()
