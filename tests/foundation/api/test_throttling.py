"""Too many requests are told when to come back."""

import pytest
from django.core.cache import cache
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from employers.api.employers import EmployerViewSet

EMPLOYERS = "/api/v1/employers/"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def three_a_minute(monkeypatch):
    monkeypatch.setattr(EmployerViewSet, "throttle_classes", [AnonRateThrottle, UserRateThrottle])
    rates = {"anon": "3/min", "user": "3/min"}
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", rates)
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", rates)


def test_the_fourth_request_of_a_minute_waits(staff_api, three_a_minute):
    assert [staff_api.get(EMPLOYERS).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = staff_api.get(EMPLOYERS)

    assert refused.json()["errors"][0]["code"] == "throttled"
    assert 0 < int(refused["Retry-After"]) <= 60


def test_each_person_has_their_own_count(staff_api, finance_api, three_a_minute):
    for _ in range(4):
        staff_api.get(EMPLOYERS)

    assert finance_api.get(EMPLOYERS).status_code == 200


def test_a_stranger_is_counted_as_well(anonymous_api, three_a_minute):
    answers = [anonymous_api.get(EMPLOYERS).status_code for _ in range(5)]

    assert answers[0] == 401
    assert set(answers) <= {401, 429}
