"""The page of the jobs, and Today where one is late or has stopped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from foundation.models import Heartbeat, Job
from tests.factories.foundation import HeartbeatFactory

pytestmark = pytest.mark.django_db
MORNING = datetime(2018, 9, 3, 5, tzinfo=UTC)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def late_rows(client) -> list:
    sections = {section.key: section for section in client.get("/").context["sections"]}
    return sections["jobs"].rows if "jobs" in sections else []


def test_today_says_which_job_is_late_why_and_where_to_look(desk, settings, time_machine):
    time_machine.move_to(MORNING + timedelta(days=3))
    settings.HEARTBEATS_EXPECTED = ["run_outbox", "run_due"]
    HeartbeatFactory(
        name=Job.DUE, last_finished=MORNING + timedelta(days=2), sentence="1 action failed."
    )
    HeartbeatFactory(name=Job.OUTBOX, last_ok=None)

    rows = late_rows(desk)

    assert [row.title for row in rows] == [
        "The worker never succeeded.",
        "The daily round last succeeded on 3 September 2018, 06:00.",
    ]
    assert rows[1].detail == "Start it: manage.py run_due. Its last run said: 1 action failed."
    assert [button.words for button in rows[1].buttons] == ["View"]
    page = desk.get("/jobs/").text
    assert page.count('class="badge late">late') == 2


def test_a_stopped_round_is_let_go_on_from_today(desk, time_machine, capsys):
    time_machine.move_to(MORNING)
    call_command("run_due")
    time_machine.move_to(MORNING + timedelta(days=8, hours=1))
    with pytest.raises(CommandError, match="8 days from its last round on 3 September 2018, 06:00"):
        call_command("run_due")

    [row] = late_rows(desk)
    [button] = row.buttons
    assert (button.words, row.title[:27]) == ("Go on", "The daily round has stopped")
    assert "Go on" in desk.get("/jobs/").text
    answer = desk.post(button.address, {"next": "/"}, follow=True)

    assert "The daily round goes on at its next run." in answer.text
    assert late_rows(desk) == []
    call_command("run_due")
    assert Heartbeat.objects.get(name="run_due").clock_at.date() == date(2018, 9, 11)


def test_letting_go_on_what_runs_is_refused_in_words(desk, time_machine, capsys):
    time_machine.move_to(MORNING)
    call_command("run_due")

    answer = desk.post("/jobs/run_due/go-on/", follow=True)

    assert "The daily round has not stopped" in answer.text
    assert not Heartbeat.objects.get().may_go_on


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_for_all_jobs_at_once(desk, rows, django_assert_num_queries):
    for name in Job.values[:rows]:
        HeartbeatFactory(name=name)

    with django_assert_num_queries(3):
        assert desk.get("/jobs/").status_code == 200
