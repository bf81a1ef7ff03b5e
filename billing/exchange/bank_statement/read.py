"""Reading a bank's file as movements, with every fault in its row and column."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator

from billing.domain.bank.bank_statements import StatementFile
from foundation.imports.engine import csv_files, tables
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.files import MAX_BYTES, read_table
from foundation.imports.engine.mapping import Mapping
from foundation.imports.engine.tables import Record, Table
from foundation.values import normal

from . import ofx
from .columns import Layout, known_headings, layout_of, signature_of
from .days import is_day
from .ofx_markup import looks_like_ofx
from .understand import StatementRead, each_once, understand

# The headings of a layout that an import confirmed, and whether its signs are reversed.
Remembered = Callable[[str], tuple[dict[str, str], bool, str] | None]


def read_statement(
    content: bytes,
    *,
    name: str,
    account: str = "",
    mapping: Mapping | None = None,
    remembered: Remembered = lambda _signature: None,
    reverse: bool | None = None,
) -> StatementRead:
    """Return the movements in a CSV, XLSX or OFX file, with its faults and flags.

    ``mapping`` says which column is which; otherwise the ``remembered`` layout of the bank does,
    otherwise the names and content of the columns. ``reverse`` reverses the signs.
    Raises UnreadableFile with a sentence when the file as a whole cannot be read.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"The file has {len(content) / 1_000_000:.1f} MB, and {MAX_BYTES // 1_000_000} MB is "
            "the limit. Export fewer months at a time."
        )
    digest = hashlib.sha256(content).hexdigest()
    if looks_like_ofx(content):
        return _checked_ofx(content, name, digest, account)
    table = _table(content, name, mapping)
    account = account or str(mapping.defaults.get("account", "") if mapping else "")
    known = remembered(signature_of(table.headings))
    layout = layout_of(table, mapping or Mapping(), known[0] if known else None)
    if reverse is None:
        reverse = bool(known and known[1])
    named = account or (known[2] if known else "") or _account(table, layout)
    read = StatementRead(StatementFile(name, digest, named), layout, table, reverse)
    understand(read)
    return read


def _table(content: bytes, name: str, mapping: Mapping | None) -> Table:
    """Return the table of a file; one without headings, as from some banks, gets ours."""
    known = known_headings() | set(mapping.columns if mapping else ())
    if not content.startswith(b"PK"):
        text, remarks = csv_files.decode(content)
        records = list(_records(text))
        if records and not _has_headings(records, known):
            width = max(len(values) for _, values in records)
            letters: Record = (0, [f"Column {chr(65 + i)}" for i in range(min(width, 26))])
            table = tables.build([letters, *records], known=set(map(str, letters[1])))
            remark = "The file has no headings, so the columns were recognised by their content."
            table.remarks = [*remarks, remark]
            return table
    return read_table(content, name=name, known=known)


def _records(text: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=csv_files.separator_of(text))
    for number, values in zip(range(1, tables.MAX_ROWS + 1), reader, strict=False):
        if any(values):
            yield number, list(values)


def _has_headings(records: list[Record], known: set[str]) -> bool:
    """Return whether there are headings above the movements: a heading row has no day."""
    names = {normal(name) for name in known}
    for _, values in records[: tables.LINES_ABOVE_HEADINGS]:
        if len({normal(str(value)) for value in values} & names) > 1:
            return True
        if len(values) > 2:
            return not any(is_day(value) for value in values)
    return True


def _account(table: Table, layout: Layout) -> str:
    """Return the account that the rows name, if all name the same."""
    heading = layout.headings.get("account")
    names = (
        {str(row.values[heading]) for row in table.rows if row.values[heading]} if heading else ()
    )
    return next(iter(names))[:60] if len(names) == 1 else ""


def _checked_ofx(content: bytes, name: str, digest: str, account: str) -> StatementRead:
    ofx_file = ofx.read(content)
    file = StatementFile(name, digest, account or ofx_file.account)
    file.closing_pence = ofx_file.closing_pence
    read = StatementRead(file, faults=ofx_file.faults, flags=ofx_file.flags)
    file.movements = each_once(ofx_file.movements, read.flags)
    return read
