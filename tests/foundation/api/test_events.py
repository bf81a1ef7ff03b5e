"""The feed of events: in order, with its objects, cut to what the reader may see."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from foundation import feed, history, nouns
from foundation.choices import Verb
from foundation.models import HistoryEntry, IdempotencyKey, WebhookEndpoint
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"
DAY = datetime(2026, 6, 15, 11, tzinfo=UTC).date()


def record(verb, subject, by=None, **states):
    return history.record(verb, subject, by=by, on=DAY, **states)


@pytest.fixture
def introduction(employer, graduate):
    """An introduction that was sent to our contact's employer."""
    graduate.identity_seen_on = date(2018, 6, 25)
    graduate.save()
    return IntroductionFactory(employer=employer, graduate=graduate, sent=True)


def ids(api, query=""):
    return [one["id"] for one in api.get(EVENTS + query).json()["results"]]


def types(api, query=""):
    return [one["type"] for one in api.get(EVENTS + query).json()["results"]]


def test_an_event_has_its_type_its_states_and_its_object_as_its_own_endpoint_gives_it(
    staff_api, staff, introduction
):
    record(Verb.INTERVIEWING, introduction, by=staff, before="sent", after="interviewing")

    *_, first, second = staff_api.get(EVENTS).json()["results"]

    own = staff_api.get(f"/api/v1/introductions/{introduction.pk}/").json()
    assert (first["type"], second["type"]) == ("introduction.sent", "introduction.interviewing")
    assert second["object"] == own
    assert second["object_url"] == f"/api/v1/introductions/{introduction.pk}/"
    assert (second["from_state"], second["to_state"]) == ("sent", "interviewing")
    assert (second["by"], second["on"], second["noun"]) == (
        "Stella Staff", "2026-06-15", "introduction",
    )  # fmt: skip
    assert staff_api.get(f"{EVENTS}{second['id']}/").json() == second


def test_each_role_gets_the_object_in_its_own_form(staff_api, employer_api, staff, graduate):
    record(Verb.PUBLISHED, graduate, by=staff)

    [office], [portal] = (api.get(EVENTS).json()["results"] for api in (staff_api, employer_api))

    own = employer_api.get(f"/api/v1/graduates/{graduate.pk}/").json()
    assert portal["object"] == own != office["object"]
    assert (office["by"], portal["by"]) == ("Stella Staff", None)


def test_nobody_reads_of_what_they_may_not_see(
    anonymous_api, other_employer_api, stranger_api, graduate_api, introduction
):
    assert anonymous_api.get(EVENTS).status_code == 401
    assert ids(other_employer_api, "?noun=introduction") == []
    assert ids(stranger_api) == []
    assert "introduction.sent" in types(graduate_api)
    assert ids(graduate_api) != []


def test_an_employer_does_not_read_what_a_graduate_does_with_their_profile(
    employer_api, graduate_api, staff_api, graduate
):
    record(Verb.CV_UPLOADED, graduate)
    record(Verb.ASKED_TO_BE_ERASED, graduate)

    assert types(employer_api) == []
    assert types(staff_api) == ["graduate.cv_uploaded", "graduate.asked_to_be_erased"]


def test_a_reader_who_follows_the_cursor_gets_every_event_once_in_order(staff_api):
    for row in EmployerFactory.create_batch(7):
        record(Verb.CREATED, row)

    page = staff_api.get(f"{EVENTS}?page_size=3").json()
    read = [one["id"] for one in page["results"]]
    while page["next"]:
        page = staff_api.get(page["next"]).json()
        read += [one["id"] for one in page["results"]]
        if len(read) < 8:  # something happens while they read
            record(Verb.EDITED, EmployerFactory())

    assert read == sorted(set(read))
    assert len(read) == 8


def test_a_position_is_given_once_and_in_order(staff):
    for _ in range(3):
        record(Verb.CREATED, EmployerFactory())

    assert feed.place_all(now=timezone.now()) == 3
    assert feed.place_all(now=timezone.now()) == 0
    record(Verb.CREATED, EmployerFactory())
    feed.place_all(now=timezone.now())

    entries = HistoryEntry.objects.order_by("pk").values_list("position", flat=True)
    assert list(entries) == [1, 2, 3, 4]
    assert feed.last_position() == 4


def test_what_is_gone_is_an_event_without_its_object_for_the_office(staff_api, employer_api):
    gone = GraduateFactory()
    record(Verb.CREATED, gone)
    gone.delete()

    [event] = staff_api.get(EVENTS).json()["results"]

    assert (event["type"], event["object"]) == ("graduate.created", None)
    assert ids(employer_api) == []


def test_events_are_filtered_by_type_noun_record_and_time(staff_api, introduction, time_machine):
    time_machine.move_to(datetime(2026, 6, 15, 11, tzinfo=UTC))
    other = EmployerFactory()
    record(Verb.PUT_ON_STOP, other)
    ids(staff_api)
    time_machine.shift(3600)
    since = timezone.now().isoformat().replace("+00:00", "Z")
    record(Verb.RELEASED, other)

    assert types(staff_api, "?type=introduction.sent,employer.released") == [
        "introduction.sent",
        "employer.released",
    ]
    assert types(staff_api, "?type=employer.*") == ["employer.put_on_stop", "employer.released"]
    assert types(staff_api, f"?noun=employer&object_id={other.pk}&ordering=-id") == [
        "employer.released",
        "employer.put_on_stop",
    ]
    assert types(staff_api, f"?updated_since={since}") == ["employer.released"]


@pytest.mark.parametrize(
    "query",
    [
        *("type=invoice.eaten", "type=nothing", "type=invoice.*,x.*", "noun=money", "type="),
        *("updated_since=yesterday", "updated_since=2026-01-01T10:00:00", "object_id=x"),
        *("updated_since=2026-13-45T10:00:00Z", "ordering=type", "colour=red"),
        "type=" + ",".join(["invoice.issued"] * 101),
    ],
)
def test_a_filter_that_means_nothing_is_refused(staff_api, query):
    assert staff_api.get(f"{EVENTS}?{query}").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_needs_the_same_queries_for_one_event_and_for_three(
    staff_api, count, django_assert_num_queries
):
    for row in EmployerFactory.create_batch(count):
        record(Verb.CREATED, row)
    feed.place_all(now=timezone.now())

    with django_assert_num_queries(3):  # is one without a place? the page, and its employers
        staff_api.get(EVENTS)


def test_every_verb_of_every_noun_is_a_type_of_its_own():
    known = nouns.types()

    assert len(known) == len(set(known)) > 150
    assert {"invoice.issued", "hire.started", "introduction.asked_to_meet"} <= set(known)


# The endpoints of webhooks


ENDPOINTS = "/api/v1/webhook-endpoints/"
URL = "https://hooks.example.org/foothold?a=1"


def test_the_secret_is_in_the_answer_once_and_nowhere_readable(admin_api):
    first = admin_api.post(
        ENDPOINTS,
        {"url": URL, "types": ["invoice.*"]},
        format="json",
        headers={"Idempotency-Key": "k1"},
    )
    again = admin_api.post(
        ENDPOINTS,
        {"url": URL, "types": ["invoice.*"]},
        format="json",
        headers={"Idempotency-Key": "k1"},
    )

    assert (first.status_code, again.status_code) == (201, 201)
    secret = first.json()["secret"]
    assert secret.startswith("whsec_")
    assert again.json() == {**first.json(), "secret": None}
    endpoint = WebhookEndpoint.objects.get()
    assert secret not in endpoint.secret + IdempotencyKey.objects.get().body
    assert "secret" not in admin_api.get(f"{ENDPOINTS}{endpoint.pk}/").json()
    assert endpoint.types == ["invoice.*"]


def test_a_rotated_secret_is_shown_once_too(admin_api):
    made = admin_api.post(ENDPOINTS, {"url": URL}, format="json").json()

    rotated = admin_api.post(f"{ENDPOINTS}{made['id']}/rotate-secret/").json()

    assert rotated["secret"] != made["secret"]
    assert rotated["old_secret_until"] is not None


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.example.org/", "https://127.0.0.1/", "https://localhost/"),
        *("https://[::1]/", "https://10.0.0.8/", "https://169.254.169.254/latest/meta-data/"),
        *("https://2130706433/", "https://0x7f.1/", "https://[::ffff:10.0.0.1]/"),
        *("https://user:pass@hooks.example.org/", "https://intranet/", "https://db.internal/"),
        *("https:///hook", "https://hooks.example.org:99999/", "https://[64:ff9b::a00:1]/"),
        "ftp://hooks.example.org/",
    ],
)
def test_an_address_that_leads_inside_is_refused(admin_api, url):
    answer = admin_api.post(ENDPOINTS, {"url": url}, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "url"
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_edited_paused_resumed_and_disabled(admin_api):
    made = admin_api.post(ENDPOINTS, {"url": URL}, format="json").json()
    path = f"{ENDPOINTS}{made['id']}/"

    edited = admin_api.patch(
        path, {"types": ["hire.started"], "description": "Payroll"}, format="json"
    )
    assert (edited.json()["types"], edited.json()["description"]) == (["hire.started"], "Payroll")
    assert admin_api.patch(path, {"types": ["hire.eaten"]}, format="json").status_code == 400
    assert admin_api.patch(path, {"url": "https://10.0.0.1/"}, format="json").status_code == 400
    assert admin_api.patch(path, {"state": "paused"}, format="json").status_code == 400
    states = [
        (answer.status_code, answer.json().get("state") or answer.json()["code"])
        for verb in ("resume", "pause", "pause", "resume", "disable", "test", "disable")
        for answer in [admin_api.post(f"{path}{verb}/")]
    ]
    assert states == [
        (409, "webhook_endpoint_active"),
        (200, "paused"),
        (409, "webhook_endpoint_not_active"),
        (200, "active"),
        (200, "disabled"),
        (409, "webhook_endpoint_not_active"),
        (409, "webhook_endpoint_not_active"),
    ]


def test_only_admins_see_endpoints_and_deliveries(staff_api, finance_api, employer_api):
    for api in (staff_api, finance_api, employer_api):
        assert api.get(ENDPOINTS).status_code == 403
        assert api.post(ENDPOINTS, {"url": URL}, format="json").status_code == 403
        assert api.get("/api/v1/webhook-deliveries/").status_code == 403
