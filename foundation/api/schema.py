"""The OpenAPI schema of the API, with every refusal an endpoint may return."""

from typing import Any, Final

from drf_spectacular.plumbing import get_doc
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from drf_standardized_errors.openapi import AutoSchema as StandardSchema
from rest_framework import serializers

from .etags import IF_MATCH, IF_NONE_MATCH
from .finished_schema import CODES
from .idempotency import HEADER, is_idempotent, moves_money
from .refusal_codes import OF_THE_RECORDS, codes_of
from .words import beginning_of, summary_of

WITH_A_BODY: Final = frozenset({"POST", "PATCH", "PUT"})
PLAIN_ACTIONS: Final = frozenset({"list", "retrieve", "create", "partial_update"})
# Unknown query parameters, and too many requests if limits are turned on.
OF_EVERYTHING: Final = frozenset({"400", "429"})
OF_BODIES: Final = frozenset({"409", "413", "415", "422"})
ONCE: Final = (
    "Requests with the same key and body have one effect and return the "
    "same result. The same key with another body returns 422."
)
UNCHANGED: Final = "Nothing has changed since the `ETag` of If-None-Match; without a body."
ONLY_IF_NEW: Final = "The `ETag` you were given: 304 without a body if nothing has changed since."
ONLY_AS_READ: Final = (
    "The `ETag` you were given with this object: 412, and nothing is done, if it has changed since."
)


class Fault(serializers.Serializer[Any]):
    """One fault. `attr` names the field, with dots into nested ones; null if it is about none."""

    code = serializers.CharField()
    detail = serializers.CharField(help_text="A sentence for a person.")
    attr = serializers.CharField(allow_null=True)


class Faults(serializers.Serializer[Any]):
    """What is wrong with a request."""

    type = serializers.ChoiceField(
        choices=["validation_error", "client_error"],
        help_text="validation_error: fields of the request are wrong; client_error: anything else.",
    )
    errors = Fault(many=True)  # type: ignore[assignment]  # the library's name for it


class Refusal(serializers.Serializer[Any]):
    """A refusal by the business."""

    code = serializers.CharField(help_text="One word for programs, such as terms_not_agreed.")
    detail = serializers.CharField(help_text="A sentence for a person.")


class AutoSchema(StandardSchema):
    """Adds the refusals to the responses, and the Idempotency-Key to writing endpoints."""

    def _should_add_error_response(self, responses: Any, status_code: str) -> bool:
        if status_code == "428":
            return moves_money(self._handler())
        if status_code in OF_BODIES and self.method not in WITH_A_BODY:
            return False
        if status_code in OF_EVERYTHING:
            return status_code not in responses
        if status_code == "412":
            return self._takes_if_match()
        if status_code in ("413", "415") and status_code not in responses:
            return bool(self._takes_a_body())
        return bool(super()._should_add_error_response(responses, status_code))

    def get_description(self) -> str:  # type: ignore[override]  # of an older base class
        """Return what a plain action does and the viewset's docstring, else the action's own."""
        action = getattr(self.view, "action", None)
        if action in PLAIN_ACTIONS:
            return f"{beginning_of(action, self.path)}\n\n{get_doc(type(self.view))}"
        return str(super().get_description())

    def get_summary(self) -> str:
        """Return one line that says what the operation does."""
        action = getattr(self.view, "action", None) or ""
        return summary_of(action, self.path, self.get_description())

    def get_extensions(self) -> dict[str, Any]:
        """Return the refusals it may answer, for what finishes the schema."""
        handler = getattr(self.view, getattr(self.view, "action", self.method.lower()))
        codes = codes_of(type(self.view), handler)
        if self._writes():
            codes += OF_THE_RECORDS
        return {CODES: [list(code) for code in codes]}

    def _map_serializer_field(self, field: Any, direction: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the field's shape, nullable if its value may be withheld from some users."""
        shape = super()._map_serializer_field(field, direction, *args, **kwargs)
        if direction != "response" or field.field_name not in getattr(field.parent, "withheld", ()):
            return shape
        return (
            {"allOf": [shape], "nullable": True} if "$ref" in shape else shape | {"nullable": True}
        )

    def _handler(self) -> Any:
        return getattr(self.view, getattr(self.view, "action", self.method.lower()))

    def _takes_a_body(self) -> bool:
        return self.get_request_serializer() is not None

    def _takes_if_match(self) -> bool:
        """Return whether this is a write to one object."""
        return self._writes() and "{" in self.path

    def _writes(self) -> bool:
        return self.method in WITH_A_BODY and is_idempotent(self._handler())

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what it answers, for a read also that nothing has changed."""
        bodies: dict[str, Any] = super()._get_response_bodies(*args, **kwargs)
        return bodies | {"304": {"description": UNCHANGED}} if self.method == "GET" else bodies

    def get_override_parameters(self) -> list[Any]:
        """Return the headers of a conditional read, and of a write done once."""
        if self.method == "GET":
            return [header(IF_NONE_MATCH, ONLY_IF_NEW)]
        parameters = []
        if self.method == "POST" and self._writes():
            parameters.append(header(HEADER, ONCE, required=moves_money(self._handler())))
        if self._takes_if_match():
            parameters.append(header(IF_MATCH, ONLY_AS_READ))
        return parameters


def header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    """Return the parameter of a header."""
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=required,
        description=description,
    )
