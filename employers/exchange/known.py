"""Finding the employer, contact or role that a cell names."""

from collections.abc import Iterable
from difflib import get_close_matches

from employers.models import Contact, Employer, HiringRequest, Skill
from foundation.errors import BadValue
from foundation.values import quoted

# What people put behind a firm's name or leave out, as they please.
_FORMS = {"ltd", "limited", "llp", "plc", "cic", "co", "inc", "company", "the"}


def bare(name: str) -> str:
    """Return a firm's name without its legal form: "The Reed Ltd." is "reed"."""
    words = "".join(c if c.isalnum() else " " for c in name.casefold().replace("'", "")).split()
    return " ".join([word for word in words if word not in _FORMS] or words)


class KnownEmployers:
    """The employers, each asked of the database once a file."""

    def __init__(self) -> None:
        """Begin with none asked for."""
        self._employers: dict[str, Employer | None] = {}

    def named(self, text: str) -> Employer | None:
        """Return the employer with this reference or this name, or None."""
        key = text.casefold()
        if self._employers.get(key) is None:
            employers = Employer.objects
            employer = employers.filter(reference=text).first()
            self._employers[key] = employer or employers.named(text).first()
        return self._employers[key]

    def must(self, text: str, *, column: str = "employer") -> Employer:
        """Return the employer of this reference or name. Raises BadValue with the nearest names."""
        employer = self.named(text)
        if employer:
            return employer
        names = list(Employer.objects.order_by("name").values_list("name", flat=True)[:5000])
        near = get_close_matches(text, names, n=3, cutoff=0.6)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Import the employers first."
        raise BadValue(column, f"No employer {quoted(text)} found. {hint}")

    def alike(self, text: str) -> Employer | None:
        """Return the employer whose name differs in its legal form or punctuation only, or None."""
        first = bare(text).split()[0]
        near = Employer.objects.filter(name__icontains=first).order_by("pk")[:200]
        return next((employer for employer in near if bare(employer.name) == bare(text)), None)


class KnownSkills:
    """The skills that a file names, made where they are new, before its rows are applied."""

    def __init__(self) -> None:
        """Begin with none asked for."""
        self._by_name: dict[str, Skill] = {}

    def look_up(self, names: Iterable[str]) -> None:
        """Find or make all of these at once, outside the rows, whose refusal would undo them."""
        wanted = sorted({name.casefold(): name for name in names}.values())
        for start in range(0, len(wanted), 500):
            skills = Skill.objects.named(wanted[start : start + 500])
            self._by_name |= {skill.name.casefold(): skill for skill in skills}

    def named(self, names: Iterable[str]) -> list[Skill]:
        """Return the skills of these names, which were looked up before."""
        return [self._by_name[name.casefold()] for name in names]


def contact_of(employer: Employer, text: str) -> Contact:
    """Return an employer's contact by e-mail address or full name. Raises BadValue."""
    contacts = employer.contacts.all()
    contact = (
        contacts.filter(email__iexact=text).first()
        or contacts.filter(full_name__iexact=text).first()
    )
    if not contact:
        raise BadValue(
            "contact", f"{employer} has no contact {quoted(text)}. Import the contacts first."
        )
    return contact


def request_of(employer: Employer, title: str) -> HiringRequest:
    """Return an employer's newest hiring request of this title. Raises BadValue."""
    request = employer.hiring_requests.filter(title__iexact=title).order_by("-pk").first()
    if not request:
        raise BadValue(
            "hiring_request",
            f"{employer} has no hiring request {quoted(title)}. Import the hiring requests first.",
        )
    return request
