"""Which invoices a bank line pays: proposals with their reasons, and which of them are sure.

A proposal is sure only if it can hardly be wrong: a number with its amount, or the only invoice
of that amount of a known payer, and never if the payer's name contradicts it.
Source: the project's domain rules, section 6: by reference, then amount, then payer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from foundation.money import pounds

from . import payment_references as words
from .matching_ledger import Clues, Confidence, Ledger, Line, Owed, Proposal, clues_of

# How many invoices of a payer are tried together, and out of how many.
MOST_TOGETHER: Final = 4
MOST_TRIED: Final = 12
REFUND_DAYS: Final = 14
STRIPE: Final = "STRIPE"


def propose_all(lines: Sequence[Line], ledger: Ledger) -> dict[int, Proposal]:
    """Return the proposal of each line, by its id; lines without any clue have none.

    No two sure ones are about the same money: an invoice that two lines could pay goes to the
    earlier line if the payer named it, and a person checks the other.
    """
    by_line = {line.id: proposal for line in lines if (proposal := propose(line, ledger))}
    claims = Counter(
        invoice for proposal in by_line.values() for invoice, _ in proposal.allocations
    )
    taken: Counter[int] = Counter()
    refunds: set[int] = set()
    for line in sorted(lines, key=lambda line: (line.booked_on, line.id)):
        proposal = by_line.get(line.id)
        if proposal is None or not proposal.sure:
            continue
        if proposal.refund is not None and proposal.refund in refunds:
            by_line[line.id] = _less_sure(proposal, "Another line may be the same refund.")
        refunds |= {proposal.refund} if proposal.refund else set()
        over = any(
            taken[invoice] + pence > ledger.invoices[invoice].outstanding_pence
            for invoice, pence in proposal.allocations
        )
        contested = any(claims[invoice] > 1 for invoice, _ in proposal.allocations)
        if over or (contested and not proposal.by_number):
            by_line[line.id] = _less_sure(proposal, "Another line may pay the same invoice.")
            continue
        taken.update(dict(proposal.allocations))
    return by_line


def propose(line: Line, ledger: Ledger) -> Proposal | None:
    """Return the proposal of a line by itself, or None without any clue."""
    if line.amount_pence < 0:
        return _money_out(line, ledger)
    clues = clues_of(line, ledger)
    if _is_payout(line, clues):
        why = "A payout from Stripe. Its payments are booked from Stripe itself."
        return Proposal("set_aside", "sure", [why])
    if not clues.named:
        return _by_bare_number(line, clues, ledger) or _by_payer(line, clues, ledger)
    if all(clues.contradicts(one, ledger) for one in clues.named):
        theirs = _by_payer(line, clues, ledger)
        if theirs and theirs.allocations:
            return _less_sure(
                theirs, f"Names {_listed(clues.named)}, which belongs to another customer."
            )
    return _by_number(line, clues, ledger)


def _is_payout(line: Line, clues: Clues) -> bool:
    begins = (words.plain(line.payer), words.plain(line.description), words.plain(line.reference))
    stripe = any(text.split()[:1] == [STRIPE] for text in begins)
    return stripe and not clues.named and not clues.payers


def _money_out(line: Line, ledger: Ledger) -> Proposal:
    """Return the refund that a line pays out, else a proposal to set it aside."""
    due = [
        refund
        for refund in ledger.refunds.get(-line.amount_pence, ())
        if abs((line.booked_on - refund.refunded_on).days) <= REFUND_DAYS
    ]
    named = set(words.credit_notes_named(line.words))
    payers = clues_of(line, ledger).payers
    noted = [refund for refund in due if refund.note in named]
    known = [refund for refund in due if refund.employer in payers]
    amount = pounds(-line.amount_pence)
    for refunds, why in ((noted, "The credit note is named"), (known, "The payee is the employer")):
        if len(refunds) == 1:
            reason = f"{why}, and {amount} was due to be refunded."
            employer = refunds[0].employer
            return Proposal("refund", "sure", [reason], refund=refunds[0].id, employer=employer)
    if due:
        level: Confidence = "likely" if len(due) == 1 else "possible"
        reasons = [f"{len(due)} of our refunds of {amount} have no bank line yet."]
        return Proposal("refund", level, reasons, refund=due[0].id, employer=due[0].employer)
    return Proposal(
        "set_aside", "likely", ["Money out, and none of our refunds is for that amount."]
    )


def _by_number(line: Line, clues: Clues, ledger: Ledger) -> Proposal:
    """Return the proposal for the invoices named, some of which may already be paid."""
    owed, amount = ledger.open(clues.named), line.amount_pence
    reasons = [f"Names {_listed(clues.named)}."]
    if not owed:
        first = clues.named[0]
        reasons.append(
            f"{_listed(clues.named)} is already paid. Was it paid twice, or is the number wrong?"
        )
        return Proposal("payment", "possible", reasons, [], amount, first.employer, by_number=True)
    total = sum(one.outstanding_pence for one in owed)
    whole = len(owed) == len(clues.named) and not clues.unknown
    exact = [one for one in owed if one.outstanding_pence == amount]
    level: Confidence = "likely"
    if amount == total:
        reasons.append("The amount is exactly what is outstanding.")
        level = "sure" if whole else "likely"
    elif len(exact) == 1:
        owed = exact
        reasons.append(f"The amount is exactly what is outstanding on {exact[0].number}.")
    elif amount < total and len(owed) == 1:
        reasons.append(f"Part payment: {pounds(total)} is outstanding.")
        level = "sure" if whole and _plainly_part(owed[0], amount, clues, ledger) else "likely"
    elif amount < total:
        reasons.append("Less than their total, so the oldest is paid first.")
    else:
        reasons.append(f"{pounds(amount - total)} more than is outstanding.")
        owed = _with_the_rest(owed, amount, ledger)
    proposal = _paying(owed, amount, level, reasons)
    proposal.by_number = True
    return _against_the_payer(proposal, owed, clues, ledger)


def _plainly_part(one: Owed, amount: int, clues: Clues, ledger: Ledger) -> bool:
    """Return whether an amount is part of this debt: its payer confirms, and no other fits."""
    family = ledger.family(one.employer)
    others = [
        other for other in ledger.of_amount(amount) if ledger.family(other.employer) == family
    ]
    return clues.confirms(one, ledger) and not others


def _with_the_rest(owed: list[Owed], amount: int, ledger: Ledger) -> list[Owed]:
    """Return the invoices named with the payer's others, if together they match the amount."""
    everything = ledger.open(ledger.by_employer[owed[0].employer])
    same = sum(one.outstanding_pence for one in everything) == amount
    return everything if same and all(one in everything for one in owed) else owed


def _by_bare_number(line: Line, clues: Clues, ledger: Ledger) -> Proposal | None:
    """Return the proposal for a number without a mark, if the amount agrees."""
    exact = [one for one in ledger.open(clues.bare) if one.outstanding_pence == line.amount_pence]
    if len(exact) != 1:
        return None
    reasons = [f"The number {exact[0].number} is there, with exactly its amount."]
    level: Confidence = "sure" if clues.confirms(exact[0], ledger) else "likely"
    proposal = _paying(exact, line.amount_pence, level, reasons)
    proposal.by_number = True
    return _against_the_payer(proposal, exact, clues, ledger)


def _by_payer(line: Line, clues: Clues, ledger: Ledger) -> Proposal | None:
    """Return the proposal from the payer's debts, or from the amount alone."""
    amount = line.amount_pence
    if not clues.payers:
        exact = ledger.of_amount(amount)
        if len(exact) != 1:
            return None
        why = f"{exact[0].number} is the only invoice with {pounds(amount)} outstanding."
        return _paying(exact, amount, "possible", [why, "The payer is not known yet."])
    families = {ledger.family(employer) for employer in clues.payers}
    theirs = clues.payers.union(*(ledger.members.get(who, {who}) for who in families))
    owed = ledger.open(one for who in theirs for one in ledger.by_employer.get(who, ()))
    known = "from an earlier match" if clues.by_alias else "by name"
    reasons = [f"The payer is known {known}."]
    if not owed:
        reasons.append("They have no open invoice, so it would be kept as credit.")
        return Proposal("payment", "possible", reasons, [], amount, min(clues.payers))
    if clues.unknown:
        reasons.append(f"Names a number that is not ours: {clues.unknown[0]}.")
    exact = [one for one in owed if one.outstanding_pence == amount]
    if exact:
        return _one_of(exact, amount, reasons, certain=len(families) == 1 and not clues.unknown)
    together = _together(owed, amount)
    if together:
        reasons.append(f"{_listed(together)} come to exactly this amount.")
        return _paying(together, amount, "likely", reasons)
    if amount < owed[0].outstanding_pence:
        reasons.append(f"Part of {owed[0].number}, their oldest open invoice.")
    else:
        reasons.append("No invoice is for this amount, so the oldest is paid first.")
    return _paying(owed, amount, "possible", reasons)


def _one_of(exact: list[Owed], amount: int, reasons: list[str], *, certain: bool) -> Proposal:
    if len(exact) == 1:
        reasons.append(f"{exact[0].number} is their only open invoice of exactly this amount.")
        return _paying(exact, amount, "sure" if certain else "likely", reasons)
    reasons.append(f"{_listed(exact)} are for this amount, so the oldest is paid first.")
    return _paying(exact[:1], amount, "likely", reasons)


def _together(owed: list[Owed], amount: int) -> list[Owed]:
    """Return the invoices that add up to an amount: all, or the only combination that does."""
    if len(owed) > 1 and sum(one.outstanding_pence for one in owed) == amount:
        return owed
    fits = [
        few
        for size in range(2, MOST_TOGETHER + 1)
        for few in combinations(owed[:MOST_TRIED], size)
        if sum(one.outstanding_pence for one in few) == amount
    ]
    return list(fits[0]) if len(fits) == 1 else []


def _paying(owed: list[Owed], amount: int, level: Confidence, reasons: list[str]) -> Proposal:
    """Return the proposal that pays invoices in turn, and what is left over."""
    allocations, left = [], amount
    for one in owed:
        pence = min(left, one.outstanding_pence)
        if pence:
            allocations.append((one.id, pence))
        left -= pence
    if left:
        reasons = [*reasons, f"{pounds(left)} would be kept as credit."]
        level = "likely" if level == "sure" else level
    return Proposal("payment", level, reasons, allocations, left, owed[0].employer)


def _against_the_payer(
    proposal: Proposal, owed: Iterable[Owed], clues: Clues, ledger: Ledger
) -> Proposal:
    """Return the proposal, adjusted to what the payer's name says."""
    owed = list(owed)
    if any(clues.contradicts(one, ledger) for one in owed):
        return _less_sure(proposal, f"But {clues.payer} is known as another customer.", "possible")
    if len({ledger.family(one.employer) for one in owed}) > 1:
        return _less_sure(proposal, "They belong to different customers.")
    if clues.payers:
        proposal.reasons.append("The payer is the customer.")
    return proposal


def _less_sure(proposal: Proposal, why: str, level: Confidence = "likely") -> Proposal:
    return replace(proposal, confidence=level, reasons=[*proposal.reasons, why])


def _listed(owed: Sequence[Owed]) -> str:
    numbers = [one.number for one in owed]
    return " and ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))
