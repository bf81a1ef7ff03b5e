"""The identities of the bank: its lines, their payments and the credit from them."""

from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.choices import BankLineState
from billing.models import BankLine, CreditNote, CreditUse, CustomerCredit, Payment


def lines_used(on: date) -> list[str]:
    """Return the bank lines used for more or less than they brought, or used while set aside."""
    rows = with_used(BankLine.objects.all())
    matched = Q(state=BankLineState.MATCHED)
    whole = Q(amount_pence=F("used"), refund=None) | Q(
        used=0, amount_pence=Value(0) - Coalesce("refund__amount_pence", Value(0))
    )
    wrong = rows.filter((matched & ~whole) | (~matched & (Q(used__gt=0) | ~Q(refund=None))))
    return [f"bank line {pk}" for pk in wrong.values_list("pk", flat=True)]


def with_used(lines: QuerySet[BankLine]) -> QuerySet[BankLine]:
    """Return the lines with ``used``: their payments and the credit from them, in pence."""
    paid = Payment.objects.filter(bank_line=OuterRef("pk")).order_by()
    total = paid.values("bank_line").annotate(n=Sum("amount_pence")).values("n")
    credit = Coalesce("customer_credit__amount_pence", Value(0))
    return lines.annotate(used=Coalesce(Subquery(total), Value(0)) + credit)


def credits(on: date) -> list[str]:
    """Return credits used above their amount, and notes whose credit is not what they kept."""
    over = CustomerCredit.objects.overused()
    other = CreditNote.objects.exclude(
        Q(kept_pence=0, customer_credit=None) | Q(customer_credit__amount_pence=F("kept_pence"))
    )
    theirs = Q(credit_note__invoice__employer=F("employer")) | Q(credit_note=None)
    return (
        [f"credit {pk}" for pk in over.values_list("pk", flat=True)]
        + [f"credit note {number}" for number in other.values_list("number", flat=True)]
        + [
            f"credit {pk}"
            for pk in CustomerCredit.objects.exclude(theirs).values_list("pk", flat=True)
        ]
    )


def credit_applied(on: date) -> list[str]:
    """Return the uses of credit whose payment is of another sum, day or employer."""
    applied = CreditUse.objects.exclude(payment=None)
    right = Q(
        payment__amount_pence=F("amount_pence"),
        payment__received_on=F("used_on"),
        payment__bank_line=None,
        payment__invoice__employer=F("credit__employer"),
    )
    wrong = applied.exclude(right).values_list("pk", flat=True)
    return [f"use of credit {pk}" for pk in wrong]
