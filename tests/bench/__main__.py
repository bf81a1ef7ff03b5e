"""`make bench`: every bench at two sizes, one ten times the other, on PostgreSQL.

Exit status 1 if anything grows faster than its input, or passes its stated limit.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from . import bank, importing, lists, pages, reports, workbook
from .frame import MOST_GROWTH, Figure, Table
from .seeding import fill
from .stories import Office

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
BENCHES: dict[str, Callable[[Office], Iterator[Figure]]] = {
    "50 graduates out of": lists.graduates,
    "50 of anything else out of": lists.others,
    "Reports over fees": reports.measure,
    "The workbook, with payments": workbook.measure,
}


def main() -> int:
    table = Table()
    with database():
        pages.measure(table)
    with database():
        few, many = ROWS // 100, ROWS // 10
        table.title("Import of graduates", few, many)
        table.add(importing.measure(few), importing.measure(many))
        table.title("A bank statement, its lines", few, many)
        table.add(bank.measure(few), bank.measure(many))
        small = measure_all(ROWS // 10)
        office = fill(ROWS)
        for title, bench in BENCHES.items():
            table.title(title, ROWS // 10, ROWS)
            table.add(small[title], bench(office))
    print(f"\nTen times the input: nothing may grow more than {MOST_GROWTH} times.")
    print("\n".join(table.faults) or "Everything is within its limits.")
    return 1 if table.faults else 0


def measure_all(size: int) -> dict[str, list[Figure]]:
    print(f"\nAll that follows at {size:,} first, which takes a minute.", flush=True)
    office = fill(size)
    return {title: list(bench(office)) for title, bench in BENCHES.items()}


@contextmanager
def database() -> Iterator[None]:
    """Make a database for the benches, which their child processes find as well."""
    if connection.vendor != "postgresql":
        sys.exit("The benches run on PostgreSQL: make bench")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    before = os.environ["DATABASE_URL"]
    address = urlsplit(before)
    os.environ["DATABASE_URL"] = address._replace(path=f"/{name}").geturl()
    try:
        yield
    finally:
        hang_up()
        connection.creation.destroy_test_db(address.path.strip("/"), verbosity=0)
        os.environ["DATABASE_URL"] = before


def hang_up() -> None:
    """End the other sessions: the threads of a server that is gone leave theirs behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


if __name__ == "__main__":
    sys.exit(main())
