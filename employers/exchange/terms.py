"""Versions of terms of business, from a spreadsheet."""

from datetime import date
from typing import Any, Final

from django import forms

from employers.choices import Acceptance
from employers.domain.terms import field_kinds as kinds
from employers.domain.terms import versions
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.typed_fields import Rows, TermsField, fields_of, leaves, nested
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import (
    ChoiceColumn,
    Column,
    DateColumn,
    ListColumn,
    MoneyColumn,
    NumberColumn,
    PairsColumn,
    RateColumn,
    TextColumn,
    YesNoColumn,
)
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save

from .known import KnownEmployers

FIELDS: Final = dict(leaves(FeeTerms))


def column_of(path: str) -> str:
    """Return the name of the column of a field: "rebate.unit" is "rebate_unit"."""
    return path.replace(".", "_").removesuffix("_pence")


def column(path: str, each: TermsField) -> Column:
    """Return the column of a field of the terms."""
    heading, kind = each.heading, each.kind
    options: dict[str, Any] = {
        "required": each.required and "." not in path,
        "label": heading.label,
        "also": heading.also,
        "help_text": heading.help_text,
        "example": heading.example,
    }
    match kind:
        case Rows(of=row):
            left, right = (PLAIN[type(side.kind)] for side in fields_of(row).values())
            return PairsColumn(left=left, right=right, **options)
        case kinds.Choice(enumeration=type() as enumeration):
            return ChoiceColumn(choices=enumeration, **options)
        case kinds.Choice():
            options["help_text"] = f"One of: {', '.join(kind.words)}."
            return TextColumn(**options)
        case kinds.Whole():
            return NumberColumn(least=kind.low, most=kind.high, **options)
    return PLAIN[type(kind)](**options)


PLAIN: Final[dict[type[kinds.Kind], type[Column]]] = {
    kinds.Line: TextColumn,
    kinds.Pence: MoneyColumn,
    kinds.Reasons: ListColumn,
    kinds.Share: RateColumn,
    kinds.Whole: NumberColumn,
    kinds.YesNo: YesNoColumn,
}


class TermsForm(RowForm):
    """The columns of a version of terms: whose they are, since when, and how they were agreed."""

    employer = TextColumn(
        also=("client", "company"),
        help_text="Name or reference. Import the employers first.",
        example="Fonthill Digital",
    )
    effective_from = DateColumn(also=("from", "valid from"), example=date(2018, 1, 1))
    effective_to = DateColumn(
        required=False,
        also=("to", "valid to"),
        help_text="The last day. Leave empty while in force.",
    )
    under_standard_reason = TextColumn(
        required=False, help_text="Needed below the standard rate. A second person approves it."
    )
    accepted_on = DateColumn(required=False, also=("agreed on", "signed on"))
    accepted_by = TextColumn(required=False, also=("signed by",), help_text="Who agreed to them.")
    acceptance = ChoiceColumn(choices=Acceptance, required=False, help_text="How they agreed.")


def in_order(own: dict[str, forms.Field]) -> dict[str, forms.Field]:
    """Return all columns as the template has them: what was agreed between its days and evidence.

    The two reasons, for a discount and for a low rate, stand side by side.
    """
    *first, reason, on, by, how = own
    agreed: list[tuple[str, forms.Field]] = [
        (column_of(path), column(path, each)) for path, each in FIELDS.items()
    ]
    place = 1 + [name for name, _ in agreed].index("discount_reason")
    agreed.insert(place, (reason, own[reason]))
    return {name: own[name] for name in first} | dict(agreed) | {n: own[n] for n in (on, by, how)}


TermsForm.base_fields = in_order(TermsForm.base_fields)


class TermsOfBusiness(Kind):
    """One row a version, found again by employer and first day."""

    name = "terms"
    title = "Terms of business"
    about = (
        "One row for each version of an employer's terms, matched by employer and first day. "
        "A version that a fee was worked out from cannot change."
    )
    form = TermsForm

    def __init__(self) -> None:
        """Begin with no employer looked up."""
        super().__init__()
        self.known = KnownEmployers()

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Make or change the version of a row. Raises BadValue when it contradicts itself."""
        employer = self.known.must(entry["employer"])
        self.once(entry, (employer.pk, entry["effective_from"]), "effective_from")
        fee_terms = FeeTerms.parse(described(entry.values))
        evidence = accepted(entry)
        version = employer.terms.filter(effective_from=entry["effective_from"]).first()
        if version is None:
            versions.agree(
                employer.pk,
                fee_terms,
                effective_from=entry["effective_from"],
                effective_to=entry["effective_to"],
                evidence=evidence,
                under_standard_reason=entry["under_standard_reason"],
                by=by,
                on=on,
            )
            return Outcome.CREATED
        values = fee_terms.as_json() | {
            "rate": fee_terms.rate,
            "discount_rate": fee_terms.discount_rate,
        }
        for name in {"effective_to", "accepted_on", "accepted_by", "acceptance"} & entry.given:
            values[name] = entry[name]
        return save(version, values, by=by, on=on)


def accepted(entry: Entry) -> versions.Evidence | None:
    """Return how the terms were agreed to, None when the row does not say. Raises BadValue."""
    if not (entry["accepted_on"] or entry["accepted_by"] or entry["acceptance"]):
        return None
    for name in ("accepted_on", "accepted_by", "acceptance"):
        if not entry[name]:
            raise BadValue(name, "Give all three: the date, who accepted, and how.")
    return versions.Evidence(entry["accepted_on"], entry["accepted_by"], entry["acceptance"])


def described(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as the mapping that ``FeeTerms.parse`` reads, with what is empty left out."""
    values = {path: row[column_of(path)] for path in FIELDS}
    for path, each in FIELDS.items():
        if isinstance(each.kind, Rows):
            names = list(fields_of(each.kind.of))
            values[path] = [dict(zip(names, pair, strict=True)) for pair in values[path]]
    return nested(values)
