"""Promises to pay: until the promised day, no reminder goes out."""

from datetime import date

from billing.models import Invoice, PromiseToPay
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, require
from foundation.periods import plausible_date
from foundation.transactions import atomic

from .disputes import why_not_owed


@atomic
def record(invoice_id: int, *, promised_on: date, by_whom: str, by: User, on: date) -> PromiseToPay:
    """Return the promise to pay an invoice by a day; a later promise replaces it.

    Raises NothingToDispute where nothing is owed, and BadValue for a past day or without a name.
    """
    plausible_date("promised_on", promised_on)
    if promised_on < on:
        raise BadValue("promised_on", "The promised day must be today or later.")
    require("by_whom", by_whom, "Say who promised it.")
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_owed(invoice):
        raise refusal
    promise = PromiseToPay.objects.create(
        invoice=invoice, promised_on=promised_on, made_on=on, by_whom=by_whom
    )
    history.record(
        Verb.PROMISED,
        invoice,
        by=by,
        on=on,
        promised_on=promised_on.isoformat(),
        by_whom=by_whom,
    )
    return promise
