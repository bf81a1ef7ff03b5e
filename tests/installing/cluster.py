"""A PostgreSQL as a package of a distribution sets it up: passwords are asked for."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import newest_programs, running

PASSWORD = "of-the-administrator"
LIKE_A_PACKAGE = [
    *("--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"),
    "--no-sync",
]


@contextmanager
def cluster() -> Iterator[dict[str, str]]:
    """Yield the variables by which `psql` reaches a cluster of its own as its administrator."""
    programs = newest_programs()
    assert programs, "PostgreSQL is not installed here"
    folder = Path(tempfile.mkdtemp(prefix="foothold-cluster-"))
    owner = "postgres" if os.geteuid() == 0 else None  # root may not run it
    (folder / "password").write_text(PASSWORD)
    if owner:
        for path in (folder, folder / "password"):
            shutil.chown(path, owner)
    made = [str(programs / "initdb"), "--pgdata", str(folder / "data"), *LIKE_A_PACKAGE]
    made += ["--pwfile", str(folder / "password")]
    try:
        subprocess.run(made, user=owner, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with running(programs, folder, owner) as port:
            yield {
                "PGHOST": "127.0.0.1",
                "PGPORT": str(port),
                "PGUSER": "postgres",
                "PGPASSWORD": PASSWORD,
                "PGDATABASE": "postgres",
            }
    finally:
        shutil.rmtree(folder)
