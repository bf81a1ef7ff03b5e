"""VAT: whether it is charged, how much, on which day it counts, and how a credit reduces it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from foundation.errors import BadValue
from foundation.money import half_up, share_of
from foundation.periods import Month, format_date

REVERSE_CHARGE: Final = (
    "Reverse charge: outside the scope of UK VAT; the customer accounts for any VAT due."
)
THRESHOLDS: Final = (  # from that day on; the newest first
    (date(2024, 4, 1), 9_000_000),
    (date(2017, 4, 1), 8_500_000),
)


@dataclass(frozen=True, slots=True)
class VatTreatment:
    """How a customer is charged VAT: ``kind`` is standard, reverse_charge or not_registered.

    ``words`` are printed on the invoice; empty where none are needed.
    """

    kind: str
    rate: Decimal
    words: str = ""

    @property
    def names_vat(self) -> bool:
        """Whether a document may mention VAT and show a VAT number: only if we are registered."""
        return self.kind != "not_registered"


NOT_REGISTERED: Final = VatTreatment("not_registered", Decimal(0))


def vat_treatment(
    *, registered: bool, outside_scope: bool, has_business_evidence: bool, rate: Decimal
) -> VatTreatment:
    """Return how to charge a customer; ``rate`` is the standard rate of the day, such as 0.2.

    A customer outside the UK without evidence of business is charged like one in the UK.
    Source: VATPOSS06300 and Notice 741A, the general rule; VAT Regulations 1995, reg. 13 and 14.
    """
    if not registered:
        return NOT_REGISTERED
    if outside_scope and has_business_evidence:
        return VatTreatment("reverse_charge", Decimal(0), REVERSE_CHARGE)
    return VatTreatment("standard", rate)


def vat_of(net_pence: int, rate: Decimal) -> int:
    """Return the VAT of one invoice line in whole pence, rounded half up."""
    return share_of(net_pence, rate)


def vat_within(gross_pence: int, rate: Decimal) -> int:
    """Return the VAT inside an amount that includes it, in pence: a sixth of it at 20 %."""
    part = Fraction(rate)
    return half_up(gross_pence * part / (1 + part))


def vat_of_credit(
    net: int, vat: int, credited_net_before: int, credited_vat_before: int, credit_net: int
) -> int:
    """Return the VAT that a credit of ``credit_net`` reverses, all in pence.

    It is the VAT on everything credited so far, less the VAT credited before, so that the parts
    of a full credit add up to exactly the ``vat`` charged on ``net``.
    Raises BadValue("net_pence") unless the credit is above 0 and within what is left of ``net``.
    """
    credited_net = credited_net_before + credit_net
    if credit_net <= 0 or credited_net > net:
        raise BadValue(
            "net_pence", "A credit must be above £0, and no more than is left to credit."
        )
    return half_up(Fraction(vat * credited_net, net)) - credited_vat_before


def net_share_of_payment(
    net: int,
    gross: int,
    paid_before: int,
    net_before: int,
    amount: int,
    *,
    credited_net: int = 0,
    credited_gross: int = 0,
) -> int:
    """Return the part of a payment that is not VAT, all in pence; a refund is a negative amount.

    ``net`` and ``gross`` are the invoice's, ``net_before`` the shares of the payments so far. It
    is the share of everything paid less the shares before, so that the parts of a full payment
    add up to ``net``, less what was credited. Never more than the amount, nor of another sign.
    Raises BadValue("gross_pence") for an invoice of £0.00, which cannot be paid.
    """
    if gross <= 0:
        raise BadValue("gross_pence", "An invoice for £0.00 cannot be paid.")
    if credited_gross < gross:
        net, gross = net - credited_net, gross - credited_gross
    share = half_up(Fraction(net * (paid_before + amount), gross)) - net_before
    # A credit between two payments can shift the sum of shares by a penny the wrong way.
    least, most = sorted((0, amount))
    return min(max(share, least), most)


def tax_point(supplied_on: date, *, invoiced_on: date | None, paid_on: date | None) -> date:
    """Return the day a supply counts for VAT. A placement is supplied when the hire starts.

    The earliest payment or invoice before that day counts; otherwise an invoice within 14 days
    after it; otherwise that day. Source: VATA 1994, s. 6(2), (4) and (5).
    """
    early = [day for day in (invoiced_on, paid_on) if day and day < supplied_on]
    if early:
        return min(early)
    if invoiced_on and invoiced_on <= supplied_on + timedelta(days=14):
        return invoiced_on
    return supplied_on


def must_issue_by(tax_point_on: date) -> date:
    """Return the last day to issue the invoice. Source: VAT Regulations 1995, reg. 13(5)."""
    return tax_point_on + timedelta(days=30)


def must_credit_by(decreased_on: date) -> date:
    """Return the last day for the credit note; the decrease is the day the refund is paid.

    Source: VAT Regulations 1995, reg. 15C: 14 days beginning with the day; VATSC06635.
    """
    return decreased_on + timedelta(days=13)


def threshold_on(day: date) -> int:
    """Return the turnover in pence above which a business must register, on a day.

    Raises BadValue("on") for a day before 1 April 2017, whose threshold we do not have.
    Source: VATA 1994, Sch. 1; "Increasing the VAT registration threshold", 7 March 2024.
    """
    for since, threshold_pence in THRESHOLDS:
        if day >= since:
            return threshold_pence
    since = THRESHOLDS[-1][0]
    raise BadValue(
        "on", f"We know the VAT threshold from {format_date(since)} on. Choose a later day."
    )


def must_register(turnover_pence: int, *, on: date) -> bool:
    """Return whether the taxable turnover of the 12 months to a day requires registration.

    Raises BadValue("on") for a day before 1 April 2017, whose threshold we do not have.
    """
    return turnover_pence > threshold_on(on)


def registration_days(exceeded_on: date) -> tuple[date, date]:
    """Return the day to notify by and the first day of registration, for a month's last day.

    Source: VATA 1994, Sch. 1 para. 5: 30 days from the month end; from the second month after.
    """
    return exceeded_on + timedelta(days=30), Month.of(exceeded_on).plus(2).first
