"""The credit we hold for employers on a day: how much, and how it moved."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum

from billing.models import CreditUse, CustomerCredit
from employers.models import Employer
from foundation.periods import format_date

# The key of moves without an invoice.
NO_INVOICE = 0
CreditMove = tuple[date, str, str, int, int]


def held_by_employer(*, on: date) -> dict[int, int]:
    """Return the pence we hold at the end of a day, by employer; those with none are left out."""
    rows = CustomerCredit.objects.available(on=on).values_list("employer")
    return dict(rows.annotate(held=Sum("left_pence")).order_by())


def credit_moves(employer: Employer, *, on: date) -> Iterator[CreditMove]:
    """Yield how the credit of an account moved, up to and including a day.

    Credit from a note is on the account with the note. Its use takes it off again, and is a
    payment on the invoice it went to.
    """
    credits = CustomerCredit.objects.filter(employer=employer, kept_on__lte=on, credit_note=None)
    for day, pence in credits.order_by("pk").values_list("kept_on", "amount_pence"):
        yield day, "Payment kept as credit", "", -pence, NO_INVOICE
    uses = CreditUse.objects.filter(credit__employer=employer, used_on__lte=on)
    for use in uses.select_related("credit__credit_note").order_by("pk"):
        what = "Credit used" if use.payment_id else "Credit paid back to you"
        source = str(use.credit.credit_note or f"payment of {format_date(use.credit.kept_on)}")
        yield use.used_on, what, source, use.amount_pence, NO_INVOICE
