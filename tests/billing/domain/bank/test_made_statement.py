"""500 lines with twelve and more kinds of trouble: nothing is matched wrongly by itself."""

from collections import Counter

import pytest

from billing.domain.bank.matching_rules import propose_all

from .made_statement import TROUBLES, Told, made_statement

# Of the lines of which the truth can be known: matched by themselves, and rightly proposed.
LEAST_SURE = 0.82
LEAST_RIGHT = 0.96
SEEDS = [2026, 1, 2, 3, 4]


def right(told: Told, proposal) -> bool:
    if told.refund:
        return proposal.refund == told.refund
    return dict(proposal.allocations) == told.truth


@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_of_500_is_matched_wrongly_by_itself(seed):
    made = made_statement(seed)
    found = propose_all([told.line for told in made.lines], made.ledger())

    wrong = [
        (told.trouble, told.line, found[told.line.id])
        for told in made.lines
        if told.line.id in found
        and found[told.line.id].sure
        and found[told.line.id].kind != "set_aside"
        and not right(told, found[told.line.id])
    ]

    assert len(made.lines) == 500
    assert wrong == []


@pytest.mark.parametrize("seed", SEEDS)
def test_most_lines_are_matched_by_themselves_and_nearly_all_proposed_rightly(seed):
    made = made_statement(seed)
    found = propose_all([told.line for told in made.lines], made.ledger())
    knowable = [told for told in made.lines if told.truth or told.refund]
    sure, proposed = Counter(), Counter()

    for told in knowable:
        proposal = found.get(told.line.id)
        if proposal and right(told, proposal):
            proposed[told.trouble] += 1
            sure[told.trouble] += proposal.sure

    share_sure = sum(sure.values()) / len(knowable)
    share_right = sum(proposed.values()) / len(knowable)
    counts = Counter(told.trouble for told in knowable)
    print(f"\nof {len(knowable)} lines: {share_sure:.1%} sure, {share_right:.1%} rightly proposed")
    for trouble, lines in counts.most_common():
        print(f"  {trouble:<18}{lines:>4} lines{sure[trouble]:>5} sure{proposed[trouble]:>5} right")
    assert share_sure >= LEAST_SURE
    assert share_right >= LEAST_RIGHT


def test_a_payout_of_stripe_is_set_aside_and_pays_no_invoice():
    made = made_statement()
    found = propose_all([told.line for told in made.lines], made.ledger())

    payouts = [told.line for told in made.lines if told.line.payer.startswith("STRIPE")]

    assert payouts
    assert {(found[line.id].kind, found[line.id].sure) for line in payouts} == {("set_aside", True)}


def test_no_sure_proposals_are_about_the_same_money():
    made = made_statement()
    ledger = made.ledger()
    paid: Counter[int] = Counter()

    for proposal in propose_all([told.line for told in made.lines], ledger).values():
        if proposal.sure:
            paid.update(dict(proposal.allocations))

    assert [key for key in paid if paid[key] > ledger.invoices[key].outstanding_pence] == []


def test_there_are_at_least_twelve_kinds_of_trouble():
    assert len({told.trouble for told in made_statement().lines}) == len(TROUBLES) >= 12
