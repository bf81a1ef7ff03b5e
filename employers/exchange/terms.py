"""Versions of terms of business, from a spreadsheet."""

from datetime import date
from typing import Any

from employers.choices import Acceptance, FeeBasis, PaymentFrom
from employers.domain.terms import versions
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_terms import MODES, UNITS
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import (
    ChoiceColumn,
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


class TermsForm(RowForm):
    """The columns of a version of terms."""

    employer = TextColumn(
        also=("client", "company"),
        help_text="By name or reference; import the employers first.",
        example="Fonthill Digital",
    )
    effective_from = DateColumn(also=("from", "valid from"), example=date(2018, 1, 1))
    effective_to = DateColumn(
        required=False, also=("to", "valid to"), help_text="The last day; empty while in force."
    )
    fee_basis = ChoiceColumn(choices=FeeBasis, also=("basis",), example="percentage")
    rate = RateColumn(
        required=False, also=("fee %", "fee rate"), help_text="For percentage.", example="15%"
    )
    fixed = MoneyColumn(
        required=False, label="Fixed fee", also=("fixed amount",), help_text="For fixed."
    )
    bands = PairsColumn(
        left=MoneyColumn,
        right=RateColumn,
        required=False,
        help_text="For bands: from which full-time salary on, which rate.",
        example="0: 15%; 30000: 20%",
    )
    discount_rate = RateColumn(required=False, also=("discount",))
    discount_reason = TextColumn(required=False, help_text="Needed with a discount.")
    under_standard_reason = TextColumn(
        required=False, help_text="Needed under the standard rate; a second person approves it."
    )
    minimum = MoneyColumn(required=False, label="Minimum fee")
    maximum = MoneyColumn(required=False, label="Maximum fee")
    fixed_term_short_months = NumberColumn(
        required=False, least=1, most=12, help_text="Contracts of at most so many months ..."
    )
    fixed_term_short_share = RateColumn(required=False, help_text="... pay this share of the fee.")
    payment_days = NumberColumn(required=False, most=365, help_text="30 if empty.", example=30)
    payment_from = ChoiceColumn(choices=PaymentFrom, required=False, help_text="Start if empty.")
    instalments = PairsColumn(
        left=NumberColumn,
        right=NumberColumn,
        required=False,
        help_text="Weight: days after the start. One sum if empty.",
        example="50: 0; 30: 30; 20: 60",
    )
    rebate_unit = TextColumn(required=False, help_text=f"One of: {', '.join(UNITS)}.")
    rebate_mode = TextColumn(required=False, help_text=f"One of: {', '.join(MODES)}.")
    rebate_steps = PairsColumn(
        left=NumberColumn,
        right=RateColumn,
        required=False,
        help_text="For steps. Up to which unit: which share is given back.",
        example="4: 75%; 8: 50%; 12: 25%",
    )
    rebate_length = NumberColumn(required=False, help_text="For linear, in weeks.")
    rebate_full_until = NumberColumn(required=False, help_text="For linear, in weeks.")
    rebate_requires_payment_by_due = YesNoColumn(required=False)
    rebate_notify_within_days = NumberColumn(required=False)
    rebate_excluded_reasons = ListColumn(required=False, help_text="Such as redundancy.")
    introduction_months = NumberColumn(required=False, least=1, help_text="12 if empty.")
    accepted_on = DateColumn(required=False, also=("agreed on", "signed on"))
    accepted_by = TextColumn(required=False, also=("signed by",), help_text="Who agreed to them.")
    acceptance = ChoiceColumn(choices=Acceptance, required=False, help_text="How they agreed.")


class TermsOfBusiness(Kind):
    """One row a version, found again by employer and first day."""

    name = "terms"
    title = "Terms of business"
    about = (
        "One row a version of an employer's terms, found again by employer and first day. "
        "A version that a fee was computed from no longer changes."
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
            raise BadValue(name, "Acceptance needs all three: the day, who accepted, and how.")
    return versions.Evidence(entry["accepted_on"], entry["accepted_by"], entry["acceptance"])


def described(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as the mapping that ``FeeTerms.parse`` reads, with what is empty left out."""
    given = {
        "fixed_pence": row["fixed"],
        "minimum_pence": row["minimum"],
        "maximum_pence": row["maximum"],
        "bands": [{"from_pence": start, "rate": rate} for start, rate in row["bands"]],
        "instalments": [
            {"weight": weight, "days_after": days} for weight, days in row["instalments"]
        ],
        "fixed_term": _part(row, "fixed_term_", "short_months", "short_share"),
        "rebate": _part(
            row,
            "rebate_",
            *("unit", "mode", "length", "full_until", "requires_payment_by_due"),
            *("notify_within_days", "excluded_reasons"),
        ),
    }
    steps = [{"through": through, "share": share} for through, share in row["rebate_steps"]]
    if steps:
        given["rebate"] = {**(given["rebate"] or {}), "steps": steps}
    for name in (
        *("fee_basis", "rate", "discount_rate", "discount_reason"),
        *("payment_days", "payment_from", "introduction_months"),
    ):
        given[name] = row[name]
    return {name: value for name, value in given.items() if value not in (None, "", [], ())}


def _part(row: dict[str, Any], prefix: str, *names: str) -> dict[str, Any] | None:
    part = {name: row[prefix + name] for name in names}
    return {name: value for name, value in part.items() if value not in (None, "", (), [])} or None
