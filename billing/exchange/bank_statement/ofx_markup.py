"""OFX as text: its charset, its tags, and which value belongs to which part of a statement.

OFX 1 is SGML, whose values need no closing tag; OFX 2 is XML. Banks mix the two, so both are read
by one reader that knows no entities but characters, opens nothing else, and never looks back.
"""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from foundation.imports.engine.faults import UnreadableFile

_HEAD: Final = re.compile(
    rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*"
    rb"((<!--\s*)?OFXHEADER:|(<\?xml[^>]*>\s*)?(<\?OFX|<OFX[\s>]))",
    re.IGNORECASE,
)
_CHARSET: Final = re.compile(
    rb"(?:CHARSET\s*:|encoding\s*=)[\s\"']*"
    rb"(?:(?:windows-|cp)?(125\d)|ISO-?(8859-(?:1\d|[2-9])))",
    re.IGNORECASE,
)
_BODY: Final = re.compile(r"<OFX(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([A-Za-z][\w.]*)\s*(/?)>")
_CHARACTER: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")

STATEMENTS: Final = {"STMTRS", "CCSTMTRS"}
# Parts whose values are read, and parts whose values must not count for the part around them.
# Any other tag without a value may be an empty one that is never closed, and opens nothing.
_PARTS: Final = STATEMENTS | {
    *("BANKACCTFROM", "CCACCTFROM", "BANKTRANLIST", "STMTTRN", "LEDGERBAL", "AVAILBAL", "BAL"),
    *("PAYEE", "CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO", "STMTTRNP", "INVSTMTRS"),
}
_READ: Final = {
    *("STMTRS.CURDEF", "CCSTMTRS.CURDEF", "BANKACCTFROM.ACCTID", "CCACCTFROM.ACCTID"),
    *("LEDGERBAL.BALAMT", "STMTTRN.DTPOSTED", "STMTTRN.TRNAMT", "STMTTRN.FITID", "STMTTRN.NAME"),
    *("STMTTRN.MEMO", "STMTTRN.REFNUM", "STMTTRN.CHECKNUM", "PAYEE.NAME", "CURRENCY.CURSYM"),
}
_DEEPEST: Final = 40


class Tag(NamedTuple):
    """A tag in capitals, whether it closes, and the text after it."""

    name: str
    closes: bool
    text: str


@dataclass
class Statement:
    """The text of one account's statement: by "PART.NAME", and for each entry."""

    values: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, str]] = field(default_factory=list)


def looks_like_ofx(content: bytes) -> bool:
    """Return whether the bytes begin as OFX does, in either version."""
    return bool(_HEAD.match(content[:1000].replace(b"\0", b"")))


def statements_in(content: bytes) -> list[Statement]:
    """Return the statements of bank accounts and cards in a file, with their values.

    Raises UnreadableFile when the file declares entities, is cut off, or is too deep or too long.
    """
    text = decoded(content)
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise UnreadableFile(
            "The file declares XML entities, which bank statements never do. It was not opened."
        )
    statements: list[Statement] = []
    parts: list[str] = []
    last = Tag("", closes=False, text="")
    for tag in tags_of(text):
        last = tag
        if tag.name not in _PARTS:
            if parts and statements and not tag.closes:
                _take(statements[-1], parts, tag)
        elif tag.closes:
            _close(parts, tag.name)
        else:
            _open(parts, tag.name, statements)
    if last[:2] != ("OFX", True):
        raise _cut_off()
    return statements


def decoded(content: bytes) -> str:
    """Return a file's text: by its byte order mark, as UTF-8, or in the charset it declares.

    UTF-8 is tried first, because banks declare 1252 and write UTF-8, and text with special
    characters in 1252 is not valid UTF-8. If nothing fits, it is read as Windows-1252.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    declared = _CHARSET.search(content[:1000])
    charset = "cp1252"
    if declared:
        charset = f"cp{declared[1].decode()}" if declared[1] else f"iso{declared[2].decode()}"
    for known in ("utf-8-sig", charset):
        try:
            return content.decode(known)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def tags_of(text: str) -> Iterator[Tag]:
    """Yield the tags from the opening ``<OFX>`` on. Raises UnreadableFile without one."""
    start = _BODY.search(text)
    if not start:
        raise _cut_off()
    text = _without_sections(text[start.start() :])
    before: re.Match[str] | None = None
    for match in chain(_TAG.finditer(text), [None]):
        if before and not before[3]:  # <MEMO/> is empty
            end = match.start() if match else len(text)
            yield Tag(before[2].upper(), bool(before[1]), text[before.end() : end])
        before = match


def _plain(text: str) -> str:
    """Return text on one line, with its characters resolved and unprintable ones removed."""
    # Only a reference that ends in ";" is resolved: B&PARA is a name, not a paragraph sign.
    text = _CHARACTER.sub(lambda match: html.unescape(match[0]), text)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _without_sections(text: str) -> str:
    """Return text without comments, and with the words of CDATA as plain text."""
    first, *rest = text.split("<![CDATA[")
    pieces = [first]
    for piece in rest:
        inside, end, after = piece.partition("]]>")
        if not end:
            raise _cut_off()
        pieces += [html.escape(inside, quote=False), after]
    first, *rest = "".join(pieces).split("<!--")
    return first + "".join(piece.partition("-->")[2] for piece in rest)


def _open(parts: list[str], name: str, statements: list[Statement]) -> None:
    if name == "STMTTRN" and name in parts:
        _close(parts, name)  # an entry never holds another: the bank did not close the one before
    parts.append(name)
    if len(parts) > _DEEPEST:
        raise UnreadableFile(
            "The OFX file is nested too deeply for a statement. It was not opened."
        )
    if name in STATEMENTS:
        statements.append(Statement())
    elif name == "STMTTRN" and statements and "INVSTMTRS" not in parts:
        statements[-1].entries.append({})


def _close(parts: list[str], name: str) -> None:
    """Close a part and everything left open within it; closing an unopened part does nothing."""
    if name in parts:
        while parts.pop() != name:
            continue


def _take(statement: Statement, parts: list[str], tag: Tag) -> None:
    """Store a value where it belongs; of two with the same name the first, the outermost."""
    name = f"{parts[-1]}.{tag.name}"
    if name in _READ and "INVSTMTRS" not in parts and (text := _plain(tag.text)):
        inside = statement.values
        if "STMTTRN" in parts and statement.entries:
            inside = statement.entries[-1]
        inside.setdefault(name, text)


def _cut_off() -> UnreadableFile:
    return UnreadableFile(
        "The file looks like OFX but is cut off or breaks the rules of OFX. "
        "Export it again, or use the bank's CSV file."
    )
