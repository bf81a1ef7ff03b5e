"""The fee a hire would earn, before it is logged: whether one is due, and the sums."""

from dataclasses import dataclass

from employers.domain.terms.versions import fee_terms_of
from placements.domain.hires.engagement import Engagement, FeeEntitlement, entitlement_for

from .fees import vat_for
from .quotes import Job, Quote, quote_for


@dataclass(frozen=True, slots=True)
class ExpectedFee:
    """Whether a fee is due and why; ``quote`` has the sums in pence, None when no fee is due."""

    claim: FeeEntitlement
    quote: Quote | None


def expected_fee(engagement: Engagement) -> ExpectedFee:
    """Return what a hire would earn, with the sums its start will store; nothing is stored.

    Raises what ``entitlement_for`` raises, and VatRateUnknown or SellerUnknown for a start day
    before our first rows.
    """
    claim = entitlement_for(engagement)
    if not claim.fee_due or claim.terms is None:
        return ExpectedFee(claim, None)
    vat = vat_for(engagement.employer, on=engagement.start_on)
    return ExpectedFee(claim, quote_for(Job.of(engagement), fee_terms_of(claim.terms), vat))
