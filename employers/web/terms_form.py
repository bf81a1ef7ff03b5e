"""Terms of business as a form a person fills in, and the value it makes."""

from typing import Any, Final

from django import forms

from employers.choices import Acceptance, FeeBasis, PaymentFrom
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.versions import Evidence
from employers.models import Terms
from foundation.errors import BadValue
from foundation.money import pounds
from foundation.web.forms import DayField, PoundsField

from .terms_fields import LinesField, PercentField, as_percent

UNITS: Final = [("weeks", "weeks"), ("days", "days"), ("months", "months")]
MODES: Final = [
    ("", "Nothing is given back"),
    ("steps", "In steps: so much up to a week or month"),
    ("linear", "Less each week"),
]
REASONS: Final = [
    ("redundancy", "Redundancy"),
    ("resigned", "Resignation"),
    ("dismissed", "Dismissal"),
    ("contract_ended", "End of contract"),
]
# Which box a fault of the terms belongs to, by the beginning of its dotted name.
BOXES: Final = {
    "fixed_term": "short_months",
    "rebate.steps": "rebate_steps",
    "rebate.length": "rebate_length",
    "rebate.full_until": "rebate_full_until",
    "rebate.unit": "rebate_unit",
    "rebate": "rebate_mode",
}


class TermsForm(forms.Form):
    """One version of the terms. ``fee_terms`` holds the value once the form is sound."""

    effective_from = DayField(label="In force from")
    fee_basis = forms.ChoiceField(label="The fee is", choices=FeeBasis.choices)
    rate = PercentField(label="Share of the salary", required=False, help_text="Such as 15 %.")
    fixed_pence = PoundsField(label="Fixed amount", required=False)
    bands = LinesField(
        label="Bands",
        first="from_pence",
        second="rate",
        help_text="One a line, the first from £0. £0: 15 % and below it £30,000: 20 %.",
    )
    discount_rate = PercentField(label="Discount", required=False)
    discount_reason = forms.CharField(label="Why a discount", required=False, max_length=200)
    minimum_pence = PoundsField(label="At least", required=False)
    maximum_pence = PoundsField(label="At most", required=False)
    short_months = forms.IntegerField(
        label="Short contracts: up to months", required=False, min_value=1, max_value=12
    )
    short_share = PercentField(label="Short contracts: share of the fee", required=False)
    payment_days = forms.IntegerField(
        label="Payment within days", min_value=0, max_value=365, initial=30
    )
    payment_from = forms.ChoiceField(label="Counted", choices=PaymentFrom.choices)
    instalments = LinesField(
        label="Instalments",
        first="weight",
        second="days_after",
        help_text="One a line: the share, then days after the start. 50 %: 0 and 50 %: 30.",
    )
    rebate_mode = forms.ChoiceField(label="Who leaves early", choices=MODES, required=False)
    rebate_unit = forms.ChoiceField(label="Counted in", choices=UNITS, required=False)
    rebate_steps = LinesField(
        label="Steps",
        first="through",
        second="share",
        help_text="One a line: up to which week, how much. 4: 75 % and 8: 50 %.",
    )
    rebate_length = forms.IntegerField(
        label="Nothing after weeks", required=False, min_value=1, help_text="If less each week."
    )
    rebate_full_until = forms.IntegerField(
        label="All of it within weeks", required=False, min_value=0
    )
    requires_payment_by_due = forms.BooleanField(
        label="Only if invoices were paid by their due dates", required=False
    )
    notify_within_days = forms.IntegerField(
        label="Only if told within days", required=False, min_value=0
    )
    excluded_reasons = forms.MultipleChoiceField(
        label="Not after", choices=REASONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    replacement = forms.BooleanField(
        label="A replacement may take the place of a rebate", required=False
    )
    replacement_days = forms.IntegerField(
        label="Replacement found within days", required=False, min_value=1, max_value=365
    )
    introduction_months = forms.IntegerField(
        label="A fee is owed for months after an introduction",
        min_value=1,
        max_value=120,
        initial=12,
    )
    under_standard_reason = forms.CharField(
        label="Why under the standard rate",
        required=False,
        max_length=200,
        help_text="Only if it is: a second person is then asked.",
    )
    accepted_on = DayField(label="Accepted on", required=False)
    accepted_by = forms.CharField(label="Accepted by", required=False, max_length=200)
    acceptance = forms.ChoiceField(
        label="Accepted by way of", choices=[("", "Not yet"), *Acceptance.choices], required=False
    )

    fee_terms: FeeTerms | None = None

    def clean(self) -> dict[str, Any]:
        """Make the value; what contradicts itself stands beside the box it is about."""
        told = super().clean() or self.cleaned_data
        evidence = [told.get(name) for name in ("accepted_on", "accepted_by", "acceptance")]
        if any(evidence) and not all(evidence):
            self.add_error("accepted_on", "Say when, by whom and how, or nothing of it.")
        if set(self.errors) & set(FEE_BOXES):
            return told
        try:
            self.fee_terms = FeeTerms.parse(mapping(told))
        except BadValue as fault:
            self.add_error(box_of(fault.field), fault.sentence)
        return told

    def parts(self, *names: str) -> list[forms.BoundField]:
        """Return some of the boxes, as one part of the page shows them."""
        return [self[name] for name in names]

    @property
    def fee_part(self) -> list[forms.BoundField]:
        """What every version says about the fee."""
        return self.parts(
            "effective_from", "fee_basis", "rate", "fixed_pence", "introduction_months"
        )

    @property
    def rare_part(self) -> list[forms.BoundField]:
        """What few versions say about the fee."""
        first = [name for name in self.fields if name in RARE]
        return self.parts(*first)

    @property
    def paying_part(self) -> list[forms.BoundField]:
        """When it is to be paid."""
        return self.parts("payment_days", "payment_from", "instalments")

    @property
    def rebate_part(self) -> list[forms.BoundField]:
        """What is given back to an employer whose hire leaves early."""
        return self.parts(
            *(n for n in self.fields if n.startswith("rebate_") or n in SAME_IN_REBATE)
        )

    @property
    def evidence_part(self) -> list[forms.BoundField]:
        """How the employer agreed."""
        return self.parts("accepted_on", "accepted_by", "acceptance")

    @property
    def evidence(self) -> Evidence | None:
        """How the employer agreed, if it has."""
        told = self.cleaned_data
        if not told["accepted_on"]:
            return None
        return Evidence(told["accepted_on"], told["accepted_by"], told["acceptance"])


RARE: Final = (
    "bands",
    "discount_rate",
    "discount_reason",
    "under_standard_reason",
    "minimum_pence",
    "maximum_pence",
    "short_months",
    "short_share",
)
FEE_BOXES: Final = [
    name
    for name in TermsForm.base_fields
    if name not in ("effective_from", "accepted_on", "accepted_by", "acceptance")
]


def box_of(dotted: str) -> str:
    """Return the box of a fault: "rebate.steps.1.share" is about the steps."""
    known = next((box for start, box in BOXES.items() if dotted.startswith(start)), "")
    name = known or dotted.split(".")[0]
    return name if name in TermsForm.base_fields else "fee_basis"


def mapping(told: dict[str, Any]) -> dict[str, Any]:
    """Return what ``FeeTerms.parse`` reads; boxes left empty are left out."""
    same = (
        "fee_basis", "rate", "fixed_pence", "bands", "discount_rate", "discount_reason",
        "minimum_pence", "maximum_pence", "payment_days", "payment_from", "instalments",
        "introduction_months",
    )  # fmt: skip
    found = {name: told[name] for name in same if told.get(name) not in (None, "", [])}
    if told.get("short_months") or told.get("short_share"):
        short = {"short_months": told.get("short_months"), "short_share": told.get("short_share")}
        found["fixed_term"] = filled(short)
    if mode := told.get("rebate_mode"):
        rebate = {name: told.get(name) for name in SAME_IN_REBATE}
        parts = ("steps",) if mode == "steps" else ("length", "full_until")
        rebate |= {name: told.get(f"rebate_{name}") for name in parts}
        found["rebate"] = {"mode": mode, "unit": told.get("rebate_unit"), **filled(rebate)}
    return found


SAME_IN_REBATE: Final = (
    "requires_payment_by_due",
    "notify_within_days",
    "excluded_reasons",
    "replacement",
    "replacement_days",
)


def filled(given: dict[str, Any]) -> dict[str, Any]:
    """Return what says something."""
    return {name: value for name, value in given.items() if value not in (None, "", [], False)}


def typed(terms: Terms) -> dict[str, Any]:
    """Return a version as one would type it: where the form of the next one begins."""
    rebate = terms.rebate or {}
    short = terms.fixed_term or {}
    told: dict[str, Any] = {
        "fee_basis": terms.fee_basis,
        "rate": as_percent(terms.rate) if terms.rate is not None else "",
        "fixed_pence": terms.fixed_pence,
        "bands": lines(terms.bands, "from_pence", "rate"),
        "discount_rate": as_percent(terms.discount_rate) if terms.discount_rate else "",
        "discount_reason": terms.discount_reason,
        "minimum_pence": terms.minimum_pence,
        "maximum_pence": terms.maximum_pence,
        "short_months": short.get("short_months"),
        "short_share": as_percent(short["short_share"]) if short else "",
        "payment_days": terms.payment_days,
        "payment_from": terms.payment_from,
        "instalments": lines(terms.instalments, "weight", "days_after"),
        "introduction_months": terms.introduction_months,
        "under_standard_reason": terms.under_standard_reason,
        "rebate_mode": rebate.get("mode", ""),
        "rebate_steps": lines(rebate.get("steps") or [], "through", "share"),
        **{f"rebate_{name}": rebate.get(name) for name in ("unit", "length", "full_until")},
    }
    return told | {name: rebate.get(name) for name in SAME_IN_REBATE}


def lines(rows: list[dict[str, Any]], first: str, second: str) -> str:
    """Return rows as the boxes of several lines hold them."""
    return "\n".join(f"{shown(first, row[first])}: {shown(second, row[second])}" for row in rows)


def shown(name: str, value: Any) -> str:
    """Return one value of a line as one types it."""
    if name == "from_pence":
        return pounds(value).removesuffix(".00")
    return as_percent(value) if name in ("rate", "share") else str(value)
