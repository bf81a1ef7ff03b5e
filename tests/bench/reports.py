"""The revenue report over nine years of fees, against the bare sums of the same figures.

The yardstick knows nothing of fees at risk, which take the terms of each, nor of fees to come.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import partial
from typing import get_args

from django.db import connection
from django.test import Client
from time_machine import travel

from billing.models import Fee
from billing.reports.checks.books import check_books
from billing.reports.debtors import debtors
from billing.reports.revenue import By, revenue
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.periods import Month

from .frame import Figure, asking, best_of, in_a_child
from .stories import AS_OF, FIRMS, FIRST_START, Office

TRIES = 3
FIRST, LAST = Month.of(FIRST_START), Month.of(AS_OF)
MOST_TIMES = 12  # 3 to 4 at full size; its fixed part weighs more in a quick try
# The first few of each thing that waits.
MOST_ROWS_OF_TODAY = 100
# A row a figure, its month and its opposite; besides these only the fees that are still at risk.
MOST_ROWS_OF_THE_DESK = 12 * 9 + 50
SUMS = """
SELECT figure, date_trunc('month', day::timestamp), SUM(pence) FROM (
    SELECT 'booked' AS figure, h.agreed_on AS day, f.net_pence AS pence
      FROM billing_fee f JOIN placements_hire h ON h.id = f.hire_id WHERE f.state = 'live'
    UNION ALL SELECT 'earned', earned_on, net_pence FROM billing_fee WHERE state = 'live'
    UNION ALL SELECT 'rebates', fell_due_on, net_pence FROM billing_rebate
               WHERE state IN ('proposed', 'confirmed')
    UNION ALL SELECT 'invoiced', issued_on, net_pence FROM billing_invoice
               WHERE state IN ('issued', 'paid')
    UNION ALL SELECT 'credited', issued_on, net_pence FROM billing_creditnote
    UNION ALL SELECT 'collected', received_on, net_pence FROM billing_payment
    UNION ALL SELECT 'refunded', refunded_on, net_pence FROM billing_refund
) moved WHERE day <= %s GROUP BY 1, 2
"""


def measure(office: Office) -> Iterator[Figure]:
    bare = best_of(TRIES, bare_sums)
    ours = best_of(TRIES, partial(revenue, FIRST, LAST))
    yield Figure("revenue by month", "ms", ours, "bare sums", bare, MOST_TIMES)
    yield Figure("revenue by month: memory", "MiB", in_a_child(revenue, FIRST, LAST).peak)
    for by in get_args(By)[1:]:
        ours = best_of(TRIES, partial(revenue, FIRST, LAST, by=by))
        yield Figure(f"revenue by {by}", "ms", ours)
    yield Figure("debtors", "ms", best_of(TRIES, partial(debtors, on=AS_OF)))
    yield from front_pages(office)
    books = in_a_child(sound)
    yield Figure("check_books", "s", books.seconds)
    yield Figure("check_books: memory", "MiB", books.peak)


def bare_sums() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [AS_OF])
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found


def front_pages(office: Office) -> Iterator[Figure]:
    """Yield what the office waits for in the morning: its front pages, and what comes by itself."""
    finance, _new = User.objects.get_or_create(email="finance@example.org", role=Role.FINANCE)
    at_risk = Fee.objects.inside_rebate_period(on=AS_OF).count()
    with travel(datetime.combine(AS_OF, time(12), tzinfo=UTC), tick=True):
        yield page("Today", office.staff, "/", MOST_ROWS_OF_TODAY)
        yield page("Today: money that waits", office.staff, "/today/money/")
        yield page("the finance desk", finance, "/", MOST_ROWS_OF_THE_DESK + at_risk)
        yield page("the finance desk: debtors", finance, "/desk/debtors/", FIRMS * 5 + 50)


def page(what: str, user: User, address: str, most_rows: int = 0) -> Figure:
    client = Client()
    client.force_login(user)
    with asking() as asked:
        assert client.get(address).status_code == 200
    took = best_of(TRIES, partial(client.get, address))
    return Figure(what, "ms", took, rows=asked.rows, most_rows=most_rows)


def sound() -> None:
    """See that all identities hold; otherwise the benches would measure books that cannot be."""
    broken = list(check_books(on=AS_OF))
    assert not broken, broken
