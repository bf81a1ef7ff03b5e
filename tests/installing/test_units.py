"""What `deploy/` holds fits the product: units, proxies, containers and the file for platforms."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from foundation.web.uploads import MOST_BYTES

from .confinement import confinement_of, is_possible
from .guide import PAGE
from .machine import REPOSITORY
from .units import last, settings_of

DEPLOY = REPOSITORY / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(file.name for file in UNITS.glob("*.service"))
TIMERS = sorted(file.name for file in UNITS.glob("*.timer"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OF_OURS = {
    name: service for name, service in COMPOSE["services"].items() if service["image"] == "foothold"
}
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
COMMAND = re.compile(r"manage\.py (\w+)")
# systemd's own sum of what a service may do: 0 is nothing, 10 all.
MOST_EXPOSED = 2.0
SIZE = re.compile(r"(?:client_max_body_size|max_size) (\d+)m", re.IGNORECASE)


@pytest.fixture
def unit_files(tmp_path) -> Path:
    """Copies of the units whose programs are there: the guide's are where it puts them."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for service in folder.glob("*.service"):
        text = re.sub(r"/opt/foothold/\.venv/bin/\w+", shutil.which("true"), service.read_text())
        service.write_text(text)
    return folder


def systemd_analyze(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("There is no systemd-analyze here, so nobody looks at the units.")
    return subprocess.run(
        [program, *arguments],
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_finds_no_fault_in_a_unit(unit_files):
    units = [f"./{name}" for name in (*SERVICES, *TIMERS)]

    answer = systemd_analyze("verify", "--man=no", *units, folder=unit_files)

    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little_beside_its_work(name, unit_files):
    answer = systemd_analyze("security", "--offline=true", f"./{name}", folder=unit_files)

    level = re.search(rf"level for {name}: ([\d.]+)", answer.stdout)
    assert level, answer.stdout + answer.stderr
    assert float(level[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_a_command_there_is_as_the_user_without_rights(name):
    settings = settings_of(UNITS, name)
    program, *arguments = shlex.split(last(settings, "ExecStart"))

    assert last(settings, "User") == "foothold"
    assert last(settings, "ProtectSystem") == "strict"
    assert last(settings, "ReadWritePaths") == "/var/lib/foothold"
    if program.endswith("python"):
        assert arguments[0] == "manage.py"
        assert arguments[1] in get_commands()
    else:
        assert program.endswith("gunicorn")


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        ("import mmap; mmap.mmap(-1, 4096, prot=7)", "PermissionError"),
        ("import os; os.setuid(1)", "PermissionError"),
        ("import os; os.setpriority(os.PRIO_PROCESS, 0, 5)", "PermissionError"),
        ("import os; os.chroot('/')", "PermissionError"),
        ("import threading; threading.Thread(target=print).start()", ""),
    ],
)
def test_the_limits_of_a_unit_hold_where_the_guide_is_tried(attempt, error):
    if not is_possible():
        pytest.skip("Without systemd-analyze and libseccomp the guide is tried with fewer limits.")
    confine = confinement_of(settings_of(UNITS, "foothold-web.service"))

    answer = subprocess.run(
        [sys.executable, "-c", attempt],
        preexec_fn=confine,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stderr.strip().split("\n")[-1].split(":")[0] == error


@pytest.mark.parametrize("name", TIMERS)
def test_a_timer_makes_up_for_a_night_and_has_its_service(name):
    settings = settings_of(UNITS, name)

    assert last(settings, "Persistent") == "true"
    assert last(settings, "OnCalendar").endswith("Europe/London")
    assert name.replace(".timer", ".service") in SERVICES


def test_the_guide_enables_all_that_can_be_enabled_but_the_figures():
    enabled = re.findall(
        r"foothold-[\w.-]+",
        " ".join(line for line in PAGE.read_text().splitlines() if "enable --now" in line),
    )
    startable = [
        name for name in (*SERVICES, *TIMERS) if last(settings_of(UNITS, name), "WantedBy")
    ]

    assert sorted(name.removesuffix(".service") for name in startable) == sorted(
        [*enabled, "foothold-metrics"]
    )


@pytest.mark.parametrize("file", ["nginx/foothold.conf", "Caddyfile", "Caddyfile.containers"])
def test_a_proxy_lets_the_largest_upload_through(file):
    (megabytes,) = SIZE.findall((DEPLOY / file).read_text())

    assert MOST_BYTES < int(megabytes) * 1_000_000 <= 2 * MOST_BYTES


@pytest.mark.parametrize("file", ["Caddyfile", "Caddyfile.containers"])
def test_caddy_finds_no_fault_in_its_file(file, monkeypatch):
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("There is no caddy here, so nobody looks at its file.")
    monkeypatch.setenv("SITE", "https://foothold.example.org")

    answer = subprocess.run(
        [program, "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / file)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr


def test_the_image_copies_what_is_there_and_its_builder_may_see():
    sources = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    seen = [
        line.removeprefix("!")
        for line in (REPOSITORY / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]

    assert sorted(sources) == sorted(seen)
    assert [name for name in sources if not (REPOSITORY / name).exists()] == []


def test_the_image_has_no_rights_and_only_what_a_server_needs():
    assert "--require-hashes" in CONTAINERFILE
    assert "requirements.lock" not in CONTAINERFILE
    assert re.findall(r"^USER (.*)$", CONTAINERFILE, re.MULTILINE) == ["foothold"]


@pytest.mark.parametrize("name", OF_OURS)
def test_a_container_writes_no_file_system_and_gains_no_rights(name):
    service = OF_OURS[name]

    assert service["read_only"] is True
    assert (service["tmpfs"], service["cap_drop"]) == ("/tmp", ["ALL"])  # noqa: S108
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_container_that_changes_tables_has_their_owners_password():
    holders = [name for name, one in OF_OURS.items() if "OWNER_PASSWORD" in str(one)]

    assert holders == ["deploy"]
    assert "healthz" in CONTAINERFILE
    assert "readyz" in str(OF_OURS["web"]["healthcheck"])


def test_containers_and_platforms_run_commands_there_are():
    texts = [str(COMPOSE), (DEPLOY / "Procfile").read_text()]
    named = {name for text in texts for name in COMMAND.findall(text)}

    assert {"deploy", "run_outbox"} <= named
    assert named <= get_commands().keys()


def test_the_timers_of_containers_are_those_of_systemd():
    jobs = re.findall(r"\b(\d\d)(\d\d) ([a-z_]+)", (DEPLOY / "timers.sh").read_text())
    at = {
        last(settings_of(UNITS, name.replace(".timer", ".service")), "ExecStart").split()[2]: last(
            settings_of(UNITS, name), "OnCalendar"
        )
        for name in TIMERS
    }

    assert at == {job: f"*-*-* {hour}:{minute}:00 Europe/London" for hour, minute, job in jobs}


def test_the_timers_of_containers_run_each_job_once_a_day_and_make_up_for_a_late_start(tmp_path):
    clock, log = tmp_path / "clock", tmp_path / "log"
    clock.write_text("0710")
    programs = {
        "date": f'case $1 in +%F) echo "2026-11-30" ;; *) cat {clock} ;; esac',
        "python": f'echo "$@" >>{log}; exit 1',  # a job that fails stops no other
        "sleep": "exec /bin/sleep 0.01",
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    path = {"PATH": f"{tmp_path}:{os.defpath}", "TIMERS_MEMORY": str(tmp_path / "memory")}
    timers = subprocess.Popen(["sh", str(DEPLOY / "timers.sh")], env=path, stdout=subprocess.PIPE)
    try:
        early = jobs_in(log, 3)
        clock.write_text("0730")
        assert jobs_in(log, 4) == [*early, "check_books"]
        assert early == ["backup", "reconcile_stripe", "run_due"]
    finally:
        timers.terminate()
        timers.communicate(timeout=10)
    assert (timers.returncode, len(jobs_in(log, 4))) == (0, 4)


def jobs_in(log: Path, count: int) -> list[str]:
    """Return the commands of a log, when there are so many."""
    for _ in range(500):
        if log.exists() and len(lines := log.read_text().splitlines()) >= count:
            return [line.split()[1] for line in lines]
        time.sleep(0.02)
    raise AssertionError(f"fewer than {count} jobs ran")


def test_a_server_is_started_alike_everywhere():
    unit = last(settings_of(UNITS, "foothold-web.service"), "ExecStart")
    options = unit.split("project.wsgi", 1)[1].replace("127.0.0.1:${PORT}", "0.0.0.0:$PORT")
    line = (DEPLOY / "Procfile").read_text().splitlines()[0]

    assert f"gunicorn project.wsgi{options}" in CONTAINERFILE
    assert set(line.split()[1:]) <= {"gunicorn", "project.wsgi", *options.split()}
