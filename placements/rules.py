"""Anonymity rules: what identifies a graduate is decided here and nowhere else."""

import re
from collections.abc import Iterable

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_employer_contact
from placements.models import Graduate

# The fields an employer only sees once the person is introduced to them.
IDENTIFYING_FIELDS = (
    *("full_name", "email", "links", "identity_seen_on", "user"),
    # These do not identify a person, but are not for employers either.
    *("left_course_on", "erased_on"),
)
# What an employer may search: never anything that could reveal the name. A headline is shown
# masked, but a search would read the text under the mask.
BLIND_SEARCH = ("skills__name", "location", "cohort__name")
MASK = "…"
_ADDRESS = re.compile(r"(https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)@\w+", re.IGNORECASE)


def sees_blind(user: AnyUser) -> bool:
    """Return whether this person sees graduates without their names until introduced."""
    return is_employer_contact(user)


def blind(text: str, names: Iterable[str]) -> str:
    """Return free text with all names, email addresses, handles and links masked.

    ``names`` come from ``names_of``.
    """
    folded = _folded(text)
    if any(sign in folded for sign in ("@", "://", "www.")):
        text = _ADDRESS.sub(MASK, text)
    for name in sorted(names, key=len, reverse=True):
        # Most texts contain no name, and a plain search is much quicker than a regular expression.
        if _folded(name) in folded:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def blind_link(url: str, names: Iterable[str]) -> str:
    """Return an address, or "" if it contains one of the ``names``.

    A repository of a cohort's organisation passes; one under a person's own handle does not.
    """
    folded = _letters(url)
    plain = map(_letters, names) if folded else ()
    return "" if any(len(name) > 2 and name in folded for name in plain) else url


def names_of(people: Iterable[Graduate]) -> frozenset[str]:
    """Return every word that identifies one of the people: names, mailbox, handles in links."""
    words: set[str] = set()
    for person in people:
        words.add(person.full_name)
        words.update(part for part in re.split(r"[\s.'-]+", person.full_name) if len(part) > 1)
        words.add(person.email.partition("@")[0])
        for link in person.links.values():
            words.add(str(link).rstrip("/").rpartition("/")[2].lstrip("@"))
    return frozenset(word for word in words if word)


def _folded(text: str) -> str:
    """Return a text in which a plain search finds every name a case-insensitive match would.

    Such a match also treats the Turkish letters, dotted or not, as an i.
    """
    return (
        text.casefold()
        .replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
        .replace("\N{COMBINING DOT ABOVE}", "")
    )


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
