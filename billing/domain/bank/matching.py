"""The ledger that bank lines are matched against, read from the books in a few queries."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet

from billing.choices import BankLineState, InvoiceState
from billing.models import BankLine, Invoice, PayerAlias, Refund
from billing.models.ledger.invoice import PAYABLE
from employers.models import Employer

from . import payment_references as words
from .matching_ledger import Ledger, Line, Owed, PaidBack, Proposal
from .matching_rules import propose_all

AT_A_TIME = 500


def proposals(lines: Sequence[BankLine]) -> dict[int, Proposal]:
    """Return the proposals for some lines, by their ids, with what is outstanding now."""
    rule_lines = [line_of(line) for line in lines]
    if not rule_lines:
        return {}
    ledger = ledger_for(rule_lines)
    by_line = propose_all(rule_lines, ledger)
    # Sure proposals are booked in turn: each expects what those before it leave.
    left = {key: one.outstanding_pence for key, one in ledger.invoices.items()}
    for line in rule_lines:
        proposal = by_line.get(line.id)
        if proposal is None:
            continue
        proposal.outstanding = [(invoice, left[invoice]) for invoice, _ in proposal.allocations]
        if proposal.sure:
            for invoice, pence in proposal.allocations:
                left[invoice] -= pence
    return by_line


def of_all_open(some: Sequence[BankLine]) -> dict[int, Proposal]:
    """Return the proposals for some lines, considered together with all other open lines."""
    return of_open() if any(line.state == BankLineState.OPEN for line in some) else {}


def of_open() -> dict[int, Proposal]:
    """Return the proposals for every open line."""
    return proposals(list(BankLine.objects.open().order_by("booked_on", "pk")))


def line_of(line: BankLine) -> Line:
    """Return a bank line as the rules read it."""
    return Line(
        line.pk, line.booked_on, line.amount_pence, line.payer, line.reference, line.description
    )


def ledger_for(lines: Sequence[Line]) -> Ledger:
    """Return the ledger to match some lines against: all debts, and the invoices they name."""
    named: set[int] = set()
    old: set[str] = set()
    for line in lines:
        text = line.words
        named.update(words.numbers_marked(text), words.numbers_bare(text))
        old.update(words.other_numbers(text))
    paid = Invoice.objects.filter(state=InvoiceState.PAID)
    candidates = {one.id: one for one in _owed(Invoice.objects.payable())}
    for some in _in_parts(sorted(named)):
        candidates |= {one.id: one for one in _owed(paid.filter(sequence__in=some))}
    for one in _owed(paid.filter(sequence=None)) if old else ():
        if words.joined(one.number) in old:
            candidates[one.id] = one
    employers = list(Employer.objects.values_list("pk", "name", "billing_name", "group"))
    amounts = {-line.amount_pence for line in lines if line.amount_pence < 0}
    return Ledger(
        candidates.values(),
        [(key, name) for key, *names, _ in employers for name in names],
        aliases=PayerAlias.objects.values_list("payer", "employer"),
        groups=[(key, group) for key, _, _, group in employers if group],
        refunds=_refunds(amounts),
    )


def _owed(invoices: QuerySet[Invoice]) -> Iterator[Owed]:
    rows = invoices.values_list("pk", "number", "sequence", "employer", PAYABLE, "due_on")
    for row in rows.iterator(chunk_size=2000):
        yield Owed(*row)


def _refunds(amounts: set[int]) -> list[PaidBack]:
    """Return our refunds of these amounts that no line shows yet."""
    if not amounts:
        return []
    waiting = Refund.objects.filter(bank_line=None)
    rows = waiting.values_list(
        "pk", "credit_note__sequence", "invoice__employer", "amount_pence", "refunded_on"
    )
    return [PaidBack(*row) for row in rows if row[3] in amounts]


def _in_parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, AT_A_TIME)):
        yield some
