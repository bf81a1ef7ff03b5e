"""The books once more, in memory and without a database: what the real ones are held against.

Written from the rules of the trade and not from the code: whole pence, halves rounded up, every
sum made anew from the papers. What the rules forbid raises Refused.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

VAT = Fraction(1, 5)


class Refused(Exception):
    """The business says no, with a code."""


def half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@dataclass
class Terms:
    """What a salary earns, in which parts, and what a leaver gives back."""

    told: dict[str, Any]
    rate: Fraction
    fixed: int
    weights: list[int]
    excluded: list[str]

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Terms":
        parts = told.get("instalments", [{"weight": 1}])
        return cls(
            told,
            Fraction(told.get("rate", 0)),
            told.get("fixed_pence", 0),
            [part["weight"] for part in parts],
            told["rebate"].get("excluded_reasons", []),
        )

    def fee(self, salary: int) -> int:
        return self.fixed or half_up(self.rate * salary)

    def parts(self, net: int) -> list[int]:
        """Share a fee by weight; the pence left over go to the largest remainders."""
        exact = [Fraction(net * weight, sum(self.weights)) for weight in self.weights]
        shares = [int(one) for one in exact]
        short = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
        for place in short[: net - sum(shares)]:
            shares[place] += 1
        return shares

    def given_back(self, start: date, last_day: date) -> Fraction:
        days = (last_day - start).days + 1
        if self.told["rebate"]["mode"] == "linear":
            weeks = days // 7
            return Fraction(1) if weeks < 2 else max(Fraction(10 - weeks, 10), Fraction(0))
        return Fraction(3 - (days - 1) // 28, 4) if days <= 84 else Fraction(0)


@dataclass
class Note:
    """A credit note: what of it lowered a debt, was paid back, was kept."""

    net: int
    vat: int
    offset: int
    refunded: int
    kept: int

    @property
    def returned(self) -> int:
        return self.refunded + self.kept

    def net_of(self, part: int) -> int:
        return half_up(Fraction(self.net * part, self.net + self.vat))


@dataclass
class Paper:
    """An invoice; ``pk`` is its id in the real books."""

    pk: int
    place: int
    net: int
    number: int = 0
    void: bool = False
    payments: list[tuple[int, int]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def vat(self) -> int:
        return half_up(self.net * VAT)

    @property
    def stands(self) -> bool:
        return bool(self.number) and not self.void

    @property
    def paid(self) -> int:
        back = sum(note.returned for note in self.notes)
        return sum(amount for amount, _net in self.payments) - back

    @property
    def credited(self) -> int:
        return sum(note.net + note.vat for note in self.notes)

    @property
    def owed(self) -> int:
        return self.net + self.vat - self.paid - self.credited if self.stands else 0

    @property
    def creditable(self) -> int:
        return self.net - sum(note.net for note in self.notes)

    @property
    def state(self) -> str:
        if not self.stands:
            return "void" if self.void else "draft"
        return "issued" if self.owed else "paid"

    def pay(self, amount: int) -> None:
        if not self.stands:
            raise Refused("not_payable")
        if amount > self.owed:
            raise Refused("more_than_owed")
        net = self.net - sum(
            note.net - note.net_of(note.refunded + note.kept) for note in self.notes
        )
        gross = self.net + self.vat - sum(note.offset for note in self.notes)
        together = amount + sum(paid for paid, _net in self.payments)
        share = half_up(Fraction(net * together, gross)) - sum(net for _paid, net in self.payments)
        self.payments.append((amount, min(max(share, 0), amount)))

    def vat_of_credit(self, net: int) -> int:
        together = self.net - self.creditable + net
        return half_up(Fraction(self.vat * together, self.net)) - sum(n.vat for n in self.notes)

    def unpaid(self) -> int:
        """Return the most that can be credited, net, without touching what was paid."""
        within = range(self.creditable + 1)
        return bisect_right(within, self.owed, key=lambda net: net + self.vat_of_credit(net)) - 1

    def credit(self, net: int, remedy: str) -> None:
        if not self.stands:
            raise Refused("not_creditable")
        if net > self.creditable:
            raise Refused("more_than_creditable")
        vat = self.vat_of_credit(net)
        offset = min(self.owed, net + vat)
        rest = net + vat - offset
        if rest and remedy == "offset":
            raise Refused("more_than_unpaid")
        back = rest if remedy == "refund" else 0
        self.notes.append(Note(net, vat, offset, back, rest - back))


@dataclass
class Meeting:
    """An introduction."""

    pk: int
    person: int
    employer: int
    terms: Terms
    state: str = "draft"
    sent_on: date | None = None

    @property
    def last_day(self) -> date:
        day = self.sent_on
        leap = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year + 1, day=28 if leap else day.day)

    def move(self, to: str) -> None:
        before = {
            "sent": ["draft"],
            "interviewing": ["sent"],
            "offered": ["sent", "interviewing"],
            "declined": ["sent", "interviewing", "offered"],
        }
        if self.state not in before[to]:
            raise Refused("introduction_cannot_move")
        self.state = to


@dataclass
class Deal:
    """A hire with its fee, its invoices and its rebate."""

    pk: int
    meeting: Meeting
    fee: int
    agreed_on: date
    start_on: date
    state: str = "agreed"
    papers: list[Paper] = field(default_factory=list)
    last_day: date | None = None
    rebate: int = 0
    rebate_state: str = ""

    @property
    def terms(self) -> Terms:
        return self.meeting.terms

    @property
    def earns(self) -> bool:
        return self.state in ("started", "ended")

    def at_risk(self, on: date) -> int:
        if not self.earns or (self.last_day and self.last_day <= on):
            return 0
        return half_up(self.fee * self.terms.given_back(self.start_on, on))

    def move(self, before: str, to: str) -> None:
        if self.state != before:
            raise Refused("hire_cannot_move")
        self.state = to

    def end(self, last_day: date, reason: str) -> None:
        self.move("started", "ended")
        self.last_day = last_day
        if share := self.terms.given_back(self.start_on, last_day):
            self.rebate_state = "barred" if reason in self.terms.excluded else "proposed"
            self.rebate = half_up(self.fee * share) if self.rebate_state == "proposed" else 0


@dataclass
class Books:
    """All there is, and the deeds that touch several things."""

    meetings: list[Meeting] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    numbers: int = 0

    @property
    def papers(self) -> list[Paper]:
        return [paper for deal in self.deals for paper in deal.papers]

    def live(self, person: int) -> list[Meeting]:
        open_states = ("draft", "sent", "interviewing", "offered")
        return [one for one in self.meetings if one.person == person and one.state in open_states]

    def propose(self, person: int, employer: int, terms: Terms) -> Meeting:
        if any(one.employer == employer for one in self.live(person)):
            raise Refused("already_introduced")
        self.meetings.append(Meeting(0, person, employer, terms))
        return self.meetings[-1]

    def send(self, meeting: Meeting, on: date) -> None:
        if meeting.state == "draft" and meeting.person in self.hidden:
            raise Refused("graduate_not_published")
        meeting.move("sent")
        meeting.sent_on = on

    def hide(self, person: int) -> None:
        if person in self.hidden:
            raise Refused("not_published")
        self.hidden.add(person)

    def hire(self, meeting: Meeting, salary: int, start_on: date, on: date) -> Deal:
        twin = (meeting.person, meeting.employer, start_on)
        for deal in self.deals:
            same = (deal.meeting.person, deal.meeting.employer, deal.start_on) == twin
            if same and deal.state != "fell_through":
                raise Refused("already_hired")
        if meeting.sent_on is None or meeting.state == "hired":
            raise Refused("not_introduced")
        if start_on > meeting.last_day:
            raise Refused("introduction_expired")
        meeting.state = "hired"
        for other in self.live(meeting.person):
            other.state = "obsolete"
        self.deals.append(Deal(0, meeting, meeting.terms.fee(salary), on, start_on))
        return self.deals[-1]

    def start(self, deal: Deal) -> None:
        deal.move("agreed", "started")
        parts = enumerate(deal.terms.parts(deal.fee), start=1)
        deal.papers = [Paper(0, place, net) for place, net in parts]

    def fall_through(self, deal: Deal) -> None:
        deal.move("agreed", "fell_through")
        deal.meeting.state = "declined"

    def issue(self, paper: Paper) -> None:
        if paper.number:
            raise Refused("not_a_draft")
        self.numbers += 1
        paper.number = self.numbers

    def void_paper(self, paper: Paper) -> None:
        if paper.state != "issued" or paper.paid or paper.notes:
            raise Refused("cannot_void")
        paper.void = True
        deal = next(deal for deal in self.deals if paper in deal.papers)
        deal.papers.append(Paper(0, paper.place, paper.net))

    def confirm(self, deal: Deal, remedy: str) -> None:
        """Settle a rebate: what is unpaid first, the latest instalment before the others."""
        if deal.rebate_state != "proposed":
            raise Refused("rebate_settled")
        by_place = sorted((one for one in deal.papers if not one.void), key=lambda one: one.place)
        for paper in by_place:
            if not paper.number:
                self.issue(paper)
        shares, left = dict.fromkeys(range(len(by_place)), 0), deal.rebate
        for most in (Paper.unpaid, lambda paper: paper.creditable):
            for place in reversed(shares):
                more = min(left, most(by_place[place]) - shares[place])
                shares[place] += more
                left -= more
        if left:
            raise Refused("more_than_creditable")
        for place in reversed(shares):
            if shares[place]:
                by_place[place].credit(shares[place], remedy)
        deal.rebate_state = "confirmed"

    def figures(self, on: date) -> dict[str, int]:
        """Return the five figures of a day on which nothing lies ahead, all net, in pence."""
        standing = [paper for paper in self.papers if paper.stands]
        notes = [note for paper in standing for note in paper.notes]
        paid = sum(net for paper in standing for _amount, net in paper.payments)
        counts = ("proposed", "confirmed")
        rebates = sum(deal.rebate for deal in self.deals if deal.rebate_state in counts)
        earned = sum(deal.fee for deal in self.deals if deal.earns) - rebates
        at_risk = sum(deal.at_risk(on) for deal in self.deals)
        invoiced = sum(one.net for one in standing) - sum(note.net for note in notes)
        collected = paid - sum(note.net_of(note.refunded) for note in notes)
        return {
            "booked_pence": sum(deal.fee for deal in self.deals if deal.state != "fell_through"),
            "earned_pence": earned,
            "invoiced_pence": invoiced,
            "collected_pence": collected,
            "rebates_pence": rebates,
            "at_risk_pence": at_risk,
            "secured_pence": earned - at_risk,
            "outstanding_pence": invoiced - collected,
        }
