"""`python -m tests.soak`: exit status 1 if anything answered 5xx, was dropped, or books break."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import django

from tests.house.sources import ROOT

from .clients import Client, Person, Tally
from .stack import SETTINGS, TODAY, served, variables_of

ROLES = ("staff", "finance", "employer", "graduate")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="foothold-soak-"))
    variables = variables_of(folder)
    os.environ.update(variables)
    django.setup()
    people, invoices = open_the_office()
    print(f"Logs in {folder}. {options.clients} clients for {options.minutes:g} minutes.")
    with served(variables, workers=options.workers, folder=folder) as port:
        began = monotonic()
        until = began + 60 * options.minutes
        clients = [Client(port, people, invoices, seed) for seed in range(options.clients)]
        with ThreadPoolExecutor(options.clients) as threads:
            tallies = list(threads.map(lambda client: client.work(until), clients))
        took = monotonic() - began
    faults = report(tallies, took)
    for command in (["run_outbox", "--once"], ["store_documents"]):
        run(command, variables, quiet=True)
    return 1 if run(["check_books"], variables) or faults else 0


def open_the_office() -> tuple[list[Person], list[int]]:
    """Fill an empty database with the sample; return people who sign in, and all invoices."""
    from django.core.management import call_command  # noqa: PLC0415  needs django.setup

    from billing.models import Invoice  # noqa: PLC0415
    from project.sample.build import build, is_built, people_who_sign_in  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if is_built():
        sys.exit("This database has records already: the soak wants an empty one of its own.")
    build(TODAY, announce=lambda _year: None)
    users = {user.role: user for user in reversed(people_who_sign_in()) if user.role in ROLES}
    people = [person_of(users[role]) for role in ROLES]
    return people, list(Invoice.objects.order_by("-pk").values_list("pk", flat=True)[:300])


def person_of(user) -> Person:
    """Return somebody with a session that has proved both factors, and with a key."""
    from django.test import Client as Browser  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from foundation.accounts.models import ApiKey  # noqa: PLC0415
    from foundation.accounts.second_factor import PROVED  # noqa: PLC0415
    from project.office.navigation import OFFERED  # noqa: PLC0415

    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session[PROVED] = user.pk
    session.save()
    _, key = ApiKey.objects.create_key(name="soak", user=user)
    pages = tuple(reverse(name) for _words, name in OFFERED[user.role])
    if user.role == "employer":
        own = user.contact.employer_id
    else:
        own = user.graduate.pk if user.role == "graduate" else 0
    return Person(user.role, session.session_key, key, pages, own)


def report(tallies: list[Tally], took: float) -> list[str]:
    """Print what was answered and how fast; return every fault."""
    answers: Counter[tuple[str, int]] = sum((tally.answers for tally in tallies), Counter())
    seconds = sorted(second for tally in tallies for second in tally.seconds)
    for (kind, status), count in sorted(answers.items()):
        print(f"  {kind:<8}{status:>4}{count:>9}")
    if seconds:
        middle, most = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
        print(f"{len(seconds) / took:.0f} answers a second; p50 {middle:.2f} s, p99 {most:.2f} s")
    faults = [line for tally in tallies for line in (*tally.faults, *tally.dropped)]
    faults += [
        f"nothing of the kind {kind} was done"
        for kind in ("read", "write", "money", "export")
        if not any(answers[kind, status] for status in (200, 201))
    ]
    print(f"{len(faults)} faults")
    print("\n".join(faults[:20]))
    return faults


def run(command: list[str], variables: dict[str, str], *, quiet: bool = False) -> int:
    """Return the exit status of a command of ours."""
    out = subprocess.DEVNULL if quiet else None
    line = [sys.executable, "manage.py", *command]
    return subprocess.run(line, cwd=ROOT, env=variables, check=False, stdout=out).returncode


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    sys.exit(main(sys.argv[1:]))
