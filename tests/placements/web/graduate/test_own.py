"""A graduate's own pages: what they say, whom they answer, and who sees what of it."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from foundation import history
from foundation.accounts.models import User
from foundation.models import OutboxRow
from placements.domain.introductions import willingness
from placements.domain.people import cvs
from placements.models import (
    Consent,
    Cv,
    ErasureRequest,
    Graduate,
    Introduction,
    JobReport,
    MonitoringAnswer,
    PortfolioProject,
)
from placements.web.graduate import urls
from tests.factories.accounts import UserFactory
from tests.factories.outcomes import CvFactory, JobReportFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory, PortfolioProjectFactory
from tests.house.test_doors import MATRIX

TODAY = date(2018, 7, 16)


@pytest.fixture
def me(db, on_day) -> Graduate:
    on_day(TODAY)
    return GraduateFactory(ready=True, signs_in=True, full_name="Zebedee Quince")


@pytest.fixture
def mine(client: Client, me: Graduate) -> Client:
    client.force_login(me.user)
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def pdf() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(file)
    return file.getvalue()


def own_pages() -> list[str]:
    """Return every address of a graduate's own, an id in place of what varies."""
    paths = [str(pattern.pattern) for pattern in urls.urlpatterns]
    return [
        "/" + path.replace("<int:introduction_id>", "1").replace("<int:project_id>", "1")
        for path in paths
    ]


# Who sees me


def test_showing_is_a_consent_of_today_and_hiding_its_withdrawal(client, db, on_day):
    on_day(TODAY)
    me = GraduateFactory(signs_in=True)
    client.force_login(me.user)

    front = text_of(client.post("/me/show/", follow=True))
    consent = Consent.objects.get()
    assert (consent.given_on, consent.withdrawn_on) == (TODAY, None)
    assert "Hide my profile now" in front

    hidden = text_of(client.post("/me/hide/", follow=True))
    consent.refresh_from_db()
    assert consent.withdrawn_on == TODAY
    assert "You withdrew your consent" in hidden
    assert [entry.by for entry in history.of(me)] == [me.user, me.user]


def test_the_switch_is_a_post_and_never_a_link(mine):
    assert mine.get("/me/hide/").status_code == 405
    assert mine.get("/me/show/").status_code == 405


def test_a_second_press_says_so_and_changes_nothing(mine, me):
    answer = text_of(mine.post("/me/show/", follow=True))

    assert "has been shown to employers since" in answer
    assert Consent.objects.count() == 1


def test_the_preview_is_what_an_employer_reads_without_the_name(mine, me):
    me.headline, me.about = "Zebedee builds maps", "Write to me@example.net"
    me.save()

    seen = text_of(mine.get("/me/preview/"))
    body = seen[seen.index("<main") :]

    assert "Zebedee" not in body
    assert "me@example.net" not in body
    assert "… builds maps" in body


# Profile and projects


def test_a_profile_is_saved_with_its_skills_and_links(mine, me):
    answer = mine.post(
        "/me/profile/",
        {
            "headline": "Back-end developer",
            "job_search": "open",
            "part_time": "unknown",
            "available_from": "2018-08-01",
            "skill_names": "Elm, Python",
            "link_lines": "github https://code.example/zq",
        },
    )

    assert answer.status_code == 302
    saved = Graduate.objects.get()
    assert (saved.headline, saved.job_search) == ("Back-end developer", "open")
    assert [skill.name for skill in saved.skills.all()] == ["Elm", "Python"]
    assert saved.links == {"github": "https://code.example/zq"}
    assert "headline" in history.of(saved).last().detail["fields"]


def test_name_and_address_are_not_ones_own_to_change(mine, me):
    mine.post(
        "/me/profile/",
        {"job_search": "open", "full_name": "Somebody Else", "email": "x@example.net"},
    )

    assert Graduate.objects.get().full_name == "Zebedee Quince"


def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(mine):
    answer = text_of(
        mine.post(
            "/me/profile/",
            {"headline": "Kept", "job_search": "open", "link_lines": "github nonsense"},
        )
    )

    assert "has no web address" in answer
    assert 'value="Kept"' in answer


def test_a_project_is_ones_own_and_the_mates_one_ticks(mine, me):
    mate = GraduateFactory(cohort=me.cohort)

    mine.post(
        "/me/projects/new/",
        {"title": "Food map", "client": "A food bank", "skill_names": "Elm", "team": [mate.pk]},
    )

    project = PortfolioProject.objects.get()
    assert set(project.team.all()) == {me, mate}
    assert (project.cohort, project.client) == (me.cohort, "A food bank")


def test_nobody_of_another_cohort_is_put_into_a_team(mine, me):
    stranger, _mate = GraduateFactory(), GraduateFactory(cohort=me.cohort)

    answer = text_of(mine.post("/me/projects/new/", {"title": "Map", "team": [stranger.pk]}))

    assert "not one of the available choices" in answer
    assert not PortfolioProject.objects.exists()


def test_a_title_taken_in_the_cohort_is_said_on_the_page(mine, me):
    PortfolioProjectFactory(cohort=me.cohort, title="Food map")

    answer = text_of(mine.post("/me/projects/new/", {"title": "Food map"}))

    assert 'value="Food map"' in answer
    assert PortfolioProject.objects.count() == 1


def test_an_edited_project_keeps_its_author_whatever_is_ticked(mine, me):
    mate = GraduateFactory(cohort=me.cohort)
    project = PortfolioProjectFactory(team=[me, mate], cohort=me.cohort)

    mine.post(f"/me/projects/{project.pk}/", {"title": "Other title", "team": []})

    project.refresh_from_db()
    assert (project.title, list(project.team.all())) == ("Other title", [me])


def test_somebody_elses_project_is_not_there(mine):
    project = PortfolioProjectFactory(team=[GraduateFactory()])

    assert mine.get(f"/me/projects/{project.pk}/").status_code == 404
    assert mine.post(f"/me/projects/{project.pk}/leave/").status_code == 404


def test_leaving_a_project_leaves_it_to_the_others_and_ones_own_goes(mine, me):
    shared = PortfolioProjectFactory(team=[me, GraduateFactory()])
    alone = PortfolioProjectFactory(team=[me])

    mine.post(f"/me/projects/{shared.pk}/leave/")
    mine.post(f"/me/projects/{alone.pk}/leave/")

    assert list(PortfolioProject.objects.all()) == [shared]
    assert me not in shared.team.all()


# CV


def test_a_cv_is_kept_downloaded_and_removed(mine, me):
    mine.post("/me/cv/", {"cv": SimpleUploadedFile("any.txt", pdf())})
    assert Cv.objects.get().pages == 1

    file = mine.get("/me/cv/file/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]
    assert file.content == bytes(Cv.objects.get().content)

    mine.post("/me/cv/remove/")
    assert not Cv.objects.exists()


def test_what_is_no_pdf_is_refused_beside_the_field(mine):
    answer = text_of(mine.post("/me/cv/", {"cv": SimpleUploadedFile("cv.pdf", b"<html>")}))

    assert "This file is not a PDF" in answer
    assert "is-invalid" in answer


def test_without_a_cv_there_is_no_file(mine):
    assert mine.get("/me/cv/file/").status_code == 404


def test_a_cv_is_for_its_owner_the_office_and_employers_who_were_introduced(
    client_of, me, staff, employer_contact, other_employer_contact
):
    cvs.keep(me.pk, pdf(), by=me.user, on=TODAY)
    IntroductionFactory(graduate=me, employer=employer_contact.contact.employer, sent=True)
    path = f"/api/v1/graduates/{me.pk}/cv/"

    codes = {
        person: client_of(person).get(path).status_code
        for person in (me.user, staff, employer_contact, other_employer_contact)
    }

    assert list(codes.values()) == [200, 200, 200, 404]


def test_a_cv_of_somebody_hidden_is_gone_for_the_employer_too(client_of, me, employer_contact):
    CvFactory(graduate=me)
    IntroductionFactory(graduate=me, employer=employer_contact.contact.employer, sent=True)
    client_of(me.user)
    Graduate.objects.filter(pk=me.pk).update(visibility="hidden")

    answer = client_of(employer_contact).get(f"/api/v1/graduates/{me.pk}/cv/")

    assert answer.status_code == 404


# Positions


@pytest.fixture
def position(me) -> Introduction:
    return IntroductionFactory(graduate=me, asked_for=True, employer__name="Ember Ltd")


def test_a_position_is_changes_with_its_facts_and_answered_yes(mine, position, staff):
    front = text_of(mine.get("/"))
    assert "Waiting for your yes or no" in front
    facts = text_of(mine.get(f"/me/positions/{position.pk}/"))
    for words in ("Ember Ltd", position.hiring_request.title, "28 Jun 2018", "Yes, introduce me"):
        assert words in facts

    after = text_of(mine.post(f"/me/positions/{position.pk}/yes/", follow=True))

    position.refresh_from_db()
    assert (position.willing_on, position.state) == (TODAY, "draft")
    assert "Waiting for your yes or no" not in after
    assert OutboxRow.objects.filter(
        payload__subject="Zebedee Quince said yes to Ember Ltd"
    ).exists()


def test_a_no_takes_a_reason_or_none_and_withdraws(mine, position):
    mine.post(f"/me/positions/{position.pk}/no/", {"reason": "Too far"})

    position.refresh_from_db()
    assert (position.state, position.reason) == ("withdrawn", "Too far")


def test_a_second_answer_is_refused_on_the_page(mine, position, me):
    willingness.agree_to_meet(position.pk, by=me.user, on=TODAY)

    answer = text_of(mine.post(f"/me/positions/{position.pk}/no/", follow=True))

    assert "The answer was yes, on 16 July 2018." in answer


def test_somebody_elses_position_is_not_there(mine):
    other = IntroductionFactory(asked_for=True)

    for path in ("", "yes/", "no/"):
        method = mine.post if path else mine.get
        assert method(f"/me/positions/{other.pk}/{path}").status_code == 404
    other.refresh_from_db()
    assert other.willing_on is None


# A job


def job(**changes):
    return {
        "employer_name": "Ember Ltd",
        "job_title": "Developer",
        "work": "full_time",
        "start_on": "2018-09-03",
        "salary_pence": "£31,000",
        "through_us": "unsure",
        "once": "abc",
        **changes,
    }


def test_a_job_is_reported_once_however_often_the_button_is_pressed(mine):
    for _ in range(2):
        assert mine.post("/me/job/", job()).status_code == 302

    report = JobReport.objects.get()
    assert (report.salary_pence, report.start_on, report.state) == (
        31_000_00,
        date(2018, 9, 3),
        "waiting",
    )


def test_a_salary_that_is_none_is_refused_beside_its_field(mine):
    answer = text_of(mine.post("/me/job/", job(salary_pence="a lot")))

    assert "is-invalid" in answer
    assert 'value="a lot"' in answer
    assert not JobReport.objects.exists()


def test_the_light_of_the_job_search_is_one_choice(mine, me):
    answer = text_of(mine.post("/me/job-search/", {"job_search": "not_looking"}, follow=True))

    assert "Your job search is now set to: not looking." in answer
    assert Graduate.objects.get().job_search == "not_looking"


# Monitoring and data


def test_the_questions_are_answered_changed_and_objected_to(mine, me):
    mine.post("/me/questions/", {"gender": "woman", "age": "prefer_not_to_say"})
    assert dict(MonitoringAnswer.objects.values_list("question", "answer")) == {
        "gender": "woman",
        "age": "prefer_not_to_say",
    }
    again = text_of(mine.get("/me/questions/"))
    assert "Nobody else does." in again

    objected = text_of(mine.post("/me/questions/object/", follow=True))
    assert not MonitoringAnswer.objects.exists()
    assert "you asked us not to ask" in objected

    assert "Save my answers" in text_of(mine.post("/me/questions/ask-again/", follow=True))


def test_my_data_is_one_file_with_everything_and_what_it_is(mine, me):
    MonitoringAnswer.objects.create(graduate=me, question="gender", answer="woman")
    JobReportFactory(graduate=me)

    file = mine.get("/me/data/file/")

    held = file.json()
    assert file["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert held["profile"]["what_we_hold"]["full_name"] == "Zebedee Quince"
    assert held["monitoring"]["what_we_hold"] == {"gender": "woman"}
    assert len(held["job_reports"]["what_we_hold"]) == 1
    assert all(part["what_it_is"] for part in held.values())


def test_the_office_may_hand_out_a_persons_data_but_not_their_answers(client_of, me, staff):
    MonitoringAnswer.objects.create(graduate=me, question="gender", answer="woman")

    held = client_of(staff).get(f"/api/v1/graduates/{me.pk}/my-data/").json()

    assert "monitoring" not in held
    assert held["profile"]["what_we_hold"]["full_name"] == "Zebedee Quince"


def test_being_erased_takes_a_second_look_and_then_is_done(mine, me):
    assert "At once" in text_of(mine.get("/me/data/erase/"))
    assert "This field is required" in text_of(mine.post("/me/data/erase/", {}))

    gone = text_of(mine.post("/me/data/erase/", {"sure": "on"}))

    assert "Your data has been erased" in gone
    assert Graduate.objects.get().full_name == f"Erased person {me.pk}"
    assert mine.get("/me/").status_code == 302  # signed out
    assert not User.objects.get(pk=me.user_id).is_active


def test_with_something_open_it_becomes_a_task_with_a_date(mine, me):
    IntroductionFactory(graduate=me, sent=True, employer__name="Ember Ltd")
    assert "The introduction to Ember Ltd is still open." in text_of(mine.get("/me/data/erase/"))

    mine.post("/me/data/erase/", {"sure": "on"})

    assert ErasureRequest.objects.get().due_on == date(2018, 8, 16)
    assert "We will do it by 16 Aug 2018" in text_of(mine.get("/"))


# Whose pages these are


@pytest.mark.parametrize("path", own_pages())
def test_a_graduate_without_a_profile_is_told_so_everywhere(client, db, path):
    client.force_login(UserFactory(role="graduate"))
    answer = client.get(path)
    answer = client.post(path) if answer.status_code == 405 else answer

    assert "You do not have a profile yet" in text_of(answer)


def test_nobody_asks_a_graduate_for_money(mine, me, position):
    """No page and no endpoint that lets a graduate in knows them as a payer."""
    CvFactory(graduate=me)
    project = PortfolioProjectFactory(team=[me])
    paths = [
        path.replace("positions/1", f"positions/{position.pk}").replace(
            "projects/1", f"projects/{project.pk}"
        )
        for path in own_pages()
    ]
    for path in ["/", *paths]:
        answer = mine.get(path)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        words = answer.content.decode().lower()
        for asking in ("/pay", "checkout", "invoice/", "card number", "you owe us", "stripe"):
            assert asking not in words, (path, asking)


def test_no_address_that_takes_money_opens_to_a_graduate():
    lines = [line.split() for line in MATRIX.read_text().splitlines()]
    paying = [
        (method, path)
        for method, path, *people in lines
        if "graduate" in people
        and method == "POST"
        and path != "/stripe/webhook/"  # Stripe's own, signed; nobody's page
        and any(word in path for word in ("pay", "invoice", "checkout", "card", "stripe", "fee/"))
    ]

    assert paying == []


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_asks_as_many_questions_however_much_there_is(
    mine, me, rows, django_assert_num_queries
):
    for _ in range(rows):
        JobReportFactory(graduate=me)
        GraduateFactory(cohort=me.cohort)

    with django_assert_num_queries(4):
        mine.get("/me/job/")
    with django_assert_num_queries(5):
        mine.get("/me/projects/new/")
