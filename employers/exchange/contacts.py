"""The people at employers, from a spreadsheet."""

from datetime import date

from employers.models import Contact
from foundation.accounts.models import User
from foundation.imports.engine.fields import EmailColumn, TextColumn
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save

from .known import KnownEmployers


class ContactForm(RowForm):
    """The columns of a contact."""

    employer = TextColumn(
        also=("client", "company"),
        help_text="Name or reference. Import the employers first.",
        example="Fonthill Digital",
    )
    full_name = TextColumn(also=("name", "contact"), example="Ann Example")
    email = EmailColumn(
        max_length=254,
        label="E-mail",
        also=("mail", "email address", "e-mail address"),
        example="ann@fonthill.example",
    )
    role = TextColumn(
        max_length=100,
        required=False,
        also=("job title", "position"),
        example="Head of engineering",
    )


class Contacts(Kind):
    """One row a contact, found again by employer and e-mail address."""

    name = "contacts"
    title = "Contacts"
    about = "One row for each person at an employer, matched by employer and email address."
    form = ContactForm

    def __init__(self) -> None:
        """Begin with no employer looked up."""
        super().__init__()
        self.known = KnownEmployers()

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Make or change the contact of a row."""
        employer = self.known.must(entry["employer"])
        self.once(entry, (employer.pk, entry["email"]), "email")
        contact = employer.contacts.filter(email__iexact=entry["email"]).first() or Contact()
        values = {name: entry[name] for name in entry.given} | {"employer": employer}
        return save(contact, values, by=by, on=on)
