"""Characters that have no place in a name, a note or a key."""

import re
import unicodedata
from typing import Final

# PostgreSQL cannot store NUL, and no database can store half of a surrogate pair.
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
# Control characters other than tab and line ends, and the two marks that reverse the reading
# direction: what a person reads would differ from what the record says.
MISLEADING: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
LINE_ENDS: Final = re.compile("[\t\n\r\u2028\u2029]")
# Letters and symbols that look blank: Hangul fillers and the empty Braille cell.
BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"})


def is_invisible(text: str) -> bool:
    """Return whether nothing in the text can be seen: U+200B alone is not a name."""
    return all(
        unicodedata.category(character) in INVISIBLE or character in BLANK_LETTERS
        for character in text
    )


def fault_in(text: str) -> str | None:
    """Return a sentence on why the text cannot be stored, or None if it can."""
    if UNSTORABLE.search(text):
        return "This contains a NUL character or half of a surrogate pair, which cannot be stored."
    return None


def guarded(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    Source: OWASP, CSV injection: = + - @, tab and carriage return at the start of a cell.
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
