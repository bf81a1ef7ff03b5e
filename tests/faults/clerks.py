"""Clerks: processes of their own, so that they can be killed as a crash kills.

They come from multiprocessing's fork server, which has loaded all of this once and holds no
connection to any database. What they run is found by name, so it stands at the top of a module.
"""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

import django
from django.apps import apps

if not apps.ready:  # the fork server has no pytest to do this
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings.test"
    django.setup()

from django.db import connection

from billing.choices import INVOICES
from billing.domain.ledger import invoices
from foundation import history, numbering
from foundation.accounts.models import User
from foundation.models import NumberSeries

from .desk import DAY

Database = dict[str, Any]
clerks = multiprocessing.get_context("forkserver")
clerks.set_forkserver_preload([__name__])


def database_of_this_test() -> Database:
    """Return what another process needs to reach it."""
    return {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER")}


def at(database: Database, job: Callable[..., Any], *given: Any) -> Any:
    """Return what a job gives, done on a database other than the one of the settings."""
    connection.settings_dict.update(database)
    try:
        return job(*given)
    finally:
        connection.close()


def told_by_a_clerk(database: Database, job: Callable[..., Any], *given: Any) -> Any:
    """Return what a job gives, done in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=clerks) as one:
        return one.submit(at, database, job, *given).result()


# After which deed of issuing a clerk stops, and may be killed.
MOMENTS = {
    "the number is taken": (numbering, "next_in"),
    "only the commit is missing": (history, "record"),
}


def issue_with_a_pause(moment: str, draft_id: int, person_id: int, door: Connection) -> None:
    """Issue a draft; at the moment, tell the number that is held and wait to be let go."""
    module, name = MOMENTS[moment]
    deed = getattr(module, name)

    def deed_and_pause(*given: Any, **told: Any) -> Any:
        done = deed(*given, **told)
        door.send(NumberSeries.objects.get(code=INVOICES).last_number)
        door.recv()
        return done

    setattr(module, name, deed_and_pause)  # in this process alone, which ends with the job
    invoices.issue(draft_id, by=User.objects.get(pk=person_id), on=DAY)
