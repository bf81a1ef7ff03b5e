"""Who may know whom: what identifies a graduate is decided here and nowhere else."""

import re
from collections.abc import Iterable

from placements.models import Graduate
from project.accounts.choices import Role
from project.accounts.models import AnyUser, User

# The fields an employer gets only once the person was introduced to them.
IDENTIFYING_FIELDS = (
    *("full_name", "email", "links", "identity_seen_on", "user"),
    # Not who they are, but not an employer's business either.
    *("left_course_on", "erased_on"),
)
# What an employer may search: never what would give the name away. A headline is shown masked,
# but a search would read what is under the mask.
BLIND_SEARCH = ("skills__name", "location", "cohort__name")
MASK = "…"
_ADDRESS = re.compile(r"(https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)@\w+", re.IGNORECASE)


def sees_blind(user: AnyUser) -> bool:
    """Return whether this person sees graduates without their names until introduced."""
    return isinstance(user, User) and user.role == Role.EMPLOYER


def blind(text: str, people: Iterable[Graduate]) -> str:
    """Return free text with the people's names, handles, e-mails and addresses masked."""
    text = _ADDRESS.sub(MASK, text)
    for name in sorted(_names(people), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def blind_link(url: str, people: Iterable[Graduate]) -> str:
    """Return an address, or nothing if it names one of the people.

    A repository under a cohort's organisation passes; one under somebody's own handle does not.
    """
    folded = re.sub(r"[^a-z0-9]", "", url.casefold())
    for name in _names(people):
        plain = re.sub(r"[^a-z0-9]", "", name.casefold())
        if len(plain) > 2 and plain in folded:
            return ""
    return url


def _names(people: Iterable[Graduate]) -> set[str]:
    """Return every word that stands for one of the people: names, mailbox, handles in links."""
    words: set[str] = set()
    for person in people:
        words.add(person.full_name)
        words.update(part for part in re.split(r"[\s.'-]+", person.full_name) if len(part) > 1)
        words.add(person.email.partition("@")[0])
        for link in person.links.values():
            words.add(str(link).rstrip("/").rpartition("/")[2].lstrip("@"))
    return {word for word in words if word}
