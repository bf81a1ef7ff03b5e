"""The verb tells people: by page, by the API and by itself, the same ones, once."""

from collections import Counter
from datetime import date

import pytest

from employers.domain import contacts, hiring_requests
from employers.domain.terms import offers
from employers.models import HiringRequest
from foundation import people
from foundation.accounts.choices import PLACES_PEOPLE, Role
from foundation.accounts.models import User
from foundation.models import OutboxRow
from placements.domain.hires import feedback, start_reports
from placements.domain.introductions import introductions, willingness
from placements.domain.outcomes import job_reports
from placements.domain.outcomes.job_reports import Job
from placements.domain.people import sign_ins
from tests.factories.accounts import UserFactory
from tests.factories.employers import ContactFactory, EmployerFactory, TermsFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
DAY = date(2018, 7, 9)
Letters = Counter[tuple[str, str]]


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(DAY)


def letters(since: int = 0) -> Letters:
    """Return how often each subject goes to each address, of the letters after a row."""
    rows = OutboxRow.objects.filter(kind="email", pk__gt=since)
    return Counter((row.payload["to"][0], row.payload["subject"]) for row in rows)


def last_letter() -> int:
    last = OutboxRow.objects.order_by("pk").last()
    return last.pk if last else 0


@pytest.fixture(autouse=True)
def office(staff, admin) -> None:
    """Two who place people; the factories may add more."""


def to_office(*subjects: str) -> Letters:
    """Return the letters of a subject to each who places people."""
    there = User.objects.filter(role__in=PLACES_PEOPLE, is_active=True)
    return Counter((user.email, subject) for user in there for subject in subjects)


# By page and by the API


def asked(graduate, employer) -> int:
    """Return the id of a position that waits for the graduate, after the letters about it."""
    return IntroductionFactory(graduate=graduate, employer=employer, asked_for=True).pk


@pytest.mark.parametrize(
    ("button", "endpoint", "answer"), [("yes", "agree", "yes"), ("no", "decline-to-meet", "no")]
)
def test_an_answer_of_a_graduate_is_told_alike(
    graduate, employer, graduate_api, client, button, endpoint, answer
):
    client.force_login(graduate.user)
    subject = f"{graduate} said {answer} to {employer}"

    first = asked(graduate, employer)
    before = last_letter()
    assert client.post(f"/me/positions/{first}/{button}/").status_code == 302
    assert letters(before) == to_office(subject)

    second = asked(graduate, employer)
    before = last_letter()
    body = graduate_api.post(f"/api/v1/introductions/{second}/{endpoint}/", {}, format="json")
    assert (body.status_code, letters(before)) == (200, to_office(subject))


JOB = {
    "employer_name": "Ember Ltd",
    "job_title": "Developer",
    "work": "full_time",
    "start_on": "2018-09-03",
    "through_us": "no",
}


def test_a_job_is_told_alike(graduate, graduate_api, client):
    client.force_login(graduate.user)
    expected = to_office(f"{graduate} has a job at Ember Ltd")

    assert client.post("/me/job/", JOB).status_code == 302
    assert letters() == expected

    before = last_letter()
    assert graduate_api.post("/api/v1/job-reports/", JOB, format="json").status_code == 201
    assert letters(before) == expected


ROLE = {"title": "Junior developer", "openings": 2, "contract": "permanent"}


def test_a_role_is_told_alike(employer, employer_contact, employer_api, client):
    client.force_login(employer_contact)
    expected = to_office(f"New request from {employer}: Junior developer")

    assert client.post("/portal/requests/new/", ROLE).status_code == 302
    assert letters() == expected

    before = last_letter()
    body = {**ROLE, "employer": employer.pk}
    assert employer_api.post("/api/v1/hiring-requests/", body, format="json").status_code == 201
    assert letters(before) == expected


def test_a_role_that_the_office_writes_down_is_told_nobody(staff_api, employer):
    body = {**ROLE, "employer": employer.pk}

    assert staff_api.post("/api/v1/hiring-requests/", body, format="json").status_code == 201
    assert letters() == Counter()


@pytest.mark.parametrize("move", ["interview", "offer", "decline"])
def test_what_an_employer_answers_is_told_and_what_the_office_notes_is_not(
    employer, employer_contact, client, staff_api, move
):
    state = {"interview": "interviewing", "offer": "offered", "decline": "declined"}[move]
    by_page, by_api = IntroductionFactory.create_batch(2, employer=employer, sent=True)
    before = last_letter()
    client.force_login(employer_contact)

    client.post(f"/portal/introductions/{by_page.pk}/{move}/", {"decline-reason": "Too far"})

    subject = f"{by_page.graduate} to {employer}: is now {state}"
    assert letters(before) == to_office(subject)
    before = last_letter()
    body = {"reason": "Too far"} if move == "decline" else {}
    answer = staff_api.post(f"/api/v1/introductions/{by_api.pk}/{move}/", body, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert letters(before) == Counter()


# By the verb itself


def test_asking_to_meet_tells_the_graduate_and_the_office():
    contact = ContactFactory(employer=TermsFactory().employer, signs_in=True)
    person = GraduateFactory(ready=True, signs_in=True)

    willingness.ask_to_meet(person, contact, by=contact.user, on=DAY)

    own = Counter([(person.user.email, f"{contact.employer} would like to meet you")])
    assert letters() == own + to_office(f"{contact.employer} would like to meet {person}")


def test_feedback_and_a_start_are_told_once(employer, employer_contact):
    met = IntroductionFactory(employer=employer, sent=True)
    before = last_letter()
    start = {"start_on": date(2018, 9, 3), "salary_pence": 32_000_00}

    feedback.give(met.pk, text="Calm and clear", by=employer_contact, on=DAY)
    for _ in range(2):  # said twice, it is one report
        contact = employer_contact.contact
        start_reports.report(met.pk, contact, by=employer_contact, on=DAY, **start)

    subjects = [f"{met.graduate} to {employer}: gave feedback"]
    subjects += [f"{employer} has hired {met.graduate}"]
    assert letters(before) == to_office(*subjects)


def test_what_the_office_does_for_others_is_no_news_to_it(graduate, employer, staff):
    position = IntroductionFactory(graduate=graduate, employer=employer)
    sent = IntroductionFactory(employer=employer, sent=True)
    contact = ContactFactory(employer=employer, signs_in=True)
    role = HiringRequest(employer=employer, title="Junior developer", openings=1)
    before = last_letter()

    willingness.decline_to_meet(
        IntroductionFactory(graduate=graduate, willing_on=None).pk, by=staff, on=DAY
    )
    introductions.withdraw(position.pk, by=staff, on=DAY)
    introductions.decline(sent.pk, reason="Too far", by=staff, on=DAY)
    job_reports.report(graduate.pk, Job(**{**JOB, "start_on": DAY}), by=staff, on=DAY)
    hiring_requests.post(role, skills=[], by=staff, on=DAY)
    contacts.leave(contact.pk, by=staff, on=DAY)

    assert letters(before) == Counter()


def test_terms_are_told_to_those_who_may_accept_and_their_signing_to_the_office(staff):
    employer = EmployerFactory(name="Ember Ltd")
    people_there = ContactFactory.create_batch(2, employer=employer, signs_in=True)
    ContactFactory(employer=employer)

    terms = offers.offer_standard(employer.pk, by=staff, on=DAY)

    subject = "Our terms are ready for you to accept"
    assert letters() == Counter((contact.email, subject) for contact in people_there)
    before = last_letter()
    read = offers.fingerprint(offers.paper_of(terms, us="Us"))
    signer = people_there[0].user
    offers.sign(terms.pk, name="Emma", read_sha256=read, us="Us", by=signer, on=DAY)
    assert letters(before) == to_office("Ember Ltd has accepted our terms")


def test_whoever_is_let_in_is_told_by_whom(employer, employer_contact, staff, admin):
    contacts.invite(
        employer.pk, full_name="Carla", email="c@x.example", by=employer_contact, on=DAY
    )
    contacts.invite(employer.pk, full_name="Dan", email="d@x.example", by=staff, on=DAY)
    person = GraduateFactory(email="g@x.example")
    sign_ins.grant_access(person.pk, by=staff, on=DAY)
    people.add(email="o@x.example", full_name="Olu", role=Role.STAFF, by=admin, on=DAY)

    assert letters() == Counter(
        [
            ("c@x.example", f"{employer_contact.contact} has invited you to Foothold"),
            ("d@x.example", "Stella Staff has invited you to Foothold"),
            ("g@x.example", "Your Foothold account"),
            ("o@x.example", f"{admin} has given you access to Foothold"),
        ]
    )


def test_a_contact_who_leaves_is_told_to_the_office(employer, employer_contact):
    contact = employer_contact.contact

    contacts.leave(contact.pk, by=employer_contact, on=DAY)

    assert letters() == to_office(f"{contact} of {employer} has left")


def test_who_switched_a_kind_off_is_not_told(graduate, staff, admin):
    other = UserFactory(role=Role.STAFF)
    staff.notification_choices.create(kind="job_reported", wanted=False)

    job = Job(**{**JOB, "start_on": DAY})
    job_reports.report(graduate.pk, job, by=graduate.user, on=DAY)

    assert {to for to, _ in letters()} == {admin.email, other.email}
