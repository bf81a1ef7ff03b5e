"""Which tests run on one database alone: what can differ between the two runs on both.

On PostgreSQL the tests named below are left to SQLite. Whatever is not named runs on both: the
verbs and their locks, models, guards and constraints, reports in SQL and `check_books`, searching,
ordering and pages of lists, idempotency, imports into the tables, flows, doors, counts of queries,
migrations and the outbox. Every page and list is opened on PostgreSQL as well, on the sample, by
`tests/project/management/test_demo.py`.

The slow tier goes the other way: `make test` leaves it to PostgreSQL where there is one, but for
one smoke test a file. `pytest --all` leaves nothing to the other database.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).parents[1]
PAGES = "what a page says and which verb it calls; its queries are tried by opening every page"
RULES = "rules of numbers, days and words, which know no database"
FILES = "files, before anything of theirs is put into a table"
PAPER = "the text and looks of a document, made of rows that are tested elsewhere"
SOURCE = "the source, the documents and the programs of the house"

# The start of a path, and what is there.
ON_SQLITE_ALONE = {
    "tests/browser/": "journeys, in front of the embedded database",
    "tests/peers/": "the peer on loopback that stands for Stripe",
    "tests/house/test_audit.py": SOURCE,
    "tests/house/test_changed.py": SOURCE,
    "tests/house/test_docs.py": SOURCE,
    "tests/house/test_licences.py": SOURCE,
    "tests/house/test_lock.py": SOURCE,
    "tests/house/test_names.py": SOURCE,
    "tests/house/test_net.py": SOURCE,
    "tests/house/test_sizes.py": SOURCE,
    "tests/house/test_static_files.py": SOURCE,
    "tests/house/test_text.py": SOURCE,
    "tests/house/test_version.py": SOURCE,
    "tests/foundation/test_errors.py": RULES,
    "tests/foundation/test_limits.py": RULES,
    "tests/foundation/test_money.py": RULES,
    "tests/foundation/test_periods.py": RULES,
    "tests/foundation/test_uk_numbers.py": RULES,
    "tests/foundation/test_values.py": RULES,
    "tests/foundation/api/test_errors.py": RULES,
    "tests/foundation/api/test_fields.py": RULES,
    "tests/foundation/api/test_parser.py": RULES,
    "tests/employers/domain/terms/test_fee_": RULES,
    "tests/employers/domain/terms/test_paper.py": RULES,
    "tests/employers/domain/terms/test_rebate_rules.py": RULES,
    "tests/billing/domain/bank/test_made_statement.py": FILES,
    "tests/billing/domain/bank/test_matching_rules.py": RULES,
    "tests/billing/domain/bank/test_payment_references.py": RULES,
    "tests/billing/domain/chasing/test_late_payment_rules.py": RULES,
    "tests/billing/domain/fees/test_fee_laws.py": RULES,
    "tests/billing/domain/ledger/test_vat_rules.py": RULES,
    "tests/foundation/imports/engine/test_csv_files.py": FILES,
    "tests/foundation/imports/engine/test_mapping.py": FILES,
    "tests/foundation/imports/engine/test_template_file.py": FILES,
    "tests/foundation/imports/engine/test_xlsx_files.py": FILES,
    "tests/placements/domain/people/test_cvs.py": FILES,
    "tests/placements/domain/people/test_pictures.py": FILES,
    "tests/billing/exchange/bank_statement/": FILES,
    "tests/billing/exchange/documents/test_layout.py": PAPER,
    "tests/billing/exchange/documents/test_logos.py": PAPER,
    "tests/billing/exchange/test_ubl.py": PAPER,
    "tests/billing/exchange/workbook/test_looks.py": PAPER,
    "tests/billing/exchange/workbook/test_text.py": PAPER,
    "tests/project/settings/": "the variables of the environment",
    "tests/project/api/test_golden_keys.py": "the names of fields in an answer",
    "tests/project/api/test_schema.py": "the schema of the API",
    "tests/foundation/accounts/test_codes.py": PAGES,
    "tests/foundation/accounts/test_pages.py": PAGES,
    "tests/foundation/accounts/test_second_factor.py": PAGES,
    "tests/foundation/web/": PAGES,
    "tests/foundation/imports/web/": PAGES,
    "tests/employers/web/": PAGES,
    "tests/placements/web/": PAGES,
    "tests/billing/web/bank/": PAGES,
    "tests/billing/web/chasing/": PAGES,
    "tests/billing/web/ledger/": PAGES,
    "tests/billing/web/test_": PAGES,
}
LEFT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        dest="on_any_database",
        help="run the tests that are left to SQLite on PostgreSQL, too",
    )


def is_left_to_sqlite(item: pytest.Item) -> bool:
    return item.path.relative_to(ROOT).as_posix().startswith(tuple(ON_SQLITE_ALONE))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if connection.vendor != "postgresql" or config.option.on_any_database:
        return
    left = [item for item in items if is_left_to_sqlite(item)]
    if not left:
        return
    items[:] = [item for item in items if not is_left_to_sqlite(item)]
    config.hook.pytest_deselected(items=left)
    config.stash[LEFT] = len(left)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, Any, Any]:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left"] = session.config.stash.get(LEFT, 0)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from one of pytest's processes how many it left; all of them leave the same."""
    node.config.stash[LEFT] = getattr(node, "workeroutput", {}).get("left", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if left := config.stash.get(LEFT, 0):
        terminalreporter.write_line(
            f"{left} tests cannot differ between the databases and were left to SQLite"
            " (tests/both_databases.py says why; --all runs them here, too)."
        )
