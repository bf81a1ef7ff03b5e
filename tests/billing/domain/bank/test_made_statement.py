"""500 lines with twelve and more kinds of trouble: nothing is matched wrongly by itself."""

from collections import Counter

import pytest

from billing.domain.bank.matching_rules import propose_all

from .made_statement import TROUBLES, ExpectedLine, made_statement

# Of the lines of which the truth can be known: matched by themselves, and rightly proposed.
LEAST_SURE = 0.82
LEAST_RIGHT = 0.96
SEEDS = [2026, 1, 2, 3, 4]


def right(expected: ExpectedLine, proposal) -> bool:
    if expected.refund:
        return proposal.refund == expected.refund
    return dict(proposal.allocations) == expected.truth


@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_of_500_is_matched_wrongly_by_itself(seed):
    made = made_statement(seed)
    by_line = propose_all([expected.line for expected in made.lines], made.ledger())

    wrong = [
        (expected.trouble, expected.line, by_line[expected.line.id])
        for expected in made.lines
        if expected.line.id in by_line
        and by_line[expected.line.id].sure
        and by_line[expected.line.id].kind != "set_aside"
        and not right(expected, by_line[expected.line.id])
    ]

    assert len(made.lines) == 500
    assert wrong == []


@pytest.mark.parametrize("seed", SEEDS)
def test_most_lines_are_matched_by_themselves_and_nearly_all_proposed_rightly(seed):
    made = made_statement(seed)
    by_line = propose_all([expected.line for expected in made.lines], made.ledger())
    knowable = [expected for expected in made.lines if expected.truth or expected.refund]
    sure, proposed = Counter(), Counter()

    for expected in knowable:
        proposal = by_line.get(expected.line.id)
        if proposal and right(expected, proposal):
            proposed[expected.trouble] += 1
            sure[expected.trouble] += proposal.sure

    share_sure = sum(sure.values()) / len(knowable)
    share_right = sum(proposed.values()) / len(knowable)
    counts = Counter(expected.trouble for expected in knowable)
    print(f"\nof {len(knowable)} lines: {share_sure:.1%} sure, {share_right:.1%} rightly proposed")
    for trouble, lines in counts.most_common():
        print(f"  {trouble:<18}{lines:>4} lines{sure[trouble]:>5} sure{proposed[trouble]:>5} right")
    assert share_sure >= LEAST_SURE
    assert share_right >= LEAST_RIGHT


def test_a_payout_of_stripe_is_set_aside_and_pays_no_invoice():
    made = made_statement()
    by_line = propose_all([expected.line for expected in made.lines], made.ledger())

    payouts = [expected.line for expected in made.lines if expected.line.payer.startswith("STRIPE")]

    assert payouts
    assert {(by_line[line.id].kind, by_line[line.id].sure) for line in payouts} == {
        ("set_aside", True)
    }


def test_no_sure_proposals_are_about_the_same_money():
    made = made_statement()
    ledger = made.ledger()
    paid: Counter[int] = Counter()

    for proposal in propose_all([expected.line for expected in made.lines], ledger).values():
        if proposal.sure:
            paid.update(dict(proposal.allocations))

    assert [key for key in paid if paid[key] > ledger.invoices[key].outstanding_pence] == []


def test_there_are_at_least_twelve_kinds_of_trouble():
    assert len({expected.trouble for expected in made_statement().lines}) == len(TROUBLES) >= 12
