"""The text of a bank line: which invoices it names, and who pays.

Banks cut names at 18 characters, and people type numbers in many ways. All of it is pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# INV-0001, inv 1, INV.NO 0001, I N V 0 0 0 1, lNV-OOO1: the mark, and the numbers after it.
_MARK: Final = (
    r"(?<![A-Z0-9])[I1L|] ?N ?V(?:[O0][I1L]CE(?:S| NOS?| NUMBERS?)?|S)?"
    r"[\s.:#/\\_\-]*(?:N[O0]S?|NUM|NUMBER)?[\s.:#/\\_\-]*"
)
_DIGIT: Final = r"[0-9OQILS|]"
_END: Final = r"(?=\Z|AND|[^A-Z0-9.,]|[.,](?!\d\d\b))"
_NUMBER: Final = rf"(?:{_DIGIT}(?: {_DIGIT}){{1,7}}(?! ?[A-Z0-9])|{_DIGIT}{{1,8}}{_END})"
_MARKED: Final = re.compile(
    rf"{_MARK}(?P<first>{_NUMBER})"
    rf"(?P<more>(?:\s*(?:[,&+/;]|AND|\s)\s*(?:{_MARK})?-?{_NUMBER})*)"
)
_LATER: Final = re.compile(_NUMBER)
# A number on its own counts only as we print it: at least four digits.
_BARE: Final = re.compile(r"(?<![A-Z0-9£.,/:\-])([0-9]{4,8})(?![A-Z0-9/:]|[.,]\d|-\d)")
_LOOKS_LIKE: Final = str.maketrans("OQILS|", "001151")
_CREDIT_NOTE: Final = re.compile(r"(?<![A-Z0-9])C ?N[\s.:#/_\-]*(\d{1,8})(?![A-Z0-9])")
_LEGAL: Final = {
    *("LTD", "LIMITED", "PLC", "LLP", "LP", "CIC", "INC", "LLC", "GMBH", "BV", "CO", "COMPANY"),
    *("THE", "UK"),
}
# Words that banks and people write around a name.
_NOISE: Final = {
    *("FASTER", "PAYMENT", "PAYMENTS", "PYMT", "PMT", "RECEIVED", "RECEIPT", "FROM", "BACS", "BGC"),
    *("FPI", "FP", "FPS", "CHAPS", "CREDIT", "TRANSFER", "TFR", "TRF", "BANK", "GIRO", "INWARD"),
    *("CR", "BBP", "MOBILE", "ONLINE", "DIRECT", "AUTOMATED", "IN", "BY", "TO", "VIA", "RE"),
}
_ENDS_A_FIRM: Final = {"LTD", "LIMITED", "PLC", "LLP", "CIC"}
_ENDS_A_NAME: Final = {"REF", "REFERENCE", "INV", "INVOICE", "INVOICES", "MANDATE", "FOR", "RP"}
BANKS_CUT_AT: Final = 18
LONGEST_OLD: Final = 4


def plain(text: str) -> str:
    """Return text in capitals, without accents and marks, one space between words."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", bare.replace("&", " AND ").replace("'", "")).split())


def numbers_marked(text: str) -> list[int]:
    """Return the sequences of our invoices that a text names, in order, each once."""
    numbers: dict[int, None] = {}
    for match in _MARKED.finditer(_capitals(text)):
        for number in [match["first"], *_LATER.findall(_unmarked(match["more"]))]:
            digits = number.replace(" ", "").translate(_LOOKS_LIKE)
            # A word ("SOIL") may look like digits: at least one must be a digit.
            if digits.isdigit() and any(sign.isdigit() for sign in number) and int(digits):
                numbers[int(digits)] = None
    return list(numbers)


def numbers_bare(text: str) -> list[int]:
    """Return the numbers without a mark, at least four digits long, as we print them."""
    numbers = (int(digits) for digits in _BARE.findall(_capitals(text)))
    return list(dict.fromkeys(number for number in numbers if number))


def credit_notes_named(text: str) -> list[int]:
    """Return the sequences of the credit notes a text names: CN-0004 is 4."""
    return [int(digits) for digits in _CREDIT_NOTE.findall(_capitals(text))]


def other_numbers(text: str) -> Iterator[str]:
    """Yield what may be an invoice number from before this system, "FAC/17/034" without marks."""
    words = plain(text).split()
    for start in range(len(words)):
        joined = ""
        for word in words[start : start + LONGEST_OLD]:
            joined += word
            if any(sign.isdigit() for sign in joined) and len(joined) >= 3:
                yield joined


def joined(number: str) -> str:
    """Return a number as ``other_numbers`` yields it."""
    return plain(number).replace(" ", "")


def names_of(*names: str) -> set[str]:
    """Return the keys to look up a firm of these names by; … marks the cut ones."""
    keys = set()
    for name in names:
        words = plain(name)
        if not words:
            continue
        keys.add(core(words))
        for spelt in (words, _respelt(words, "LIMITED", "LTD"), _respelt(words, "LTD", "LIMITED")):
            if len(spelt) > BANKS_CUT_AT:
                keys.add(cut(spelt))
    return {name for name in keys if len(name) > 2}


def payer_keys(payer: str) -> list[str]:
    """Return the keys of a payer's name as the bank writes it, the surest first."""
    words = plain(payer)
    keys = [core(words)]
    # Cut by the bank: a shorter name was written in full.
    if BANKS_CUT_AT - 1 <= len(words) <= BANKS_CUT_AT:
        keys.append(cut(words))
    return [key for key in keys if len(key) > 2]


def payer_in(payer: str, reference: str, description: str) -> str:
    """Return the payer's name: the bank's own column, else what the words begin with."""
    if plain(payer):
        return payer
    words = plain(description or reference).split()
    while words and (words[0] in _NOISE or words[0].isdigit()):
        words.pop(0)
    name: list[str] = []
    for word in words:
        if word in _ENDS_A_NAME or (name and any(sign.isdigit() for sign in word)):
            break
        name.append(word)
        if word in _ENDS_A_FIRM:
            break
    while name and name[-1] in _NOISE:
        name.pop()
    return " ".join(name)


def core(words: str) -> str:
    """Return a plain name without its legal form."""
    words_left = [word for word in words.split() if word not in _LEGAL]
    return " ".join(words_left) or words


def cut(words: str) -> str:
    """Return a plain name as a bank cuts it, marked as cut; one letter less counts as the same."""
    return words[: BANKS_CUT_AT - 1].rstrip() + "…"


def _respelt(words: str, old: str, new: str) -> str:
    return re.sub(rf"\b{old}\b", new, words)


def _capitals(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _unmarked(text: str) -> str:
    return re.sub(_MARK, " ", text)
