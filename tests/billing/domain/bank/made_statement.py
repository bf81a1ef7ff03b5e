"""500 bank lines with twelve kinds of trouble, and the truth about each: made by a fixed seed.

Names, numbers and amounts are invented; the troubles are those of real statements.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from billing.domain.bank.matching_ledger import Ledger, Line, Owed, PaidBack

DAY = date(2026, 6, 1)
FIRST = [
    "Amber",
    "Birch",
    "Cobalt",
    "Dunlin",
    "Elder",
    "Fathom",
    "Gannet",
    "Harbour",
    "Ivy",
    "Juno",
]
SECOND = ["Analytics", "Publishing", "Robotics", "Logistics", "Software", "Energy", "Archives"]
KIND = ["Ltd", "Limited", "LLP", "CIC"]
# Many fees are the same, as a fixed fee makes them.
USUAL = [2_400_00, 4_800_00, 5_760_00]


@dataclass(frozen=True)
class Firm:
    id: int
    name: str


@dataclass
class ExpectedLine:
    """A line, the trouble it has, and what it pays: pence by invoice, None if nobody can know."""

    line: Line
    trouble: str
    truth: dict[int, int] | None
    refund: int | None = None


@dataclass
class Made:
    """The statement, and the books it is matched against."""

    random: Random
    firms: list[Firm] = field(default_factory=list)
    invoices: list[Owed] = field(default_factory=list)
    lines: list[ExpectedLine] = field(default_factory=list)
    aliases: list[tuple[str, int]] = field(default_factory=list)
    refunds: list[PaidBack] = field(default_factory=list)

    def ledger(self) -> Ledger:
        names = [(firm.id, firm.name) for firm in self.firms]
        return Ledger(self.invoices, names, aliases=self.aliases, refunds=self.refunds)

    def invoice(self, firm: Firm, pence: int | None = None, *, owed: bool = True) -> Owed:
        sequence = len(self.invoices) + 1
        if pence is None:
            odd = self.random.randrange(1_000_00, 9_000_00)
            pence = self.random.choice([*USUAL, odd, odd])
        due = DAY + timedelta(days=sequence % 40)
        one = Owed(sequence, f"INV-{sequence:04d}", sequence, firm.id, pence if owed else 0, due)
        self.invoices.append(one)
        return one

    def firm(self) -> Firm:
        """Return a firm that owes nothing yet, so that no other trouble disturbs this one."""
        number = len(self.firms)
        first, second = FIRST[number % 10], SECOND[number // 10 % 7]
        name = f"{first} {second} {chr(65 + number // 70)} {KIND[number % 4]}"
        self.firms.append(Firm(number + 1, name))
        return self.firms[-1]

    def line(
        self,
        pence: int,
        trouble: str,
        truth: dict[int, int] | None,
        *,
        payer: str = "",
        reference: str = "",
        description: str = "",
        refund: int | None = None,
    ) -> None:
        place = len(self.lines) + 1
        day = DAY + timedelta(days=place // 20)
        line = Line(place, day, pence, payer, reference, description)
        self.lines.append(ExpectedLine(line, trouble, truth, refund))


def as_the_bank_writes(made: Made, firm: Firm) -> dict[str, str]:
    """Return a payer as one bank or another has it: a column, cut at 18, or in the description."""
    name = firm.name.upper()
    if made.random.random() < 0.4:
        return {"payer": firm.name}
    if made.random.random() < 0.5:
        return {"payer": name.replace("LIMITED", "LTD")[:18]}
    return {"description": f"FASTER PAYMENT FROM {name[:18]} REF"}


def typed(made: Made, one: Owed) -> str:
    """Return a number as people and scanners write it."""
    number = f"{one.sequence:04d}"
    ways = [
        *(f"inv{number}", f"INV {one.sequence}", f"Invoice {number}", f"lNV-{number}"),
        *(f"INV-{number.replace('0', 'O')}", f"I N V {' '.join(number)}", f"INV.NO.{number}"),
        f"invoice no {one.sequence} thanks",
    ]
    return made.random.choice(ways)


def clean(made: Made) -> None:
    firm = made.firm()
    one = made.invoice(firm)
    whole = {one.id: one.outstanding_pence}
    made.line(one.outstanding_pence, "clean", whole, payer=firm.name, reference=one.number)


def odd_number(made: Made) -> None:
    firm = made.firm()
    one = made.invoice(firm)
    whole = {one.id: one.outstanding_pence}
    words = as_the_bank_writes(made, firm)
    made.line(one.outstanding_pence, "odd number", whole, reference=typed(made, one), **words)


def bare_number(made: Made) -> None:
    firm = made.firm()
    one = made.invoice(firm)
    whole = {one.id: one.outstanding_pence}
    made.line(
        one.outstanding_pence,
        "bare number",
        whole,
        reference=f"{one.sequence:04d}",
        **as_the_bank_writes(made, firm),
    )


def name_only(made: Made) -> None:
    firm = made.firm()
    one, _ = made.invoice(firm), made.invoice(firm, 777_00)
    whole = {one.id: one.outstanding_pence}
    made.line(one.outstanding_pence, "name only", whole, **as_the_bank_writes(made, firm))


def paid_by_another(made: Made) -> None:
    """An accountant pays, under a name we know from before."""
    firm = made.firm()
    one = made.invoice(firm)
    made.aliases.append((f"PETTICOAT LEDGERS {firm.id}", firm.id))
    whole = {one.id: one.outstanding_pence}
    name = f"Petticoat Ledgers {firm.id} Ltd"
    made.line(one.outstanding_pence, "paid by another", whole, payer=name, reference="fees")


def several_named(made: Made) -> None:
    firm = made.firm()
    some = [made.invoice(firm) for _ in range(made.random.choice([2, 3]))]
    whole = {one.id: one.outstanding_pence for one in some}
    mark = made.random.choice([", ", " & ", " "])
    text = "INV " + mark.join(f"{one.sequence:04d}" for one in some)
    made.line(sum(whole.values()), "several named", whole, payer=firm.name, reference=text)


def several_unnamed(made: Made) -> None:
    firm = made.firm()
    some = [made.invoice(firm, made.random.randrange(1_000_00, 9_000_00)) for _ in range(3)]
    paid = some[: made.random.choice([2, 3])]
    whole = {one.id: one.outstanding_pence for one in paid}
    made.line(sum(whole.values()), "several unnamed", whole, payer=firm.name, reference="OUR REF")


def in_part(made: Made) -> None:
    firm = made.firm()
    one = made.invoice(firm)
    part = one.outstanding_pence // made.random.choice([2, 3, 4])
    made.line(part, "in part", {one.id: part}, payer=firm.name, reference=one.number)


def too_much(made: Made) -> None:
    firm = made.firm()
    one = made.invoice(firm)
    more = one.outstanding_pence + made.random.choice([1_00, 240_00, 1_000_00])
    owed = {one.id: one.outstanding_pence}
    made.line(more, "too much", owed, payer=firm.name, reference=one.number)


def wrong_number(made: Made) -> None:
    """Who pays is plain, and the number is somebody else's, often of the same amount."""
    firm, other = made.firm(), made.firm()
    pence = made.random.choice(USUAL)
    one, wrong = made.invoice(firm, pence), made.invoice(other, made.random.choice([pence, None]))
    whole = {one.id: one.outstanding_pence}
    words = as_the_bank_writes(made, firm)
    made.line(one.outstanding_pence, "wrong number", whole, reference=wrong.number, **words)


def paid_twice(made: Made) -> None:
    """The number is of an invoice paid long ago; another of the same amount is open."""
    firm = made.firm()
    pence = made.random.choice(USUAL)
    paid, _ = made.invoice(firm, pence, owed=False), made.invoice(firm, pence)
    made.line(pence, "paid twice", None, payer=firm.name, reference=f"INV-{paid.sequence:04d}")


def equal_sums(made: Made) -> None:
    """Two invoices of one amount, and nothing says which."""
    firm = made.firm()
    pence = made.random.choice(USUAL)
    made.invoice(firm, pence)
    made.invoice(firm, pence)
    made.line(pence, "equal sums", None, **as_the_bank_writes(made, firm))


def namesakes(made: Made) -> None:
    """Two firms whose names the bank cuts to the same 18 letters."""
    one, two = made.firm(), made.firm()
    stem = f"Northern Digital {chr(65 + one.id % 26)}{chr(65 + one.id // 26)}"
    firms = [Firm(one.id, f"{stem} Services Ltd"), Firm(two.id, f"{stem} Solutions Ltd")]
    made.firms[-2:] = firms
    pence = made.random.choice(USUAL)
    made.invoice(firms[0], pence)
    made.invoice(firms[1], pence + made.random.choice([0, 1_00]))
    made.line(pence, "namesakes", None, payer=firms[0].name.upper()[:18])


def no_customer(made: Made) -> None:
    """A grant, a payout of Stripe, or rent: of an amount that somebody happens to owe."""
    firm = made.firm()
    pence = made.random.choice([*USUAL, 1_234_56])
    one = made.invoice(firm, pence)
    sign, payer, text = made.random.choice(
        [
            (1, "Saltmarsh Trust", f"grant {2000 + one.sequence}"),
            (1, "STRIPE PAYMENTS UK", "STRIPE"),
            (-1, "Wharf Properties", f"rent {one.sequence:04d}"),
        ]
    )
    made.line(sign * pence, "no customer", None, payer=payer, reference=text)


def paid_back(made: Made) -> None:
    firm = made.firm()
    pence, number = made.random.randrange(100_00, 900_00), len(made.refunds) + 1
    made.refunds.append(PaidBack(number, number, firm.id, pence, DAY + timedelta(days=9)))
    text = made.random.choice([f"CN-{number:04d}", "refund"])
    made.line(-pence, "paid back", None, payer=firm.name, reference=text, refund=number)


TROUBLES: list[tuple[Callable[[Made], None], int]] = [
    *((clean, 110), (odd_number, 70), (bare_number, 30), (name_only, 50), (paid_by_another, 30)),
    *((several_named, 40), (several_unnamed, 20), (in_part, 30), (too_much, 20)),
    *((wrong_number, 20), (paid_twice, 15), (equal_sums, 15), (namesakes, 10)),
    *((no_customer, 25), (paid_back, 15)),
]


def made_statement(seed: int = 2026) -> Made:
    """Return the 500 lines, in the order of a lottery."""
    made = Made(Random(seed))
    drawn = [trouble for trouble, times in TROUBLES for _ in range(times)]
    made.random.shuffle(drawn)
    for trouble in drawn:
        trouble(made)
    return made
