"""From a bare folder to a sent letter about an invoice, by docs/operators/install.md and no more.

The commands are the page's own. Only what a real host has is not there: systemd (units.py starts
what ExecStart says), another user than one's own, packages and a certificate from the network.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from tests.peers.smtp import Loopback, Mailbox
from tests.postgres import newest_programs

from . import guide
from .cluster import cluster
from .machine import Machine
from .person import Person

ADMIN, FINANCE, PAYER = "ada@office.example", "finn@office.example", "pat@fonthill.example"
PAGES = (
    *("/", "/desk/", "/desk/debtors/", "/today/money/", "/search/?q=Fonthill", "/approvals/"),
    *("/people/", "/account/", "/account/sessions/", "/account/notifications/", "/account/keys/"),
    *("/employers/", "/graduates/", "/hires/", "/hires/new/", "/introductions/", "/requests/"),
    *("/pipeline/", "/invoices/", "/invoices/to-issue/", "/debtors/", "/forecast/", "/books/"),
    *("/our-details/", "/rebates/", "/imports/", "/api/v1/docs/", "/api/v1/schema/"),
)
PAGE, UPGRADE = guide.PAGE.read_text(), guide.UPGRADE.read_text()
INCIDENTS = guide.INCIDENTS.read_text()
# What a reader writes where the guide has words of its own.
WORDS = {
    "YOUR-SITE": "localhost",
    "YOUR-REPOSITORY": "where-it-is",
    "YOU@YOUR-SITE": ADMIN,
    "YOUR NAME": "Ada Admin",
    "OWNER-PASSWORD": secrets.token_hex(24),
    "SERVING-PASSWORD": secrets.token_hex(24),
    "SECRET-KEY": secrets.token_hex(32),
    "OUR-ADDRESS": "foothold@office.example",
    "MAIL-SERVER": "smtp://127.0.0.1",
    "VERSION": "v0.2.0",
}


def missing_programs() -> list[str]:
    path = f"/usr/sbin:{os.defpath}"
    programs = [
        name for name in ("nginx", "openssl", "curl", "git") if not shutil.which(name, path=path)
    ]
    return programs if newest_programs() else [*programs, "PostgreSQL"]


@pytest.fixture(params=["postgresql", "sqlite"])
def way(request) -> str:
    if missing := missing_programs():
        message = f"The guide cannot be followed here without {', '.join(missing)}."
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return request.param


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    server = Loopback(box, hostname="127.0.0.1", port=0)
    server.start()
    box.address = f"smtp://127.0.0.1:{server.port}"
    yield box
    server.stop()


@pytest.fixture
def machine(way, mailbox) -> Iterator[Machine]:
    """A bare machine, and what a reader of the guide writes for its words."""
    with ExitStack() as stack:
        postgresql = stack.enter_context(cluster()) if way == "postgresql" else {}
        machine = Machine(
            root=Path(tempfile.mkdtemp(prefix="foothold-machine-")),
            words={**WORDS, "MAIL-SERVER": mailbox.address},
            files=guide.lines_of_files(PAGE, {way}),
            variables=postgresql,
            ports={"5432": int(postgresql["PGPORT"])} if postgresql else {},
        )
        try:
            yield machine
        finally:
            faults = machine.stop()
        assert faults == []


@pytest.mark.slow
def test_the_guide_leads_from_nothing_to_a_letter_about_an_invoice(machine, way, mailbox):
    *steps, last_check = guide.commands(PAGE, {way, "nginx"})
    for commands in steps:
        machine.run(commands)
    link = next(line for line in machine.output.splitlines() if "/sign-in/" in line)

    ada = Person(machine.address, str(machine.certificate), mailbox, ADMIN)
    ada.use_link(link)
    ada.set_up_app()
    finn = invite(ada)
    enter_our_details(finn)
    invoice = from_graduate_to_invoice(ada, finn)

    assert "Nothing is missing." in machine.run(last_check)
    assert machine.timers() <= machine.services_run()
    payer = Person(machine.address, "", mailbox, PAYER)
    assert invoice["number"] in str(payer.letter(0)["Subject"])
    assert any("can send letters" in str(one["Subject"]) for one in ada.letters())

    for page in PAGES:
        ada.open(page)
    if way == "postgresql":  # an upgrade takes half a minute, and differs in nothing there
        for commands in guide.commands(UPGRADE, {way}):
            machine.run(commands)
        ada.open("/")
        lose_the_database_and_restore_it(machine)
        ada.open("/")

    ada.sign_out()
    assert ada.sign_in().url.startswith(f"{machine.address}/sign-in/second-factor/")
    ada.prove_second_factor()
    assert_who_forges_an_address_is_counted(machine)


def test_the_words_to_replace_are_those_of_the_commands_and_files():
    texts = "".join(block.text for block in guide.blocks(PAGE))

    assert sorted(guide.words_to_replace(PAGE)) == sorted(word for word in WORDS if word in texts)


def lose_the_database_and_restore_it(machine: Machine) -> None:
    """Begin again with an empty database, by the page for incidents."""
    (backup, *_) = sorted(machine.root.glob("var/lib/foothold/backups/*"), reverse=True)
    machine.words["BACKUP-FILE"] = str(backup)
    machine.run("sudo systemctl stop foothold-worker foothold-web")
    machine.run("sudo -u postgres psql -c 'DROP DATABASE foothold'")
    machine.run("sudo -u postgres psql -c 'CREATE DATABASE foothold OWNER foothold_owner'")
    for commands in guide.commands(INCIDENTS, set()):
        machine.run(commands)
    machine.run("sudo systemctl start foothold-web foothold-worker")
    assert "Rights in the database: all is well" in machine.run("sudo foothold check_installation")


def assert_who_forges_an_address_is_counted(machine: Machine) -> None:
    """Ask for codes as a stranger who says each time to be somebody else: soon none is sent."""
    places = []
    for number in range(25):
        stranger = Person(machine.address, str(machine.certificate), Mailbox(), "")
        stranger.browser.headers["X-Forwarded-For"] = f"203.0.113.{number}"
        answer = stranger.send("/sign-in/", email=f"nobody-{number}@office.example")
        places.append(answer.url.removeprefix(machine.address))
    assert places[0] == "/sign-in/code/"
    assert places[-1] == "/sign-in/"


def invite(ada: Person) -> Person:
    """Let a colleague in, who signs in by the code of an e-mail and sets up an app."""
    finn = Person(ada.site, ada.browser.verify, ada.mailbox, FINANCE)
    ada.send("/people/", full_name="Finn Finance", email=FINANCE, role="finance")
    assert f"{ada.site}/sign-in/" in finn.letter(0).get_body(("plain",)).get_content()
    assert finn.sign_in().url == f"{ada.site}/account/second-factor/"
    finn.set_up_app()
    return finn


def enter_our_details(finn: Person) -> None:
    finn.open("/our-details/")
    answer = finn.submit(
        "/our-details/change/",
        effective_from=(localdate() - timedelta(days=90)).isoformat(),
        name="Office CIC",
        address="1 Office Road\nLondon",
        bank_details="Bank\n00-00-00\n00000000",
    )
    assert "Office Road" in answer.text


def from_graduate_to_invoice(staff: Person, finance: Person) -> dict:
    """Return the invoice of a hire that started three weeks ago, and was due a week ago."""
    days = {ago: localdate() - timedelta(days=ago) for ago in (60, 50, 40, 21)}
    staff.post(
        "cohorts/",
        name="FAC1",
        campus="London",
        programme="Full-stack",
        places=16,
        start_on=days[60],
        state="running",
    )
    amara = staff.post(
        "graduates/",
        full_name="Amara Osei",
        email="amara@example.net",
        cohort="FAC1",
        headline="Developer",
        location="London",
        job_search="looking",
        identity_seen_on=days[60],
    )
    staff.post(f"graduates/{amara['id']}/publish/", 200, consented_on=days[60])
    firm = staff.post("employers/", name="Fonthill Rise Ltd", kind="company")
    staff.post("contacts/", employer=firm["id"], full_name="Pat Payer", email=PAYER, role="billing")
    staff.post(
        "terms/",
        employer=firm["id"],
        effective_from=days[60],
        accepted_on=days[50],
        accepted_by="Pat Payer",
        acceptance="signature",
        fee_basis="percentage",
        rate="0.15",
        payment_days=14,
        rebate={"unit": "weeks", "mode": "steps", "steps": [{"through": 4, "share": "0.5"}]},
    )
    met = staff.post(
        "introductions/", graduate=amara["id"], employer=firm["id"], willing_on=days[50]
    )
    staff.post(f"introductions/{met['id']}/send/", 200, on=days[50])
    staff.post(f"introductions/{met['id']}/interview/", 200)
    staff.post(f"introductions/{met['id']}/offer/", 200)
    hire = staff.post(
        "hires/",
        introduction=met["id"],
        start_on=days[21],
        salary_pence=32_000_00,
        agreed_on=days[40],
        job_title="Junior developer",
    )
    staff.post(f"hires/{hire['id']}/start/", 200, on=days[21])
    (draft,) = finance.get("invoices/?state=draft")
    return finance.post(f"invoices/{draft['id']}/issue/", 200, issued_on=days[21])
