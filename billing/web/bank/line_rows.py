"""Bank lines as the page shows them: with the invoices each is proposed to pay."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from billing.choices import BankLineState
from billing.domain.bank.matching import of_all_open
from billing.domain.bank.matching_ledger import Proposal
from billing.models import BankLine, Invoice
from employers.models import Employer

CONFIDENCE_LABELS = {"sure": "Sure", "likely": "Likely", "possible": "Possible"}


@dataclass
class Part:
    """The part of a line that goes to one invoice, in pence."""

    invoice: Invoice
    pence: int


@dataclass
class LineRow:
    """A line with its proposal or its payments, and the customer whose credit the rest becomes."""

    line: BankLine
    proposal: Proposal | None = None
    parts: list[Part] = field(default_factory=list)
    customer: Employer | None = None
    credit_pence: int = 0

    @property
    def confidence(self) -> str:
        """How sure the proposal is, as a badge says it."""
        return CONFIDENCE_LABELS[self.proposal.confidence] if self.proposal else ""

    @property
    def is_out(self) -> bool:
        """Whether the money went out."""
        return self.line.amount_pence < 0


@dataclass
class Sure:
    """What "accept all" would match, in lines and pence, and how many lines it would set aside."""

    lines: int = 0
    pence: int = 0
    aside: int = 0


def line_rows(
    lines: Sequence[BankLine], proposals: dict[int, Proposal] | None = None
) -> tuple[list[LineRow], Sure]:
    """Return the lines with their proposals or payments, and the sure proposals of all open lines.

    The payments must have been fetched with the lines. ``proposals`` are looked up if not given.
    """
    proposals = of_all_open(lines) if proposals is None else proposals
    proposed = [proposals[line.pk] for line in lines if line.pk in proposals]
    invoices = Invoice.objects.select_related("employer").in_bulk(
        {key for proposal in proposed for key, _ in proposal.allocations}
    )
    customers = Employer.objects.in_bulk(
        {one.employer for one in proposals.values() if one.kept_pence and one.employer}
    )
    rows = []
    for line in lines:
        row = LineRow(line)
        if line.state == BankLineState.OPEN and (proposal := proposals.get(line.pk)):
            row.proposal, row.credit_pence = proposal, proposal.kept_pence
            row.parts = [Part(invoices[key], pence) for key, pence in proposal.allocations]
            row.customer = customers.get(proposal.employer or 0)
        elif line.state == BankLineState.MATCHED:
            payments = line.payments.all()
            row.parts = [Part(payment.invoice, payment.amount_pence) for payment in payments]
            credit = getattr(line, "customer_credit", None)
            if credit:
                row.customer, row.credit_pence = credit.employer, credit.amount_pence
        rows.append(row)
    return rows, sure_among(proposals)


def sure_among(proposals: dict[int, Proposal]) -> Sure:
    """Return what is sure among some proposals."""
    sure = Sure()
    for proposal in proposals.values():
        if proposal.kind == "set_aside":
            sure.aside += 1
        elif proposal.sure:
            sure.lines += 1
            sure.pence += sum(pence for _, pence in proposal.allocations)
    return sure
