"""What can be wrong with a file or a row, with the way to put it right."""

from dataclasses import dataclass


class UnreadableFile(Exception):
    """The file as a whole cannot be read; str() is a sentence with the way out."""


@dataclass(frozen=True)
class Fault:
    """A row that cannot be imported: where, which value, why, and what to do.

    ``row`` is the row number in a spreadsheet program; ``column`` the heading in the file,
    "" if the fault is about the whole row; ``address`` the cell ("F7") or "".
    """

    row: int
    column: str
    value: str
    sentence: str
    way_out: str = ""
    address: str = ""

    def __str__(self) -> str:
        """Return the whole fault as one line for a person."""
        return f"{_place(self.row, self.column, self.address)}: {self.advice}"

    @property
    def advice(self) -> str:
        """Return the sentence with its way out, without the place."""
        return f"{self.sentence} {self.way_out}".strip()


@dataclass(frozen=True)
class Flag:
    """Something to check that does not stop the row; ``row`` is 0 if it is about the file."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """Return the flag as one line for a person."""
        return f"{_place(self.row, self.column)}: {self.sentence}" if self.row else self.sentence


def _place(row: int, column: str, address: str = "") -> str:
    where = f"Row {row}"
    if column:
        where += f", {column}"
    return f"{where} ({address})" if address else where
