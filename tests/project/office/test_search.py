"""One search over everything the office keeps."""

from datetime import date

import pytest

from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, HireFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 10, 4))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def search(client, typed: str) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": typed}).context["groups"]
    return {group.title: [one.title for one in group.matches] for group in groups}


def test_everything_that_has_the_words_is_found_by_kind(desk):
    hire = HireFactory(
        introduction__graduate__full_name="Amal Ember",
        introduction__employer__name="Ember Ltd",
        introduction__hiring_request__title="Junior developer",
    )

    assert search(desk, "ember") == {
        "Graduates": ["Amal Ember"],
        "Employers": ["Ember Ltd"],
        "Requests": ["Junior developer at Ember Ltd"],
        "Hires": [str(hire)],
    }


def test_every_word_must_stand_somewhere(desk):
    GraduateFactory(full_name="Amal Hassan")
    GraduateFactory(full_name="Amal Noor")

    assert search(desk, "noor amal") == {"Graduates": ["Amal Noor"]}


def test_an_invoice_is_found_by_its_number(desk):
    invoice = InvoiceFactory(issued=True)

    assert search(desk, invoice.number.lower()) == {"Invoices": [invoice.number]}


def test_who_was_erased_is_not_found(desk):
    GraduateFactory(full_name="Amal Hassan", erased_on=date(2018, 10, 1))

    assert search(desk, "amal") == {}


def test_one_letter_asks_for_another(desk):
    page = desk.get("/search/", {"q": "a"}).text

    assert "Type at least two letters." in page


def test_nothing_found_is_said(desk):
    assert "No match found for “zz”." in desk.get("/search/", {"q": "zz"}).text


def test_more_than_eight_lead_to_the_list(desk):
    for n in range(9):
        EmployerFactory(name=f"Ember {n}")

    (group,) = desk.get("/search/", {"q": "ember"}).context["groups"]

    assert len(group.matches) == 8
    assert group.more == "/employers/?q=ember"


def test_it_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    HireFactory(introduction__graduate__full_name="Amal Ember")
    with django_assert_num_queries(7):
        desk.get("/search/", {"q": "ember"})
    for n in range(29):
        HireFactory(introduction__graduate__full_name=f"Ember {n}")

    with django_assert_num_queries(7):
        desk.get("/search/", {"q": "ember"})


def test_it_is_for_the_office_alone(client, employer_contact):
    client.force_login(employer_contact)

    assert client.get("/search/", {"q": "ember"}).status_code == 403
    assert "data-search" not in client.get("/").text
