"""The fee terms of an agreement as the API takes and shows them.

Each field of the typed terms is here as a strict field. These name faults of type one by one; the
domain's own parser then has the last word, so that terms from a request, a form and a spreadsheet
are held to the same rules.
"""

from typing import Any, Final

from rest_framework import serializers

from employers.domain.terms import field_kinds as kinds
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.strict_fields import MOST_ITEMS
from employers.domain.terms.typed_fields import Part, Rows, TermsField, TermsPart, fields_of
from foundation.api.fields import (
    PenceField,
    RateField,
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictIntegerField,
)
from foundation.api.serializers import StrictSerializer

PLAIN: Final[dict[type[kinds.Kind], type[serializers.Field[Any, Any, Any, Any]]]] = {
    kinds.Pence: PenceField,
    kinds.Share: RateField,
    kinds.Whole: StrictIntegerField,
    kinds.YesNo: StrictBooleanField,
}


def api_field(each: TermsField) -> serializers.Field[Any, Any, Any, Any]:
    """Return the field of the API for a field of the terms."""
    kind, in_api = each.kind, each.in_api
    nullable = in_api.null or each.default is None
    options: dict[str, Any] = {"required": each.required, "allow_null": nullable}
    if in_api.help_text:
        options["help_text"] = in_api.help_text
    match kind:
        case Rows():
            return serializer_of(kind.of)(many=True, **options)
        case Part():
            return serializer_of(kind.of)(**options)
        case kinds.Choice():
            return StrictChoiceField(choices=kind.choices, **options)
        case kinds.Line():
            return StrictCharField(max_length=kind.longest, allow_blank=True, **options)
        case kinds.Reasons():
            reason = StrictChoiceField(
                choices=kind.enumeration.choices,
                error_messages={"invalid_choice": kinds.NOBODY_LEAVES_FOR},
            )
            return serializers.ListField(child=reason, max_length=MOST_ITEMS, **options)
        case kinds.Whole() if in_api.bounds:
            options |= {"min_value": kind.low, "max_value": kind.high}
    return PLAIN[type(kind)](**options)


def serializer_of(part: type[TermsPart]) -> type[StrictSerializer]:
    """Return the serializer of an object inside the terms."""
    name = part.schema_name or part.__name__
    described = {"__doc__": str(part.__doc__).partition("\n")[0]}
    return type(f"{name}Serializer", (StrictSerializer,), described | api_fields(part))


def api_fields(part: type[TermsPart]) -> dict[str, Any]:
    """Return the fields of the API for all fields of some terms, by name."""
    return {name: api_field(each) for name, each in fields_of(part).items()}


class FeeTermsSerializer(StrictSerializer):
    """What an employer agreed to pay for a hire. Money in pence, rates as decimal text.

    Null and absent mean the same.
    """


FeeTermsSerializer._declared_fields |= api_fields(FeeTerms)


def read_terms(given: dict[str, Any]) -> FeeTerms:
    """Return the terms that the fields of this name describe. Raises BadValue."""
    return FeeTerms.parse({name: given[name] for name in fields_of(FeeTerms) if name in given})
