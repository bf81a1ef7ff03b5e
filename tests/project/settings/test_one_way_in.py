"""What manage.py and the servers take unless somebody says otherwise, in processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

from .test_environment import WHOLE

MANAGE = [sys.executable, "manage.py"]
SHOW = "import {module}; from django.conf import settings; print(settings.SETTINGS_MODULE)"
VISIT = """
import logging
from django.test import Client
logging.disable()
client = Client(headers={"host": "foothold.example.org"}, raise_request_exception=False)
for page in ("/readyz", "/sign-in/"):
    answer = client.get(page, secure=True)
    print(answer.status_code, answer.text.split()[0])
    if answer.status_code != 200:
        break
"""
ASK = [*MANAGE, "shell", "--no-imports", "--command"]


def run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment that holds nothing of ours but these variables."""
    basics = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        command, cwd=ROOT, env={**basics, **variables}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {**WHOLE, "DATABASE_URL": f"sqlite:///{tmp_path}/books.sqlite3"}


@pytest.mark.parametrize("module", ["project.wsgi", "project.asgi"])
def test_a_server_takes_production(module, production):
    answer = run([sys.executable, "-W", "ignore", "-c", SHOW.format(module=module)], **production)

    assert answer.stdout == "project.settings.production\n"


@pytest.mark.parametrize("command", ["migrate", "run_outbox"])
def test_a_command_names_all_that_is_missing_and_where_it_is_described(command):
    answer = run([*MANAGE, command])

    lines = answer.stderr.splitlines()
    assert answer.returncode == 1
    assert lines[0] == "Foothold cannot start: 5 settings to mend."
    assert [line.split(" ")[1] for line in lines if line.startswith("- ")] == list(WHOLE)
    assert "docs/operators/settings.md" in lines[6]
    assert "make demo" in lines[7]
    assert len(lines) == 8


def test_the_worker_refuses_to_print_letters(production):
    answer = run([*MANAGE, "run_outbox", "--once"], **{**production, "EMAIL_URL": "consolemail://"})

    assert answer.returncode == 1
    assert "- EMAIL_URL names what only looks like a mail server" in answer.stderr


def test_the_settings_of_ones_own_machine_refuse_a_public_site():
    answer = run(
        [*MANAGE, "run_outbox", "--once"],
        DJANGO_SETTINGS_MODULE="project.settings.development",
        SITE_URL="https://foothold.example.org",
    )

    assert answer.returncode == 1
    assert "- SITE_URL is https://foothold.example.org, and the settings for" in answer.stderr


def test_the_name_of_the_site_is_the_host_that_is_allowed(production):
    question = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"

    assert run([*ASK, question], **production).stdout == (
        "['foothold.example.org', '127.0.0.1', 'localhost', '[::1]']\n"
    )
    named = run([*ASK, question], **production, ALLOWED_HOSTS="a.example,b.example")
    assert named.stdout == "['a.example', 'b.example']\n"


def test_without_a_proxy_nobody_is_believed_to_have_come_by_https(production):
    question = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"

    assert run([*ASK, question], **production).stdout == "('HTTP_X_FORWARDED_PROTO', 'https')\n"
    assert run([*ASK, question], **production, TRUSTED_PROXIES="0").stdout == "None\n"


@pytest.mark.slow
@pytest.mark.smoke
def test_deployed_from_nothing_it_serves_the_page_to_sign_in(production, tmp_path):
    production["STATIC_ROOT"] = str(tmp_path / "static")
    production["DJANGO_SECRET_KEY"] = "a key of fifty-one characters, and of many different"

    before = run([*ASK, VISIT], **production)
    deployed = run([*MANAGE, "deploy", "--admin", "ada@example.org"], **production)
    after = run([*ASK, VISIT], **production)

    assert before.stdout == "503 migrations\n"
    assert (deployed.returncode, deployed.stderr) == (0, "")
    assert deployed.stdout.splitlines()[-1].startswith("https://foothold.example.org/sign-in/")
    assert (after.stdout, after.stderr) == ("200 ready\n200 <!doctype\n", "")


def test_make_says_itself_that_it_works_on_this_machine():
    answer = run(["make", "--dry-run", "demo", "shell", "style", "PORT=8123"])

    lines = [
        line
        for line in answer.stdout.replace("\\\n", " ").splitlines()
        if "manage.py " in line or "wsgi" in line
    ]
    assert len(lines) >= 5
    assert [line for line in lines if "=project.settings.development" not in line] == []
