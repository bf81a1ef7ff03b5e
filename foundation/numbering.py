"""Gapless document numbers, taken under a row lock in the transaction that issues."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from .models import NumberSeries


class Number(NamedTuple):
    """A document's place in its series: ``text`` is INV-0001, ``on`` its date of issue."""

    text: str
    sequence: int
    on: date


class OutsideTransaction(RuntimeError):
    """A number was requested outside a transaction, so a crash would leave a gap."""


def next_in(code: str, *, on: date) -> Number:
    """Return the next number of a series, and the day to date the document.

    The day is ``on``, or the day of the previous number if that is later: numbers and dates are
    always in the same order, whatever the clock says.
    Raises OutsideTransaction if no transaction is open.
    Source: VAT Regulations 1995, reg. 14(1)(a): a sequential number identifies the document.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"Take a number of {code} in the transaction that issues.")
    series = NumberSeries.objects.select_for_update().get(code=code)
    series.last_number += 1
    series.last_on = max(on, series.last_on or on)
    series.save(update_fields=["last_number", "last_on"])
    return Number(f"{code}-{series.last_number:04d}", series.last_number, series.last_on)
