"""The ledger that bank lines are matched against, and the clues in their text.

Pure: everything is looked up in a ``Ledger`` by number, amount or payer, so that a statement of
any length is matched in one pass.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from . import payment_references as words

Confidence = Literal["sure", "likely", "possible"]
Kind = Literal["payment", "refund", "set_aside"]


@dataclass(slots=True)
class Owed:
    """An issued invoice, with what is outstanding on it in pence (0: nothing)."""

    id: int
    number: str
    sequence: int | None
    employer: int
    outstanding_pence: int
    due_on: date


@dataclass(frozen=True, slots=True)
class PaidBack:
    """A refund that is not matched with a bank line yet."""

    id: int
    note: int
    employer: int
    amount_pence: int
    refunded_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """A movement with the bank's text."""

    id: int
    booked_on: date
    amount_pence: int
    payer: str
    reference: str
    description: str

    @property
    def words(self) -> str:
        """The text typed with it; the mark between stops two numbers from becoming one."""
        return f"{self.reference} ~ {self.description}"


@dataclass(slots=True)
class Proposal:
    """What a line pays, why, and how sure that is. Amounts in pence by invoice.

    ``kept_pence`` is what would be left over. ``by_number`` means that the payer named the
    invoices. ``outstanding`` is what each invoice owes when this proposal's turn comes.
    """

    kind: Kind
    confidence: Confidence
    reasons: list[str]
    allocations: list[tuple[int, int]] = field(default_factory=list)
    kept_pence: int = 0
    employer: int | None = None
    refund: int | None = None
    by_number: bool = False
    outstanding: list[tuple[int, int]] = field(default_factory=list)

    @property
    def sure(self) -> bool:
        """Whether it may be accepted without a person's check."""
        return self.confidence == "sure"


class Ledger:
    """What lines are matched against, indexed once."""

    def __init__(
        self,
        invoices: Iterable[Owed],
        names: Iterable[tuple[int, str]],
        *,
        aliases: Iterable[tuple[str, int]] = (),
        groups: Iterable[tuple[int, int]] = (),
        refunds: Iterable[PaidBack] = (),
    ) -> None:
        """Index invoices, the names of employers, known aliases of payers, and refunds."""
        self.invoices: dict[int, Owed] = {}
        self.by_sequence: dict[int, Owed] = {}
        self.by_old_number: dict[str, Owed] = {}
        self.by_employer: dict[int, list[Owed]] = defaultdict(list)
        self.by_amount: dict[int, list[Owed]] = defaultdict(list)
        for one in invoices:
            self.invoices[one.id] = one
            if one.sequence is None:
                self.by_old_number[words.joined(one.number)] = one
            else:
                self.by_sequence[one.sequence] = one
            if one.outstanding_pence:
                self.by_employer[one.employer].append(one)
                self.by_amount[one.outstanding_pence].append(one)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        for employer, name in names:
            for key in words.names_of(name):
                self.by_name[key].add(employer)
        self.aliases: dict[str, set[int]] = defaultdict(set)
        for payer, employer in aliases:
            self.aliases[payer].add(employer)
        self.group: dict[int, int] = dict(groups)
        self.members: dict[int, set[int]] = defaultdict(set)
        for member, head in self.group.items():
            self.members[head] |= {member, head}
        self.refunds: dict[int, list[PaidBack]] = defaultdict(list)
        for refund in refunds:
            self.refunds[refund.amount_pence].append(refund)

    def open(self, owed: Iterable[Owed]) -> list[Owed]:
        """Return the invoices with something still owed, the oldest debt first."""
        still = (one for one in owed if one.outstanding_pence > 0)
        return sorted(still, key=lambda one: (one.due_on, one.id))

    def pay(self, invoice: int, pence: int) -> None:
        """Deduct a payment."""
        one = self.invoices[invoice]
        one.outstanding_pence -= pence
        self.by_amount[one.outstanding_pence].append(one)

    def of_amount(self, pence: int) -> list[Owed]:
        """Return the open invoices with exactly that amount outstanding."""
        return [one for one in self.by_amount.get(pence, ()) if one.outstanding_pence == pence]

    def family(self, employer: int) -> int:
        """Return the head of an employer's group, whose members may pay for each other."""
        return self.group.get(employer, employer)


@dataclass(slots=True)
class Clues:
    """The clues in a line: the invoices named, numbers that are not ours, and the payers."""

    named: list[Owed]
    bare: list[Owed]
    unknown: list[int]
    payers: set[int]
    by_alias: bool
    payer: str

    def contradicts(self, one: Owed, ledger: Ledger) -> bool:
        """Return whether the payer is known and is not the employer of this invoice."""
        family = ledger.family(one.employer)
        return bool(self.payers) and all(ledger.family(who) != family for who in self.payers)

    def confirms(self, one: Owed, ledger: Ledger) -> bool:
        """Return whether the payer is known and is the employer of this invoice."""
        family = ledger.family(one.employer)
        return bool(self.payers) and all(ledger.family(who) == family for who in self.payers)


def clues_of(line: Line, ledger: Ledger) -> Clues:
    """Return the clues in a line's text."""
    text = line.words
    marked = words.numbers_marked(text)
    invoices = [ledger.by_sequence[number] for number in marked if number in ledger.by_sequence]
    bare = [
        ledger.by_sequence[number]
        for number in words.numbers_bare(text)
        if number in ledger.by_sequence and number not in marked
    ]
    for number in words.other_numbers(text):
        if number in ledger.by_old_number:
            # An old number of digits alone may also be a year or a sum.
            (bare if number.isdigit() else invoices).append(ledger.by_old_number[number])
    payer = words.payer_in(line.payer, line.reference, line.description)
    keys = words.payer_keys(payer)
    by_alias = set().union(*(ledger.aliases.get(key, set()) for key in keys))
    named = set().union(*(ledger.by_name.get(key, set()) for key in keys))
    return Clues(
        named=list({one.id: one for one in invoices}.values()),
        bare=bare,
        unknown=[number for number in marked if number not in ledger.by_sequence],
        payers=named | by_alias,
        by_alias=bool(by_alias) and not named,
        payer=payer,
    )
