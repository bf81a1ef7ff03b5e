"""Employers from a spreadsheet."""

from collections.abc import Iterator
from datetime import date

from employers.choices import EmployerKind, VatScope
from employers.models import Employer
from foundation import references
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import ChoiceColumn, EmailColumn, TextColumn, YesNoColumn
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save

from .known import KnownEmployers


class EmployerForm(RowForm):
    """The columns of an employer."""

    reference = TextColumn(
        max_length=30,
        required=False,
        also=("ref", "employer id"),
        help_text="Your own short name for the employer. We make one if empty.",
        example="fonthill",
    )
    name = TextColumn(
        also=("employer", "client", "company", "organisation"),
        help_text="The everyday name. No two employers can share one.",
        example="Fonthill Digital",
    )
    kind = ChoiceColumn(
        choices=EmployerKind,
        required=False,
        also=("type",),
        synonyms={"charity": "nonprofit", "ltd": "company", "council": "public_body"},
        help_text="Company if empty.",
        example="company",
    )
    group = TextColumn(
        required=False,
        also=("parent", "group of"),
        help_text="The parent employer, by name or reference, if it belongs to a group.",
    )
    company_number = TextColumn(
        max_length=12, required=False, help_text="As at Companies House.", example="01234567"
    )
    vat_treatment = ChoiceColumn(
        choices=VatScope,
        required=False,
        help_text="Standard if empty. Outside scope for businesses outside the UK.",
        example="standard",
    )
    vat_number = TextColumn(max_length=20, required=False, help_text="With its country letters.")
    business_evidence = TextColumn(
        required=False,
        help_text="What shows that an overseas customer is a business, if not a VAT number.",
    )
    billing_name = TextColumn(
        required=False,
        help_text="The name on the invoice, if different.",
        example="Fonthill Digital Ltd",
    )
    billing_email = EmailColumn(
        max_length=254,
        required=False,
        help_text="Where invoices are sent.",
        example="accounts@fonthill.example",
    )
    billing_address = TextColumn(
        max_length=1000, required=False, help_text="All lines.", example="1 Fonthill Road, London"
    )
    on_stop = YesNoColumn(
        required=False, help_text="Yes if you introduce no one to it for now.", example="no"
    )


class Employers(Kind):
    """One row an employer, found again by its reference, else by its name."""

    name = "employers"
    title = "Employers"
    about = "One row for each employer, matched by reference, or by name if there is none."
    form = EmployerForm

    def __init__(self) -> None:
        """Begin with no employer looked up."""
        super().__init__()
        self.known = KnownEmployers()
        self.references: Iterator[str] = iter(())

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Make ready the references of those that have none."""
        given = {entry["reference"] for entry in entries}
        self.references = references.several(Employer, "EMP", but=given)
        return entries

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Make or change the employer of a row."""
        self.once(entry, entry["name"].casefold(), "name")
        employer = self._existing(entry)
        values = {name: entry[name] for name in entry.given if name != "group"}
        if "group" in entry.given:
            values["group"] = self._parent(entry)
        if not employer.pk:
            values["reference"] = entry["reference"] or next(self.references)
        return save(employer, values, by=by, on=on)

    def _existing(self, entry: Entry) -> Employer:
        reference = entry["reference"]
        employer = Employer.objects.filter(reference=reference).first() if reference else None
        return employer or Employer.objects.named(entry["name"]).first() or Employer()

    def _parent(self, entry: Entry) -> Employer:
        parent = self.known.must(entry["group"], column="group")
        if parent.name.casefold() == entry["name"].casefold():
            raise BadValue("group", "An employer cannot be its own parent. Leave the cell empty.")
        return parent
