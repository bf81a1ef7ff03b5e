"""Bank lines as the page shows them: with what each is proposed to pay, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from billing.choices import BankLineState
from billing.domain.bank.matching import of_all_open
from billing.domain.bank.matching_ledger import Proposal
from billing.models import BankLine, Invoice
from employers.models import Employer

CONFIDENCE = {"sure": "Sure", "likely": "Likely", "possible": "Possible"}


@dataclass
class Part:
    """So much of a line for one invoice, in pence."""

    invoice: Invoice
    pence: int


@dataclass
class Shown:
    """A line, what is proposed or was booked of it, and for whom the rest is kept."""

    line: BankLine
    told: Proposal | None = None
    parts: list[Part] = field(default_factory=list)
    keeper: Employer | None = None
    kept_pence: int = 0

    @property
    def confidence(self) -> str:
        """How sure the proposal is, as a badge says it."""
        return CONFIDENCE[self.told.confidence] if self.told else ""

    @property
    def is_out(self) -> bool:
        """Whether the money went out."""
        return self.line.amount_pence < 0


@dataclass
class Sure:
    """What one click on "accept all" would do, in lines and pence; and what would be set aside."""

    lines: int = 0
    pence: int = 0
    aside: int = 0


def with_what_came(
    rows: Sequence[BankLine], found: dict[int, Proposal] | None = None
) -> tuple[list[Shown], Sure]:
    """Return the lines with their proposals or payments, and what is sure of all open ones.

    The payments must have been fetched with them. ``found`` are the proposals, if known already.
    """
    found = of_all_open(rows) if found is None else found
    wanted = {key for line in rows if (told := found.get(line.pk)) for key, _ in told.allocations}
    invoices = Invoice.objects.select_related("employer").in_bulk(wanted)
    keepers = {told.employer for told in found.values() if told.kept_pence and told.employer}
    employers = Employer.objects.in_bulk(keepers)
    shown = []
    for line in rows:
        one = Shown(line)
        if line.state == BankLineState.OPEN and (told := found.get(line.pk)):
            one.told, one.kept_pence = told, told.kept_pence
            one.parts = [Part(invoices[key], pence) for key, pence in told.allocations]
            one.keeper = employers.get(told.employer or 0)
        elif line.state == BankLineState.MATCHED:
            paid = line.payments.all()
            one.parts = [Part(payment.invoice, payment.amount_pence) for payment in paid]
            kept = getattr(line, "customer_credit", None)
            if kept:
                one.keeper, one.kept_pence = kept.employer, kept.amount_pence
        shown.append(one)
    return shown, sure_of(found)


def sure_of(found: dict[int, Proposal]) -> Sure:
    """Return what is sure among some proposals."""
    sure = Sure()
    for told in found.values():
        if told.kind == "set_aside":
            sure.aside += 1
        elif told.sure:
            sure.lines += 1
            sure.pence += sum(pence for _, pence in told.allocations)
    return sure
