"""What is proposed for one line, with its reasons, and when it is sure."""

from datetime import date, timedelta

import pytest

from billing.domain.bank.matching_ledger import Ledger, Line, Owed, PaidBack
from billing.domain.bank.matching_rules import propose, propose_all

DAY = date(2026, 6, 3)
EMBER, GROVE, GROVE_NORTH = 1, 2, 3
NAMES = [(EMBER, "Ember Analytics Ltd"), (GROVE, "Grove LLP"), (GROVE_NORTH, "Grove North Ltd")]


def owed(sequence: int, pence: int, employer: int = EMBER, days: int = 0) -> Owed:
    due = DAY + timedelta(days=days)
    return Owed(sequence, f"INV-{sequence:04d}", sequence, employer, pence, due)


def line(pence: int, reference: str = "", payer: str = "", number: int = 1) -> Line:
    return Line(number, DAY, pence, payer, reference, "")


def ledger(*invoices: Owed, **more) -> Ledger:
    return Ledger(invoices, NAMES, groups=[(GROVE_NORTH, GROVE)], **more)


def test_a_number_with_its_amount_is_sure():
    proposal = propose(line(100_00, "INV-0001"), ledger(owed(1, 100_00)))

    assert (proposal.confidence, proposal.allocations) == ("sure", [(1, 100_00)])
    assert proposal.reasons == ["Names INV-0001.", "The amount is exactly what is outstanding."]


def test_a_number_of_another_customer_is_never_sure():
    books = ledger(owed(1, 100_00), owed(2, 100_00, GROVE))
    proposal = propose(line(100_00, "INV-0001", "Grove LLP"), books)

    assert (proposal.confidence, proposal.allocations) == ("likely", [(2, 100_00)])
    assert proposal.reasons[-1] == "Names INV-0001, which belongs to another customer."


def test_one_of_a_group_may_pay_for_another():
    proposal = propose(line(100_00, "INV-0001", "Grove LLP"), ledger(owed(1, 100_00, GROVE_NORTH)))

    assert proposal.sure


def test_the_one_invoice_of_that_amount_of_a_known_payer_is_sure():
    books = ledger(owed(1, 100_00), owed(2, 70_00), owed(3, 100_00, GROVE))
    proposal = propose(line(100_00, "", "EMBER ANALYTICS LT"), books)

    assert (proposal.confidence, proposal.allocations) == ("sure", [(1, 100_00)])


def test_two_invoices_of_that_amount_are_for_a_person():
    proposal = propose(
        line(100_00, "", "Ember Analytics"), ledger(owed(2, 100_00, days=1), owed(1, 100_00))
    )

    assert (proposal.confidence, proposal.allocations) == ("likely", [(1, 100_00)])


def test_an_amount_alone_is_only_possible():
    proposal = propose(line(100_00, "fees", "Somebody Else"), ledger(owed(1, 100_00)))

    assert (proposal.confidence, proposal.allocations) == ("possible", [(1, 100_00)])


def test_nothing_known_is_no_proposal():
    assert propose(line(55_00, "", "Somebody Else"), ledger(owed(1, 100_00))) is None


def test_a_payer_learned_from_before_is_known():
    books = ledger(owed(1, 100_00), aliases=[("PETTICOAT LEDGERS", EMBER)])
    proposal = propose(line(100_00, "", "Petticoat Ledgers Ltd"), books)

    assert proposal.sure
    assert proposal.reasons[0] == "The payer is known from an earlier match."


def test_a_payer_of_two_customers_makes_nothing_sure():
    aliases = [("PETTICOAT LEDGERS", EMBER), ("PETTICOAT LEDGERS", GROVE)]
    books = ledger(owed(1, 100_00), owed(2, 80_00, GROVE), aliases=aliases)

    assert propose(line(100_00, "", "Petticoat Ledgers"), books).confidence == "likely"


def test_several_numbers_that_come_to_the_amount_are_sure():
    proposal = propose(line(170_00, "INV 1 & 2"), ledger(owed(1, 100_00), owed(2, 70_00)))

    assert (proposal.confidence, proposal.allocations) == ("sure", [(1, 100_00), (2, 70_00)])


def test_all_that_a_payer_owes_is_likely():
    proposal = propose(line(170_00, "", "Ember Analytics"), ledger(owed(1, 100_00), owed(2, 70_00)))

    assert (proposal.confidence, proposal.allocations) == ("likely", [(1, 100_00), (2, 70_00)])


def test_the_only_few_that_come_to_the_amount_are_likely():
    books = ledger(owed(1, 100_00), owed(2, 70_00), owed(3, 33_00))
    proposal = propose(line(133_00, "", "Ember Analytics"), books)

    assert (proposal.confidence, proposal.allocations) == ("likely", [(1, 100_00), (3, 33_00)])


def test_part_of_a_named_invoice_is_sure_when_its_customer_pays():
    books = ledger(owed(1, 100_00))

    assert propose(line(40_00, "INV-0001", "Ember Analytics"), books).sure
    assert propose(line(40_00, "INV-0001", "Somebody Else"), books).confidence == "likely"


def test_part_of_a_named_invoice_that_is_all_of_another_is_for_a_person():
    books = ledger(owed(1, 100_00), owed(2, 40_00))

    assert propose(line(40_00, "INV-0001", "Ember Analytics"), books).confidence == "likely"


def test_what_is_too_much_would_be_kept_as_credit():
    proposal = propose(line(120_00, "INV-0001", "Ember Analytics"), ledger(owed(1, 100_00)))

    assert (proposal.confidence, proposal.allocations, proposal.kept_pence) == (
        "likely",
        [(1, 100_00)],
        20_00,
    )
    assert proposal.employer == EMBER


def test_an_invoice_paid_already_is_said_to_be_so_and_nothing_is_sure():
    books = ledger(owed(1, 0), owed(2, 100_00))
    proposal = propose(line(100_00, "INV-0001", "Ember Analytics"), books)

    assert (proposal.confidence, proposal.allocations, proposal.kept_pence) == (
        "possible",
        [],
        100_00,
    )
    assert (
        proposal.reasons[1]
        == "INV-0001 is already paid. Was it paid twice, or is the number wrong?"
    )


def test_a_number_that_is_not_ours_makes_a_match_by_payer_less_sure():
    proposal = propose(line(100_00, "INV-0999", "Ember Analytics"), ledger(owed(1, 100_00)))

    assert proposal.confidence == "likely"


def test_a_number_alone_is_sure_with_its_amount_and_its_customer():
    books = ledger(owed(1042, 100_00))

    assert propose(line(100_00, "1042", "Ember Analytics"), books).sure
    assert propose(line(100_00, "1042", "Somebody"), books).confidence == "likely"
    assert propose(line(55_00, "1042", "Somebody"), books) is None


def test_a_number_from_before_this_system_counts_like_ours():
    old = Owed(9, "FAC/17/034", None, EMBER, 100_00, DAY)

    assert propose(line(100_00, "fac 17 034"), ledger(old)).sure


def test_a_payout_of_stripe_is_set_aside():
    proposal = propose(line(100_00, "STRIPE", "STRIPE PAYMENTS UK"), ledger(owed(1, 100_00)))

    assert (proposal.kind, proposal.allocations) == ("set_aside", [])


def test_a_refund_is_known_by_its_note_or_its_employer():
    books = ledger(refunds=[PaidBack(7, 4, EMBER, 90_00, DAY), PaidBack(8, 5, GROVE, 90_00, DAY)])

    assert propose(line(-90_00, "CN-0004"), books).refund == 7
    assert propose(line(-90_00, "", "Grove LLP"), books).refund == 8
    assert propose(line(-90_00), books).confidence == "possible"


def test_a_refund_of_long_ago_is_not_this_one():
    books = ledger(refunds=[PaidBack(7, 4, EMBER, 90_00, DAY - timedelta(days=15))])

    assert propose(line(-90_00, "CN-0004"), books).kind == "set_aside"


@pytest.mark.parametrize("second", ["INV-0001", ""])
def test_two_lines_for_one_invoice_are_sure_once_at_most(second):
    lines = [
        line(100_00, second, "Ember Analytics", number=1),
        line(100_00, "INV-0001", "Ember Analytics", number=2),
    ]
    by_line = propose_all(lines, ledger(owed(1, 100_00)))

    sure = [number for number, proposal in by_line.items() if proposal.sure]
    assert sure == ([1] if second else [2])


def test_two_ways_to_come_to_an_amount_are_no_combination():
    books = ledger(
        owed(1, 60_00), owed(2, 40_00, days=1), owed(3, 30_00, days=2), owed(4, 70_00, days=3)
    )  # 60 and 40, or 30 and 70
    proposal = propose(line(100_00, "", "Ember Analytics Ltd"), books)

    assert proposal.confidence == "possible"
    assert proposal.reasons[-1] == "No invoice is for this amount, so the oldest is paid first."
