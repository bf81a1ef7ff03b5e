"""Terms under the standard rate: they take a reason and a second person before they hold."""

from datetime import date
from decimal import Decimal

from django.conf import settings

from employers.models import Terms
from foundation import approvals, history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue
from foundation.models import Approval
from foundation.money import percent
from foundation.transactions import atomic

from .fee_terms import FeeTerms

KIND = "terms_under_standard"


def rate_under_standard(fee_terms: FeeTerms) -> Decimal | None:
    """Return the lowest rate these terms can charge if it is under the standard one, else None.

    The discount is taken off. A fixed fee has no rate: only its discount can put it under.
    """
    rates = [band.rate for band in fee_terms.bands]
    if fee_terms.rate is not None:
        rates.append(fee_terms.rate)
    left = 1 - fee_terms.discount_rate
    if not rates:
        return None if left == 1 else settings.STANDARD_FEE_RATE * left
    lowest = min(rates) * left
    return lowest if lowest < settings.STANDARD_FEE_RATE else None


def ask_if_under(terms: Terms, fee_terms: FeeTerms, *, by: User, on: date) -> Approval | None:
    """Return the request for a second person's approval; None where the terms need none.

    Until it is approved the terms are not in force. Raises BadValue without a reason.
    """
    rate = rate_under_standard(fee_terms)
    if rate is None:
        return None
    reason = terms.under_standard_reason or fee_terms.discount_reason
    if not reason:
        raise BadValue(
            "under_standard_reason",
            f"{percent(rate)} is below the standard {percent(settings.STANDARD_FEE_RATE)}. "
            "Give a reason, and we will ask a second person to approve.",
        )
    return approvals.ask(KIND, terms, by=by, on=on, reason=reason, rate=str(rate))


@approvals.on_approval(KIND)
@atomic
def _approve(approval: Approval) -> None:
    terms = Terms.objects.select_for_update(of=("self",), no_key=True).get(pk=approval.subject_id)
    terms.approved_on = approval.decided_on
    terms.save(update_fields=["approved_on"])
    assert approval.decided_on is not None
    history.record(Verb.APPROVED, terms, by=approval.decided_by, on=approval.decided_on)
