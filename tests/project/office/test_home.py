"""The front page of each role: what waits for them, and nothing of anybody else."""

import re
from datetime import date

import pytest
from django.core.exceptions import BadRequest
from django.test import Client, override_settings
from django.urls import path

from foundation.accounts.choices import Role
from placements.domain.people import graduates
from project import urls
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory, PortfolioProjectFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 4)


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def page_of(client):
    """Return the front page as somebody reads it: `page_of(staff)`."""

    def read(user, **query) -> str:
        client.force_login(user)
        return client.get("/", query).text

    return read


# Anybody


def test_a_visitor_reads_what_it_is_and_how_to_sign_in(client, db):
    page = client.get("/").text

    assert "free to their students because employers pay" in page
    assert "manage.py sign_in_link" in page
    assert "Sign out" not in page


def test_a_page_of_somebodys_own_is_kept_by_no_cache(client, staff):
    client.force_login(staff)

    assert "no-store" in client.get("/")["Cache-Control"]


def test_no_page_may_run_or_style_anything_inline(client, db):
    answer = client.get("/")

    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "<script" in answer.text
    assert re.findall(r"<script(?![^>]*\ssrc=)", answer.text) == []
    assert "<style" not in answer.text
    assert "style=" not in answer.text


# Employers


@pytest.fixture
def hired(employer):
    """Grace Hopper, hired by `employer`, and the fee unpaid since yesterday."""
    return InvoiceFactory(
        overdue=True,
        fee__hire__introduction__employer=employer,
        fee__hire__introduction__graduate__full_name="Grace Hopper",
        fee__hire__introduction__hiring_request__title="Junior Elm developer",
    )


def test_an_employer_reads_its_own_requests_introductions_and_invoices(
    page_of, employer_contact, hired
):
    page = page_of(employer_contact)

    for word in ("Ember Analytics Ltd", "Junior Elm developer", "Grace Hopper", hired.number):
        assert word in page
    assert "Overdue" in page


def test_an_employer_reads_no_draft_and_nobody_who_took_back_their_consent(
    page_of, employer, employer_contact, staff
):
    IntroductionFactory(employer=employer, graduate__full_name="Not Yet Sent")
    draft = InvoiceFactory(
        fee__hire__introduction__employer=employer,
        fee__hire__introduction__graduate__full_name="Went Hiding",
    )
    graduates.hide(draft.fee.hire.graduate_id, by=staff, on=TODAY)

    page = page_of(employer_contact)

    assert "Not Yet Sent" not in page
    assert "Went Hiding" not in page
    assert "We have not billed you yet." in page


def test_an_employer_reads_nothing_of_another(page_of, other_employer_contact, hired):
    page = page_of(other_employer_contact)

    for word in ("Ember", "Junior Elm developer", "Grace Hopper", hired.number):
        assert word not in page


def test_a_contact_of_nobody_is_told_so(page_of, stranger):
    assert "Your account is not linked to an employer yet" in page_of(stranger)


# Graduates


@pytest.fixture
def ready_graduate(db):
    """A graduate who signs in, and may be introduced."""
    return GraduateFactory(ready=True, signs_in=True)


def test_a_graduate_reads_their_profile_and_who_has_had_their_details(page_of, ready_graduate):
    ready_graduate.skills.create(name="Elm")
    PortfolioProjectFactory(title="Food bank map", team=[ready_graduate])
    IntroductionFactory(sent=True, graduate=ready_graduate, employer__name="Ember Ltd")
    IntroductionFactory(graduate=ready_graduate, employer__name="Not Yet Sent Ltd")

    page = page_of(ready_graduate.user)

    assert "without your name, photo or contact" in page
    for word in ("Elm", "Food bank map", "Ember Ltd", ready_graduate.cohort.name, "2 Jul 2018"):
        assert word in page
    assert "To be sent" in page


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        ("private", "No employer can see you until you choose to show your profile"),
        ("hidden", "You withdrew your consent"),
    ],
)
def test_a_graduate_reads_whether_employers_see_them(page_of, visibility, words):
    person = GraduateFactory(visibility=visibility, signs_in=True, cohort=None, headline="")

    assert words in page_of(person.user)


def test_a_graduate_reads_nothing_of_another(page_of, graduate_user):
    IntroductionFactory(sent=True, employer__name="Ember Ltd", graduate__headline="Somebody else")

    page = page_of(graduate_user)

    assert "Ember Ltd" not in page
    assert "Somebody else" not in page


def test_somebody_without_a_profile_is_told_so(page_of):
    assert "You do not have a profile yet" in page_of(UserFactory(role=Role.GRADUATE))


# The size of a page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_an_employer_asks_as_much_for_one_as_for_thirty(
    client, employer, employer_contact, rows, django_assert_num_queries
):
    InvoiceFactory.create_batch(rows, overdue=True, fee__hire__introduction__employer=employer)
    client.force_login(employer_contact)

    with django_assert_num_queries(14):
        client.get("/")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_a_graduate_asks_nine_questions_however_much_there_is(
    client, ready_graduate, rows, django_assert_num_queries
):
    for number in range(rows):
        ready_graduate.skills.create(name=f"Craft {number}")
        PortfolioProjectFactory(team=[ready_graduate])
        IntroductionFactory(sent=True, graduate=ready_graduate)
    client.force_login(ready_graduate.user)

    with django_assert_num_queries(9):
        client.get("/")


# Pages that say no


def test_an_address_that_leads_nowhere_has_a_way_out(client, db):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert 'href="/"' in answer.text


def test_a_host_that_is_not_ours_gets_the_page_of_a_bad_request():
    answer = Client().get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "We could not read that request" in answer.text


def breaks(request):
    raise ZeroDivisionError


def misread(request):
    raise BadRequest


class BrokenSite:
    """Our addresses, and two that fail."""

    urlpatterns = [path("breaks/", breaks), path("misread/", misread), *urls.urlpatterns]


@override_settings(ROOT_URLCONF=BrokenSite)
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/breaks/", 500, "Something went wrong"),
        ("/misread/", 400, "We could not read that request"),
    ],
)
def test_a_page_that_breaks_has_a_way_out(db, address, status, words):
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert words in answer.text
    assert 'href="/"' in answer.text


def figures_on(page: str) -> dict[str, str]:
    """Return the five figures of a page, as they are written."""
    terms = page.partition('<dl class="figures">')[2].partition("</dl>")[0].split("<dt>")[1:]
    return {
        term.partition("</dt>")[0]: term.partition("<dd>")[2].partition("</dd>")[0]
        for term in terms
    }
