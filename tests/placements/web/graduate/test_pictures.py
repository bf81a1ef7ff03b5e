"""Pictures of projects on pages: put up by who built it, seen by who may see it just now."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from placements.domain.people import graduates, pictures
from placements.models import PortfolioProject, ProjectPicture
from tests.factories.placements import (
    GraduateFactory,
    PortfolioProjectFactory,
    ProjectPictureFactory,
)

TODAY = date(2018, 7, 16)


def png(colour: str = "teal") -> bytes:
    file = BytesIO()
    Image.new("RGB", (320, 200), colour).save(file, "PNG")
    return file.getvalue()


def upload(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("screen.png", content or png())


@pytest.fixture
def me(db, on_day):
    on_day(TODAY)
    return GraduateFactory(ready=True, signs_in=True, full_name="Zebedee Quince")


@pytest.fixture
def mine(client, me):
    client.force_login(me.user)
    return client


@pytest.fixture
def project(me, staff) -> PortfolioProject:
    project = PortfolioProjectFactory(team=[me], cohort=me.cohort, title="Food map")
    pictures.take(project.pk, png(), "Zebedee and a map", by=staff, on=TODAY)
    return project


def path_of(project: PortfolioProject) -> str:
    return f"/projects/{project.pk}/picture/"


def picture_at(project) -> str:
    return f"{path_of(project)}?v={ProjectPicture.objects.get(project=project).version}"


# Putting it up


def test_a_new_project_comes_with_its_picture(mine):
    form_data = {"title": "Food map", "picture": upload(), "alt": "A map"}

    assert mine.post("/me/projects/new/", form_data).status_code == 302

    picture = ProjectPicture.objects.get()
    assert (picture.project.title, picture.alt, picture.width) == ("Food map", "A map", 320)


@pytest.mark.parametrize(
    ("form_data", "says"),
    [
        ({"picture": upload(b"%PDF-1.4")}, "This file is not a PNG, JPEG or WebP"),
        ({"picture": upload(), "alt": " "}, "Describe in a few words what the picture shows"),
        ({"picture": None}, "Choose the picture you have described."),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_half_saved(mine, form_data, says):
    sent = {"title": "Food map", "alt": "A map", **form_data}

    page = mine.post(
        "/me/projects/new/", {name: value for name, value in sent.items() if value is not None}
    )

    assert says in page.text
    assert "is-invalid" in page.text
    assert not PortfolioProject.objects.exists()


def test_the_form_shows_the_present_one_and_says_what_not_to_show(mine, project):
    page = mine.get(f"/me/projects/{project.pk}/").text

    assert "Show the work, not yourself" in page
    assert f'src="{picture_at(project)}"' in page
    assert 'value="Zebedee and a map"' in page


def test_what_it_shows_is_said_anew_without_another_upload(mine, project):
    mine.post(f"/me/projects/{project.pk}/", {"title": "Food map", "alt": "A map"})

    assert ProjectPicture.objects.get().alt == "A map"


def test_it_is_removed_by_its_button(mine, project):
    answer = mine.post(f"/me/projects/{project.pk}/picture/remove/", follow=True)

    assert "Picture removed." in answer.text
    assert not ProjectPicture.objects.exists()
    assert PortfolioProject.objects.exists()


def test_nobody_removes_one_of_somebody_else(mine):
    other = ProjectPictureFactory()

    assert mine.post(f"/me/projects/{other.project_id}/picture/remove/").status_code == 404
    assert ProjectPicture.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_take_down_what_should_not_be_shown(
    client, staff, project, me, rows, django_assert_num_queries
):
    client.force_login(staff)
    page = f"/graduates/{me.pk}/"
    client.get(page)
    with CaptureQueriesContext(connection) as with_one:
        assert "Remove the picture" in client.get(page).text
    for _ in range(rows - 1):
        ProjectPictureFactory(project=PortfolioProjectFactory(team=[me]))
    PortfolioProjectFactory(team=[me])
    with django_assert_num_queries(len(with_one)):
        assert client.get(page).text.count("Remove the picture") == rows

    answer = client.post(f"{path_of(project)}remove/", {"next": page}, follow=True)

    assert answer.request["PATH_INFO"] == page
    assert "Picture of Food map removed." in answer.text
    assert not ProjectPicture.objects.filter(project=project).exists()


# Seeing it


def test_it_is_served_as_a_picture_and_nothing_else(mine, project):
    answer = mine.get(path_of(project))

    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert Image.open(BytesIO(answer.content)).size == (320, 200)


def test_what_the_browser_has_is_not_sent_again(mine, project):
    first = mine.get(path_of(project))

    again = mine.get(path_of(project), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"


def test_who_has_just_seen_it_need_not_ask_for_a_minute_unless_it_is_another(mine, project):
    def cache_control(version: str) -> str:
        return mine.get(path_of(project), {"v": version})["Cache-Control"]

    assert cache_control(project.picture.version) == "private, max-age=60"
    assert cache_control("0" * 12) == cache_control("") == "private, no-cache"


def test_the_team_the_office_and_employers_see_it_and_strangers_do_not(
    client, project, staff, finance_officer, admin, employer_contact, me
):
    stranger = GraduateFactory(signs_in=True).user
    codes = []
    for person in (me.user, staff, finance_officer, admin, employer_contact, stranger):
        client.force_login(person)
        codes.append(client.get(path_of(project)).status_code)

    assert codes == [200, 200, 200, 200, 200, 404]
    client.logout()
    assert client.get(path_of(project)).status_code == 302


def test_it_closes_to_employers_the_moment_consent_is_withdrawn(
    client, client_of, project, me, employer_contact
):
    client.force_login(employer_contact)
    seen = client.get(path_of(project))
    assert seen.status_code == 200

    graduates.hide(me.pk, by=me.user, on=TODAY)

    again = client.get(path_of(project), headers={"If-None-Match": seen["ETag"]})
    assert again.status_code == 404
    programs = client_of(employer_contact)
    assert programs.get(f"/api/v1/portfolio-projects/{project.pk}/picture/").status_code == 404


def test_a_card_and_a_profile_show_it_without_the_name(client, project, me, employer_contact):
    client.force_login(employer_contact)

    for page in (client.get("/portfolios/"), client.get(f"/portfolios/{me.pk}/")):
        assert f'src="{picture_at(project)}" width="320" height="200" loading="lazy"' in page.text
        assert 'alt="… and a map"' in page.text
        assert "Zebedee" not in page.text


def test_a_card_without_one_has_none(client, me, employer_contact):
    PortfolioProjectFactory(team=[me])
    client.force_login(employer_contact)

    assert "<img" not in client.get("/portfolios/").content.decode().split("<main")[1]


@pytest.mark.parametrize("rows", [1, 10])
def test_cards_cost_the_same_however_many_have_one(
    client, me, employer_contact, django_assert_num_queries, rows
):
    client.force_login(employer_contact)
    client.get("/portfolios/")
    with CaptureQueriesContext(connection) as bare:
        client.get("/portfolios/")
    for person in [me, *GraduateFactory.create_batch(rows - 1, ready=True)]:
        ProjectPictureFactory(project=PortfolioProjectFactory(team=[person]))

    # Skills and teams are read once there is a project; the pictures come with the projects.
    with django_assert_num_queries(len(bare) + 2):
        client.get("/portfolios/")


# For programs


def test_programs_read_where_it_is_and_what_it_shows(client_of, project, staff, employer_contact):
    address = f"/api/v1/portfolio-projects/{project.pk}/picture/"
    row = client_of(employer_contact).get("/api/v1/portfolio-projects/").json()["results"][0]
    assert (row["picture"], row["picture_alt"]) == (address, "… and a map")

    answer = client_of(staff).get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "no-store" in answer["Cache-Control"]


def test_programs_read_null_where_there_is_none(client_of, me, staff):
    bare = PortfolioProjectFactory(team=[me])

    row = client_of(staff).get(f"/api/v1/portfolio-projects/{bare.pk}/").json()

    assert (row["picture"], row["picture_alt"]) == (None, "")
    assert client_of(staff).get(f"/api/v1/portfolio-projects/{bare.pk}/picture/").status_code == 404
