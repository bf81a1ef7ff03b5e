"""Bank lines: matched with what they pay, or ignored with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from billing.choices import BankLineState, PaymentMethod
from billing.domain.ledger import payments
from billing.models import BankLine, CustomerCredit, Invoice, PayerAlias, Refund
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.money import pounds
from foundation.transactions import atomic

from . import payment_references as words
from .matching import line_of, proposals
from .matching_ledger import Proposal

LONGEST_REFERENCE = 100
Allocations = Sequence[tuple[int, int]]


class LineDealtWith(DomainError):
    """A line can be matched or ignored only once."""

    code = "line_dealt_with"


class NotAllOfIt(DomainError):
    """All of a line must be allocated: to invoices, or to credit."""

    code = "not_all_of_it"


class NothingProposed(DomainError):
    """There is nothing to accept."""

    code = "nothing_proposed"


class StaleProposal(DomainError):
    """What is outstanding has changed since the proposal."""

    code = "stale_proposal"


@atomic
def match(
    line_id: int,
    allocations: Allocations,
    *,
    by: User,
    on: date,
    keep_rest: bool = False,
    employer_id: int | None = None,
) -> BankLine:
    """Return the line, matched: a payment on each invoice, and the rest kept as credit if wanted.

    ``allocations`` are pence by invoice id. The credit is kept for the employer of the invoices,
    or for ``employer_id`` where there are none. The payer's name is remembered for the employer.
    Raises LineDealtWith, NotAllOfIt, BadValue, and what ``payments.record`` raises.
    """
    line = _locked(line_id)
    if line.amount_pence < 0:
        raise BadValue("allocations", "Money that went out cannot pay an invoice.")
    rest = line.amount_pence - sum(pence for _, pence in allocations)
    if len({invoice for invoice, _ in allocations}) < len(allocations):
        raise BadValue("allocations", "An invoice is listed twice.")
    if rest < 0:
        raise BadValue(
            "allocations",
            f"That is {pounds(-rest)} more than the {pounds(line.amount_pence)} paid.",
        )
    if rest and not keep_rest:
        raise NotAllOfIt(f"{pounds(rest)} is left over. Split it further, or keep it as credit.")
    owners = _pay(line, allocations, by=by, on=on)
    if rest:
        owners = {_keep(line, rest, _holder(owners, employer_id), by=by, on=on)}
    _learn(line, owners)
    return _settle(line, BankLineState.MATCHED, Verb.MATCHED, by=by, on=on, kept_pence=rest)


@atomic
def match_refund(line_id: int, refund_id: int, *, by: User, on: date) -> BankLine:
    """Return the line, matched with the refund it paid out.

    Raises LineDealtWith, and BadValue when the amounts differ or another line shows that refund.
    """
    line = _locked(line_id)
    refund = Refund.objects.select_related("invoice").get(pk=refund_id)
    if refund.amount_pence != -line.amount_pence:
        raise BadValue(
            "refund",
            f"{pounds(refund.amount_pence)} was refunded, not {pounds(-line.amount_pence)}.",
        )
    if BankLine.objects.filter(refund=refund).exists():
        raise BadValue("refund", "Another line is already matched with that refund.")
    line.refund = refund
    _learn(line, {refund.invoice.employer_id})
    return _settle(line, BankLineState.MATCHED, Verb.MATCHED, by=by, on=on, refund=refund.pk)


@atomic
def ignore(line_id: int, *, reason: str, by: User, on: date) -> BankLine:
    """Return the line, ignored: not a customer's payment. Raises LineDealtWith, BadValue."""
    require("reason", reason, "Say why this is not a customer's payment.")
    line = _locked(line_id)
    line.ignored_reason = reason.strip()[:200]
    return _settle(line, BankLineState.IGNORED, Verb.IGNORED, by=by, on=on, reason=reason)


@atomic
def reopen(line_id: int, *, by: User, on: date) -> BankLine:
    """Return an ignored line, open again. Raises LineDealtWith for any other."""
    line = BankLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    if line.state != BankLineState.IGNORED:
        raise LineDealtWith("Only an ignored line can be opened again.")
    line.ignored_reason = ""
    return _settle(line, BankLineState.OPEN, Verb.REOPENED, by=by, on=on)


@atomic
def accept(line_id: int, *, by: User, on: date) -> BankLine:
    """Return the line, matched as proposed now. Raises LineDealtWith, NothingProposed."""
    line = _locked(line_id)
    proposal = proposals([line]).get(line.pk)
    if proposal is None:
        raise NothingProposed("We have no suggestion for this line. Choose the invoices it pays.")
    return _deal(line.pk, proposal, by=by, on=on)


@dataclass
class Accepted:
    """The result of accepting all: lines matched, their pence, and lines left for a person."""

    lines: int = 0
    pence: int = 0
    left: int = 0


def accept_all_sure(*, by: User, on: date) -> Accepted:
    """Return the result of matching every sure line, each in its own transaction.

    Two requests at once book nothing twice: a line is matched once, and only while its invoices
    still owe what they owed when it was proposed.
    """
    done = Accepted()
    for line, proposal in sure_lines():
        try:
            with transaction.atomic():
                _deal(line.pk, proposal, by=by, on=on, still=_as_proposed(proposal))
        except DomainError:
            done.left += 1
        else:
            done.lines += 1
            done.pence += max(line.amount_pence, 0)
    return done


def set_aside_all(*, by: User, on: date) -> int:
    """Return how many open lines were set aside: Stripe payouts, and money out."""
    count = 0
    lines = list(BankLine.objects.open().order_by("booked_on", "pk"))
    for line_id, proposal in proposals(lines).items():
        if proposal.kind == "set_aside":
            try:
                ignore(line_id, reason=proposal.reasons[0], by=by, on=on)
            except LineDealtWith:
                continue
            count += 1
    return count


def sure_lines() -> list[tuple[BankLine, Proposal]]:
    """Return the open lines whose match is sure, with the proposal, the oldest first."""
    lines = list(BankLine.objects.open().order_by("booked_on", "pk"))
    by_line = proposals(lines)
    return [
        (line, proposal)
        for line in lines
        if (proposal := by_line.get(line.pk)) and proposal.sure and proposal.kind != "set_aside"
    ]


def _as_proposed(proposal: Proposal) -> Callable[[], None]:
    """Return a check that nothing was booked on the invoices since; run with the rows locked."""
    wanted = dict(proposal.outstanding)

    def check() -> None:
        rows = Invoice.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        for invoice in rows.filter(pk__in=wanted):
            if invoice.payable_pence != wanted[invoice.pk]:
                raise StaleProposal(
                    f"Money was booked on {invoice} since. Look at this line again."
                )

    return check


def _deal(
    line_id: int, proposal: Proposal, *, by: User, on: date, still: Callable[[], None] | None = None
) -> BankLine:
    if still:
        _locked(line_id)
        still()
    if proposal.kind == "set_aside":
        return ignore(line_id, reason=proposal.reasons[0], by=by, on=on)
    if proposal.refund is not None:
        return match_refund(line_id, proposal.refund, by=by, on=on)
    keep = bool(proposal.kept_pence)
    return match(
        line_id, proposal.allocations, keep_rest=keep, employer_id=proposal.employer, by=by, on=on
    )


def _locked(line_id: int) -> BankLine:
    line = BankLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    if line.state != BankLineState.OPEN:
        raise LineDealtWith(f"This line is already {line.get_state_display().lower()}.")
    return line


def _holder(owners: set[int], employer_id: int | None) -> int:
    """Return the employer to keep credit for. Raises BadValue when that is not clear."""
    if employer_id is not None and (not owners or employer_id in owners):
        return employer_id
    if len(owners) != 1:
        raise BadValue("employer", "Choose the employer to keep the rest for.")
    return next(iter(owners))


def _pay(line: BankLine, allocations: Allocations, *, by: User, on: date) -> set[int]:
    """Book the payments, and return the employers of the invoices.

    In the order of the invoices' ids, so that two splits at once never deadlock.
    """
    return {
        payments.record(
            invoice,
            amount_pence=pence,
            received_on=line.booked_on,
            method=PaymentMethod.BANK_TRANSFER,
            reference=line.bank_text[:LONGEST_REFERENCE],
            bank_line=line,
            by=by,
            on=on,
        ).invoice.employer_id
        for invoice, pence in sorted(allocations)
    }


def _keep(line: BankLine, pence: int, employer_id: int, *, by: User, on: date) -> int:
    credit = CustomerCredit.objects.create(
        employer_id=employer_id,
        bank_line=line,
        amount_pence=pence,
        kept_on=line.booked_on,
    )
    history.record(Verb.KEPT, credit, by=by, on=on, amount_pence=pence)
    return employer_id


def _learn(line: BankLine, employers: set[int]) -> None:
    """Remember which employers this payer pays for."""
    bank_text = line_of(line)
    key = words.core(
        words.plain(words.payer_in(bank_text.payer, bank_text.reference, bank_text.description))
    )
    if len(key) > 2:
        for employer in employers:
            PayerAlias.objects.get_or_create(payer=key[:200], employer_id=employer)


def _settle(
    line: BankLine, state: str, verb: Verb, *, by: User, on: date, **detail: object
) -> BankLine:
    before, line.state = line.state, state
    line.save(update_fields=["state", "ignored_reason", "refund"])
    history.record(verb, line, by=by, on=on, before=before, after=state, **detail)
    return line
