"""How much of a fee could still be given back as a rebate."""

from datetime import date

from django.db.models import QuerySet

from billing.choices import FeeState
from billing.models import Fee
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_rules import at_risk_pence


def at_risk_of(fee: Fee, *, on: date) -> int:
    """Return what would be rebated, in pence net, if the person's last day were ``on``.

    Nothing for a waived fee, before the start, or once the person has left: the rebate is then
    certain, and no longer a risk. Reads the hire, so select it as well.
    """
    last_day = fee.hire.last_day
    if fee.state != FeeState.LIVE or (last_day and last_day <= on):
        return 0
    rebate = FeeTerms.stored(fee.terms_snapshot).rebate
    return at_risk_pence(fee.net_pence, rebate, fee.earned_on, on)


def total_at_risk(fees: QuerySet[Fee], *, on: date) -> int:
    """Return the total rebate, in pence, if everybody still employed left on a day.

    Reads only fees inside their rebate period, so the work does not grow with the books.
    """
    inside = fees.filter(pk__in=Fee.objects.inside_rebate_period(on=on)).select_related("hire")
    return sum(at_risk_of(fee, on=on) for fee in inside.iterator(chunk_size=500))
