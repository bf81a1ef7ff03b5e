"""Do the books balance? Every identity that must hold on every day, with the rows that break it.

Source: the project's domain rules, section 7.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from . import (
    actors,
    bank,
    dates,
    documents,
    introductions,
    money,
    people,
    rules,
    seals,
    stored_documents,
    stripe,
    terms,
)

Ids = list[str]


class Check(NamedTuple):
    """One identity in plain words, and the function that finds the rows that break it."""

    says: str
    broken: Callable[[date], Ids]


class Broken(NamedTuple):
    """An identity that does not hold, and the rows that break it."""

    says: str
    ids: Ids


CHECKS = [
    Check("one live fee for every hire that started and owes one", people.fees_of_hires),
    Check("a fee comes from the terms of the introduction's day", people.fees_and_terms),
    Check("a hire cites an introduction of its own pair, or a reason", people.hires_cite),
    Check("terms of an employer never overlap", people.terms_overlap),
    Check("terms exclude only reasons that a leaver can have", terms.excluded_reasons),
    Check("fee = what its working gives, unless overridden by two people", money.recomputed),
    Check("invoices of a fee + not yet invoiced = fee", money.invoiced_and_to_come),
    Check("net + VAT = total, and an invoice = the sum of its lines", documents.lines),
    Check("VAT of a line = net x rate, half up", documents.vat_of_lines),
    Check("numbers run 1..n without a gap, and dates with them", documents.numbers),
    Check("paid, credited and written off are what their rows say", money.balances),
    Check("paid + credited <= total, credits <= invoice", money.within_total),
    Check("refunds = what their credit notes say, and <= paid", money.refunds),
    Check("paid means nothing is outstanding", money.states),
    Check("booked - earned = not yet started + rebates", money.booked_and_earned),
    Check("debtors + written off - credit kept + bank = invoiced + VAT", money.debtors_and_bank),
    Check("a matched bank line is used in full", bank.lines_used),
    Check("credit is never used above its amount", bank.credits),
    Check("credit applied is a payment of that sum and day", bank.credit_applied),
    Check("a rebate that was settled is credited in full", money.rebates_credited),
    Check("terms were in force on the day of the introduction", dates.terms_of_the_day),
    Check("a tax point follows from start and issue, a due day from issue", dates.tax_points),
    Check("a credit note is not dated before its invoice", dates.days_of_money),
    Check("VAT of credits = their share of the VAT charged", dates.vat_of_credits),
    Check("payments of a paid invoice = its net, without VAT", dates.net_of_money),
    Check("every issued document is stored", stored_documents.present),
    Check("a document is what it was when it was stored", stored_documents.unaltered),
    Check("what Stripe collected is booked, or waits for a person", stripe.booked),
    Check("Stripe's sums of an invoice = what we have from Stripe", stripe.collected),
    Check("every processed payment event has its payment", stripe.paid_events),
    Check("every change of money has its entry in the history", documents.history),
    Check("what the history says was booked is in the books", seals.recorded),
    Check("the chain of seals is whole", seals.chain),
    Check("every sealed record is as it was sealed", seals.records),
    Check("the guards of the database stand as installed", seals.guards),
    Check("somebody did what the history says, or the worker may", actors.present),
    Check("who approved is not who asked, and the history names both", actors.two_people),
    Check("an invoice falls due its payment days after issue or start", rules.due_days),
    Check("who pays is the employer, or is known to pay for it", rules.payers),
    Check("a rebate is the share of the fee that the terms give", rules.rebates),
    Check("a late charge is what the law gives", rules.late_charges),
    Check("a document prints our details of its day", rules.sellers),
    Check("an introduction runs for the months of its terms", introductions.valid_untils),
    Check("a published profile has a consent", introductions.consents),
    Check("an introduction was sent after the person agreed to it", introductions.yeses),
]


# About this moment, not a day: what is still to be sent.
WAITING = "nothing in the outbox is forgotten"
IDENTITIES = len(CHECKS) + 1


def check_books(*, on: date, now: datetime | None = None) -> Iterator[Broken]:
    """Yield each identity that does not hold on a day, with the ids of what breaks it.

    With the time ``now``, also check for outbox rows that no worker has picked up.
    """
    for check in CHECKS:
        ids = check.broken(on)
        if ids:
            yield Broken(check.says, ids)
    if now is not None and (waiting := stripe.outbox(now)):
        yield Broken(WAITING, waiting)
