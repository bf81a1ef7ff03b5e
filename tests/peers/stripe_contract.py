"""Stripe's own package as the contract of our peer, so that the peer cannot drift from it.

A request must be what `stripe.params` says, to the word; an answer may only have the fields that
Stripe's classes have.
"""

import sys
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union

import stripe
import stripe._request_options as options
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from stripe._stripe_context import StripeContext
from typing_extensions import is_typeddict

# The base of every request names these two under TYPE_CHECKING alone.
options.StripeContext, options.Mapping = StripeContext, Mapping
THERE = {"StripeContext": StripeContext, "Mapping": Mapping}

CLASSES: dict[str, type] = {
    "charge": stripe.Charge,
    "credit_note": stripe.CreditNote,
    "customer": stripe.Customer,
    "event": stripe.Event,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "invoiceitem": stripe.InvoiceItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_record": stripe.PaymentRecord,
    "refund": stripe.Refund,
    "tax_rate": stripe.TaxRate,
}


class WrongRequest(Exception):
    """Stripe would refuse it; ``code`` and ``param`` are in its words."""

    def __init__(self, code: str, param: str, message: str) -> None:
        super().__init__(message)
        self.code, self.param = code, param


def checked(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a request, each in its type. Raises WrongRequest."""
    kind = getattr(stripe.params, name)
    for code, param in faults(kind, given, ""):
        raise WrongRequest(code, param, f"Received {code.replace('_', ' ')}: {param}")
    try:
        taken: dict[str, Any] = adapter(name).validate_python(given)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        param = ".".join(map(str, first["loc"]))
        missing = first["type"] == "missing"
        code = "parameter_missing" if missing else "parameter_invalid"
        raise WrongRequest(code, param, f"{param}: {first['msg']}") from wrong
    return taken


def answered(answer_object: dict[str, Any]) -> dict[str, Any]:
    """Return an answer whose every field is one of Stripe's. Raises AssertionError."""
    strange = set(answer_object) - fields(answer_object["object"])
    assert not strange, f"{answer_object['object']}: not fields of Stripe's: {sorted(strange)}"
    return answer_object


@cache
def fields(kind: str) -> set[str]:
    """Return the names of the fields of one of Stripe's objects."""
    return {
        name for base in CLASSES[kind].__mro__ for name in vars(base).get("__annotations__", {})
    }


@cache
def adapter(name: str) -> TypeAdapter[dict[str, Any]]:
    """Return what turns the text of a form into a request's types."""
    kind = getattr(stripe.params, name)
    made = TypeAdapter[dict[str, Any]](with_config(ConfigDict(arbitrary_types_allowed=True))(kind))
    known = {**vars(sys.modules[kind.__module__]), **THERE}
    made.rebuild(force=True, _types_namespace=known, raise_errors=True)
    return made


@cache
def hints(kind: type) -> dict[str, Any]:
    """Return the types of the keys of one of Stripe's TypedDicts."""
    return typing.get_type_hints(kind, {**vars(sys.modules[kind.__module__]), **THERE})


def faults(hint: Any, given: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield keys Stripe does not know, and words that are not among those it takes.

    Its types take any string for a word, so that old programs run on; a typo must not pass here.
    """
    if typing.get_origin(hint) in (NotRequired, Required):
        hint = typing.get_args(hint)[0]
    if is_typeddict(hint) and isinstance(given, dict):
        for key, value in given.items():
            path = f"{where}[{key}]" if where else key
            if key in hints(hint):
                yield from faults(hints(hint)[key], value, path)
            else:
                yield "parameter_unknown", path
    elif typing.get_origin(hint) is list and isinstance(given, list):
        for place, value in enumerate(given):
            yield from faults(typing.get_args(hint)[0], value, f"{where}[{place}]")
    elif typing.get_origin(hint) in (Union, type(int | str)):
        yield from faults_of_choice(typing.get_args(hint), given, where)


def faults_of_choice(arms: tuple[Any, ...], given: Any, where: str) -> Iterator[tuple[str, str]]:
    words = {
        word for arm in arms if typing.get_origin(arm) is Literal for word in typing.get_args(arm)
    }
    if isinstance(given, str):
        if words - {""} and given not in words:
            yield "parameter_invalid_word", where
        return
    for arm in arms:
        fits = is_typeddict(arm) if isinstance(given, dict) else typing.get_origin(arm) is list
        if fits:
            yield from faults(arm, given, where)
