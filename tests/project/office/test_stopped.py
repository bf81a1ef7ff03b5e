"""The page of who is stopped by a limit, and Today as long as somebody is."""

import pytest

from foundation.models import HistoryEntry, Limited, LimitUse, Per
from tests.factories.accounts import UserFactory
from tests.factories.employers import EmployerFactory
from tests.factories.foundation import LimitUseFactory

pytestmark = pytest.mark.django_db
PAGE = "/people/stopped/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def stop(subject, per, limit=Limited.INVITATION) -> LimitUse:
    return LimitUseFactory(stopped=True, limit=limit, per=per, subject=str(subject))


def test_an_empty_page_says_what_would_be_there(desk):
    assert "Nobody is stopped." in desk.get(PAGE).text


def test_each_is_there_by_name_and_since_when(desk, employer_contact, employer, time_machine):
    time_machine.move_to("2018-09-03T09:00:00Z", tick=False)
    stop(employer_contact.pk, Per.PERSON)
    stop(employer.pk, Per.FIRM)
    stop("192.0.2.7", Per.ADDRESS, Limited.KEY_FAILED)
    LimitUseFactory(subject="192.0.2.8")

    page = desk.get(PAGE)

    assert [(each.who, each.kind) for each in page.context["stopped"]] == [
        ("192.0.2.7", "Network address"),
        ("Ember Analytics Ltd", "Employer"),
        (str(employer_contact), "Employer"),
    ]
    assert f'<a href="/employers/{employer.pk}/">Ember Analytics Ltd</a>' in page.text
    assert "Wrong API keys: stopped since 3 Sep 2018, 10:00, until 3 Sep 2018, 10:10" in page.text


def test_a_click_lets_them_go_on(desk, staff, employer_contact):
    use = stop(employer_contact.pk, Per.PERSON)
    assert "Let go on" in desk.get(PAGE).text

    page = desk.post(f"{PAGE}{use.pk}/release/", {"next": PAGE}, follow=True)

    assert f"{employer_contact} can go on." in page.text
    assert "Nobody is stopped." in page.text
    assert HistoryEntry.objects.get(subject_type="foundation.limituse").by == staff


def test_where_a_click_would_be_refused_there_is_the_reason_and_no_button(desk, staff):
    use = stop(staff.pk, Per.PERSON)

    page = desk.get(PAGE)
    assert "You are stopped yourself. Ask a colleague to let you go on." in page.text
    assert "Let go on" not in page.text
    refused = desk.post(f"{PAGE}{use.pk}/release/", follow=True)

    assert "You are stopped yourself." in refused.text
    assert LimitUse.objects.get().full_at


def test_today_shows_them_with_the_same_click(desk, employer_contact):
    use = stop(employer_contact.pk, Per.PERSON)

    [section] = [each for each in desk.get("/").context["sections"] if each.key == "stopped"]
    [row] = section.rows

    assert row.title == f"{employer_contact} (employer)"
    assert [button.address for button in row.buttons] == [f"{PAGE}{use.pk}/release/"]
    desk.post(row.buttons[0].address, {"next": "/"})
    assert "stopped" not in [each.key for each in desk.get("/").context["sections"]]


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_costs_the_same_for_one_and_for_twelve(desk, rows, django_assert_num_queries):
    for _ in range(rows):
        stop(UserFactory(role="finance").pk, Per.PERSON)
        stop(EmployerFactory().pk, Per.FIRM)

    with django_assert_num_queries(5):
        desk.get(PAGE)


def test_admin_comes_to_it_from_the_page_of_people(client, admin):
    client.force_login(admin)

    assert f'href="{PAGE}"' in client.get("/people/").text
