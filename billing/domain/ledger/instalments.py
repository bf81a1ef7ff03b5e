"""The instalments in which a fee is billed: the sums, the billing day and the due date of each."""

from dataclasses import dataclass
from datetime import date, timedelta

from employers.domain.terms.fee_terms import FeeTerms
from foundation.money import split_by_weight

from .vat_rules import VatTreatment, vat_of


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """One part of a fee, in pence: to be billed on a day, due on another."""

    net_pence: int
    vat_pence: int
    gross_pence: int
    bill_on: date
    due_on: date


def instalment_plan(
    terms: FeeTerms, *, net_pence: int, start_on: date, vat: VatTreatment
) -> list[PlannedInstalment]:
    """Return the instalments of a fee; they add up to ``net_pence``, and each has its own VAT.

    Where payment days count from the invoice, it is assumed to go out on its billing day.
    """
    plan = []
    shares = split_by_weight(net_pence, [part.weight for part in terms.instalments])
    for part, net in zip(terms.instalments, shares, strict=True):
        bill_on = start_on + timedelta(days=part.days_after)
        tax = vat_of(net, vat.rate)
        due_on = terms.due_on(bill_on=bill_on, issued_on=bill_on)
        plan.append(PlannedInstalment(net, tax, net + tax, bill_on, due_on))
    return plan
