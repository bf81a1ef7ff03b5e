"""Employers as the office sees them."""

from datetime import date

import pytest

from employers.models import Contact, Employer
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    HiringRequestFactory,
    TermsFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def rows(page) -> list[Employer]:
    return page.context["page"].rows


def test_the_list_is_by_name_found_and_filtered(desk):
    willow = EmployerFactory(name="Willow plc", nonprofit=True)
    ember = TermsFactory(employer__name="Ember Ltd", employer__on_stop=True).employer

    assert rows(desk.get("/employers/")) == [ember, willow]
    assert rows(desk.get("/employers/", {"q": "will"})) == [willow]
    assert rows(desk.get("/employers/", {"kind": "nonprofit"})) == [willow]
    assert rows(desk.get("/employers/", {"terms": "none"})) == [willow]
    assert rows(desk.get("/employers/", {"terms": "stop"})) == [ember]


def test_the_list_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    EmployerFactory(in_group=True)
    with django_assert_num_queries(4):
        desk.get("/employers/")
    for _ in range(29):
        EmployerFactory(in_group=True)

    with django_assert_num_queries(4):
        desk.get("/employers/")


def test_the_page_shows_terms_by_version_in_words(desk):
    old = TermsFactory(effective_to=date(2016, 12, 31))
    new = TermsFactory(employer=old.employer, effective_from=date(2017, 1, 1), rate="0.2")

    page = desk.get(f"/employers/{old.employer_id}/")

    assert [terms for terms, _ in page.context["versions"]] == [new, old]
    assert page.context["in_force"] == new.pk
    assert "The fee is 20 % of the first year" in page.text


def test_the_page_costs_the_same_for_one_and_thirty_requests(desk, django_assert_num_queries):
    employer = TermsFactory().employer
    HiringRequestFactory(employer=employer)
    ContactFactory(employer=employer)
    desk.get(f"/employers/{employer.pk}/")
    with django_assert_num_queries(8):
        desk.get(f"/employers/{employer.pk}/")
    for _ in range(29):
        HiringRequestFactory(employer=employer)
        ContactFactory(employer=employer)

    with django_assert_num_queries(8):
        desk.get(f"/employers/{employer.pk}/")


def test_an_employer_without_terms_says_what_to_do(desk):
    employer = EmployerFactory()

    page = desk.get(f"/employers/{employer.pk}/").text

    assert "No accepted terms are in force today" in page
    assert f"/employers/{employer.pk}/terms/new/" in page


def test_the_slots_have_a_plain_way_for_who_runs_no_script(desk):
    employer = EmployerFactory()

    page = desk.get(f"/employers/{employer.pk}/").text

    for slot in ("introductions", "invoices"):
        assert f'<a href="/employers/{employer.pk}/{slot}/">' in page


def test_stopping_takes_a_reason_and_is_undone(desk):
    employer = EmployerFactory()
    refused = desk.post(f"/employers/{employer.pk}/stop/", {"reason": ""})
    desk.post(f"/employers/{employer.pk}/stop/", {"reason": "Owes us"})
    employer.refresh_from_db()
    stopped = employer.on_stop
    undo = desk.get(f"/employers/{employer.pk}/").context["undo"]

    desk.post(undo["address"])

    employer.refresh_from_db()
    assert refused.context["stop_form"].errors["reason"]
    assert (stopped, employer.on_stop) == (True, False)


EMBER = {"name": "Ember Ltd", "kind": "company", "vat_treatment": "standard"}


def test_a_new_employer_gets_a_reference(desk):
    answer = desk.post("/employers/new/", EMBER)

    made = Employer.objects.get()
    assert made.reference.startswith("EMP-")
    assert answer.headers["Location"] == f"/employers/{made.pk}/"


def test_a_name_that_is_taken_is_refused_and_kept(desk):
    EmployerFactory(name="EMBER LTD")

    page = desk.post("/employers/new/", EMBER)

    assert page.context["form"].errors
    assert 'value="Ember Ltd"' in page.text
    assert Employer.objects.count() == 1


def test_a_group_is_one_level_deep(desk):
    member = EmployerFactory(in_group=True)

    page = desk.post("/employers/new/", {**EMBER, "group": member.pk})

    assert "belongs to a group itself" in page.context["form"].errors["group"][0]


def test_contacts_are_added_and_changed(desk):
    employer = EmployerFactory()
    who = {"full_name": "Miriam Castellan", "email": "miriam@example.com", "role": "CTO"}

    desk.post(f"/employers/{employer.pk}/contacts/new/", who)
    made = Contact.objects.get()
    desk.post(f"/contacts/{made.pk}/edit/", {**who, "role": "Founder"})

    made.refresh_from_db()
    assert (made.employer, made.role) == (employer, "Founder")


def test_a_contact_known_already_is_refused(desk):
    known = ContactFactory()
    twin = {"full_name": "Twin", "email": known.email.upper()}

    page = desk.post(f"/employers/{known.employer_id}/contacts/new/", twin)

    assert page.context["form"].errors
    assert Contact.objects.count() == 1


def test_finance_reads_without_buttons(client, finance_officer):
    employer = EmployerFactory()
    client.force_login(finance_officer)

    page = client.get(f"/employers/{employer.pk}/").text

    assert "Put on stop" not in page
    assert "Agree terms" not in page
