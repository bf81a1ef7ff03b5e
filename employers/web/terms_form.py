"""Terms of business as a form a person fills in, and the value it makes."""

from typing import Any, Final

from django import forms

from employers.choices import Acceptance
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.typed_fields import leaves, nested
from employers.domain.terms.versions import Evidence
from employers.models import Terms
from foundation.errors import BadValue
from foundation.web.forms import DayField

from .terms_fields import box_field, typed_value

FIELDS: Final = dict(leaves(FeeTerms))
BOXES: Final = {path: each.box_name for path, each in FIELDS.items()}


class TermsForm(forms.Form):
    """One version of the terms. ``fee_terms`` holds the value once the form is sound."""

    effective_from = DayField(label="In force from")
    under_standard_reason = forms.CharField(
        label="Reason for a rate below the standard",
        required=False,
        max_length=200,
        help_text="Only needed below the standard rate. A second person must then approve.",
    )
    accepted_on = DayField(label="Accepted on", required=False)
    accepted_by = forms.CharField(label="Accepted by", required=False, max_length=200)
    acceptance = forms.ChoiceField(
        label="How they accepted", choices=[("", "Not yet"), *Acceptance.choices], required=False
    )

    fee_terms: FeeTerms | None = None

    def clean(self) -> dict[str, Any]:
        """Make the value, and put a contradiction beside the field it is about."""
        form_data = super().clean() or self.cleaned_data
        evidence = [form_data.get(name) for name in ("accepted_on", "accepted_by", "acceptance")]
        if any(evidence) and not all(evidence):
            self.add_error(
                "accepted_on",
                "Enter the date, the person and how they accepted, or leave all three empty.",
            )
        if set(self.errors) & {*BOXES.values(), "under_standard_reason"}:
            return form_data
        try:
            self.fee_terms = FeeTerms.parse(mapping(form_data))
        except BadValue as fault:
            self.add_error(box_of(fault.field), fault.sentence)
        return form_data

    def parts(self, *names: str) -> list[forms.BoundField]:
        """Return some of the boxes, as one part of the page shows them."""
        return [self[name] for name in names]

    @property
    def fee_part(self) -> list[forms.BoundField]:
        """What every version says about the fee."""
        return self.parts("effective_from", *in_part("fee"))

    @property
    def rare_part(self) -> list[forms.BoundField]:
        """What few versions say about the fee."""
        return self.parts(*in_part("rare"), "under_standard_reason")

    @property
    def paying_part(self) -> list[forms.BoundField]:
        """When it is to be paid."""
        return self.parts(*in_part("paying"))

    @property
    def rebate_part(self) -> list[forms.BoundField]:
        """What is given back to an employer whose hire leaves early; first, whether anything is."""
        return self.parts(*sorted(in_part("rebate"), key=lambda name: name != "rebate_mode"))

    @property
    def evidence_part(self) -> list[forms.BoundField]:
        """How the employer agreed."""
        return self.parts("accepted_on", "accepted_by", "acceptance")

    @property
    def evidence(self) -> Evidence | None:
        """How the employer agreed, if it has."""
        form_data = self.cleaned_data
        if not form_data["accepted_on"]:
            return None
        return Evidence(form_data["accepted_on"], form_data["accepted_by"], form_data["acceptance"])


TermsForm.base_fields |= {BOXES[path]: box_field(each) for path, each in FIELDS.items()}


def in_part(part: str) -> list[str]:
    """Return the boxes of the fields that stand in one part of the page."""
    return [each.box_name for each in FIELDS.values() if each.box and each.box.part == part]


def box_of(dotted: str) -> str:
    """Return the box of a fault: "rebate.steps.1.share" is about the steps."""
    # The two halves of a short contract are one agreement: its faults stand together.
    if dotted.startswith("fixed_term"):
        return BOXES["fixed_term.short_months"]
    fitting = (box for path, box in BOXES.items() if f"{dotted}.".startswith(f"{path}."))
    return next(fitting, "fee_basis")


def mapping(form_data: dict[str, Any]) -> dict[str, Any]:
    """Return what ``FeeTerms.parse`` reads; boxes left empty are left out.

    So is what was typed about a rebate where nothing is given back, or about its other mode.
    """
    mode = form_data.get("rebate_mode")
    return nested(
        {
            path: form_data.get(BOXES[path])
            for path, each in FIELDS.items()
            if not path.startswith("rebate.") or (mode and each.fits(mode))
        }
    )


def typed(terms: Terms) -> dict[str, Any]:
    """Return a version as one would type it: where the form of the next one begins."""
    form_data: dict[str, Any] = {"under_standard_reason": terms.under_standard_reason}
    for path, each in FIELDS.items():
        *outer, name = path.split(".")
        stored = getattr(terms, outer[0]) or {} if outer else vars(terms)
        form_data[each.box_name] = typed_value(each, stored.get(name))
    return form_data
