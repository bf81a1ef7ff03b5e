"""What happens to a rebate when the end of its hire changes, or another hire replaces it."""

from datetime import date

from django.db.models import Max, Sum

from billing.choices import RebateMove, RebateState
from billing.domain.ledger.drafts import draft_like
from billing.domain.ledger.vat_rules import vat_of
from billing.models import Invoice, InvoiceLine, Rebate
from employers.domain.terms.rebate_rules import RebateAssessment
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.money import pounds
from foundation.periods import format_date
from foundation.transactions import atomic
from placements.models import Hire

UNSETTLED = (RebateState.PROPOSED, RebateState.BARRED, RebateState.TAKEN_BACK)


class NoReplacementSought(DomainError):
    """The leaver's rebate does not wait for a replacement on that day."""

    code = "no_replacement_sought"


def given_back(rebate: Rebate) -> int:
    """Return what has been credited for a rebate and not charged again since, in pence net."""
    credited = rebate.credit_notes.aggregate(n=Sum("net_pence"))["n"] or 0
    return credited - rebate.taken_back_pence


def write(rebate: Rebate, assessment: RebateAssessment) -> None:
    """Save what a schedule gives for the last day of the rebate's hire, to be settled or barred."""
    assert rebate.hire.last_day is not None
    rebate.share, rebate.net_pence = assessment.share_decimal, assessment.net_pence
    rebate.working, rebate.barred = assessment.working, assessment.why_barred
    rebate.fell_due_on = rebate.hire.last_day
    rebate.state = RebateState.BARRED if assessment.barred else RebateState.PROPOSED
    if not assessment.share:
        rebate.state, rebate.barred = RebateState.BARRED, assessment.working[0]
    rebate.remedy, rebate.replacement_until = "", None
    rebate.save()


def reassess(rebate: Rebate, assessment: RebateAssessment, *, by: User, on: date) -> Rebate:
    """Return a known rebate after the end of its hire changed.

    A rebate that is not settled takes the new sums. A settled one is proposed again for what the
    new sums give beyond what was given. Money once given is never claimed back: the history says
    so.
    """
    before, was = rebate.state, rebate.net_pence
    given = given_back(rebate)
    rebate.hire.refresh_from_db()
    verb = Verb.WORKED_OUT_ANEW
    if (
        rebate.state in UNSETTLED and assessment.net_pence >= given
    ) or assessment.net_pence > given > 0:
        write(rebate, assessment)
    else:
        verb = Verb.KEPT_AS_SETTLED
    history.record(
        verb,
        rebate,
        by=by,
        on=on,
        before=before,
        after=rebate.state,
        was_net_pence=was,
        net_pence=assessment.net_pence,
        given_pence=given,
    )
    return rebate


def came_back(hire: Hire, *, by: User, on: date) -> None:
    """Settle the rebate of a person who came back: nothing is due any more.

    What was given back is drafted as an invoice on the same fee, ready to be issued.
    """
    rebate = Rebate.objects.select_for_update(of=("self",), no_key=True).filter(hire=hire).first()
    if rebate is None:
        return
    before, given = rebate.state, given_back(rebate)
    if given:
        _charge_again(rebate, given, on=on)
        rebate.taken_back_pence += given
        rebate.state = RebateState.TAKEN_BACK
    else:
        rebate.state, rebate.net_pence, rebate.remedy = RebateState.BARRED, 0, ""
        rebate.barred = f"No rebate: {hire.graduate} came back."
        rebate.replacement_until = None
    rebate.save()
    history.record(
        Verb.TAKEN_BACK,
        rebate,
        by=by,
        on=on,
        before=before,
        after=rebate.state,
        given_pence=given,
    )


def _charge_again(rebate: Rebate, net_pence: int, *, on: date) -> Invoice:
    """Return the draft that charges again what was given back, at the VAT rate of the fee."""
    fee = rebate.fee
    first = fee.invoices.documents().earliest("instalment")
    notes = ", ".join(rebate.credit_notes.order_by("sequence").values_list("number", flat=True))
    last = fee.invoices.aggregate(n=Max("instalment"))["n"]
    line = InvoiceLine(
        description=f"Placement fee: {fee.hire.graduate} came back; charged again after {notes}",
        net_pence=net_pence,
        vat_rate=first.vat_rate,
        vat_pence=vat_of(net_pence, first.vat_rate),
    )
    return draft_like(first, [line], instalment=last + 1, instalments=last + 1, bill_on=on)


def replaced(hire: Hire, *, by: User, on: date) -> None:
    """Settle the rebate of the leaver whose place a started hire has taken.

    Raises NoReplacementSought unless that was agreed, and the hire agreed within its time.
    """
    if hire.replaces is None:
        return
    rebate = (
        Rebate.objects.select_for_update(of=("self",), no_key=True)
        .filter(hire=hire.replaces)
        .first()
    )
    if rebate is None or rebate.state != RebateState.REPLACING:
        raise NoReplacementSought(
            f"No replacement for {hire.replaces.graduate} was agreed. "
            "Settle the rebate with one first."
        )
    assert rebate.replacement_until is not None
    if hire.agreed_on > rebate.replacement_until:
        raise NoReplacementSought(
            f"The time to find a replacement ended on {format_date(rebate.replacement_until)}."
        )
    rebate.state = RebateState.REPLACED
    rebate.save(update_fields=["state"])
    history.record(
        Verb.REPLACED,
        rebate,
        by=by,
        on=on,
        before=RebateState.REPLACING,
        after=rebate.state,
        hire=hire.pk,
    )


@atomic
def give_up_replacement(rebate_id: int, *, by: User, on: date) -> Rebate:
    """Return the rebate, to be settled in money instead. Raises NoReplacementSought."""
    rebate = Rebate.objects.select_for_update(of=("self",), no_key=True).get(pk=rebate_id)
    if not RebateMove.NOBODY_FOUND.is_open_to(rebate):
        raise NoReplacementSought(
            f"The rebate of {pounds(rebate.net_pence)} is not waiting for a replacement."
        )
    rebate.state, rebate.remedy, rebate.replacement_until = RebateState.PROPOSED, "", None
    rebate.save()
    history.record(
        Verb.NOBODY_FOUND, rebate, by=by, on=on, before=RebateState.REPLACING, after=rebate.state
    )
    return rebate
