"""An employer's shortlist of graduates."""

from employers.models import Contact
from foundation.errors import DomainError
from foundation.transactions import atomic
from placements.models import Graduate, Shortlisted


class HiddenFromEmployers(DomainError):
    """The graduate is not shown to employers."""

    code = "not_shown"


@atomic
def add(graduate_id: int, contact: Contact, *, note: str = "") -> Shortlisted:
    """Return the entry on the shortlist of the contact's employer; adding twice keeps one.

    Raises HiddenFromEmployers for a graduate who is not, or no longer, shown to employers.
    """
    person = Graduate.objects.published().filter(pk=graduate_id).first()
    if person is None:
        raise HiddenFromEmployers("This graduate is no longer shown to employers.")
    shortlisted, _new = Shortlisted.objects.get_or_create(
        employer=contact.employer, graduate=person, defaults={"by": contact, "note": note}
    )
    return shortlisted


def remove(graduate_id: int, contact: Contact) -> str:
    """Remove a graduate from the shortlist of the contact's employer; return the note."""
    rows = Shortlisted.objects.filter(employer=contact.employer, graduate=graduate_id)
    note = rows.values_list("note", flat=True).first() or ""
    rows.delete()
    return note


def write_note(graduate_id: int, contact: Contact, *, note: str) -> Shortlisted:
    """Return the entry on the shortlist with a new note for colleagues."""
    shortlisted = Shortlisted.objects.get(employer=contact.employer, graduate=graduate_id)
    shortlisted.note = note.strip()[: Shortlisted._meta.get_field("note").max_length]
    shortlisted.save(update_fields=["note"])
    return shortlisted
