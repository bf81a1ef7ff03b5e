"""Money against the invoices it was for: idle credit, silence, the wrong firm, counted twice."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, Sum

from billing.choices import InvoiceState, ReminderStep
from billing.domain.bank import payment_references as words
from billing.domain.bank.matching import proposals
from billing.domain.chasing.chasing import Chase, chases
from billing.models import BankLine, CustomerCredit, Dispute, Invoice, PayerAlias, Payment, Reminder
from billing.models.ledger.invoice import OUTSTANDING
from employers.models import Employer
from foundation.money import half_up, pounds
from foundation.periods import format_date

from .engagements import in_chunks, root_of
from .findings import Row

# A letter goes out by itself on its day. After so long without one, something holds it up.
SILENCE: Final = timedelta(days=7)
DISPUTED: Final = timedelta(days=60)
# The same money, entered by hand and read off the statement, lies a few days apart.
SAME_MONEY: Final = timedelta(days=5)
WAITS: Final = timedelta(days=14)
PAID_AGAIN: Final = timedelta(days=90)


def net_of(invoice: Invoice, gross_pence: int) -> int:
    """Return the part of an amount on an invoice that is not VAT, in pence."""
    if not invoice.gross_pence:
        return 0
    return half_up(Fraction(invoice.net_pence * gross_pence, invoice.gross_pence))


def idle_credit(on: date) -> Iterator[Row]:
    """Yield the employers whose money we hold while they have overdue invoices."""
    held = CustomerCredit.objects.available(on=on).values("employer")
    late = Invoice.objects.overdue(on=on).filter(employer__in=held).select_related("employer")
    owed: dict[Employer, list[Invoice]] = defaultdict(list)
    for invoice in late.order_by("due_on", "pk"):
        owed[invoice.employer].append(invoice)
    sums = CustomerCredit.objects.available(on=on).filter(employer__in=owed).values_list("employer")
    left = dict(sums.annotate(held=Sum("left_pence")).order_by())
    for employer, invoices in owed.items():
        most, worth = left[employer.pk], 0
        for invoice in invoices:
            part = min(most, invoice.outstanding_pence)
            worth, most = worth + net_of(invoice, part), most - part
        yield Row(
            "credit_idle",
            worth,
            f"We hold {pounds(left[employer.pk])} for {employer}, which has "
            f"{pounds(sum(one.outstanding_pence for one in invoices))} overdue, both with VAT.",
            {"invoice": invoices[0].pk, "employer": employer.pk},
        )


def silence(on: date) -> Iterator[Row]:
    """Yield the overdue invoices without a reminder that was due a week ago or earlier."""
    lately = Reminder.objects.filter(invoice=OuterRef("pk"), sent_on__gte=on - SILENCE)
    late = Invoice.objects.overdue(on=on - SILENCE).filter(~Exists(lately))
    for chunk in in_chunks(late.order_by("pk").values_list("pk", flat=True).iterator()):
        for chase in chases(Invoice.objects.filter(pk__in=chunk), on=on):
            if _is_silent(chase, on):
                invoice = chase.invoice
                yield Row(
                    "reminder_silent",
                    net_of(invoice, invoice.outstanding_pence),
                    f"Invoice {invoice} to {invoice.employer} fell due on "
                    f"{_day(invoice.due_on)}: {pounds(invoice.outstanding_pence)} with VAT is "
                    "owed, and its reminder has not gone out.",
                    {"invoice": invoice.pk, "employer": invoice.employer_id},
                )


def _is_silent(chase: Chase, on: date) -> bool:
    """Return whether a letter should have gone out a week ago, and nothing holds it back."""
    return (
        chase.next is not None
        and chase.next.step != ReminderStep.ON_STOP
        and chase.next.on < on - SILENCE
        and not chase.quiet
    )


def old_disputes(on: date) -> Iterator[Row]:
    """Yield the disputes that have been open for two months: nothing is chased meanwhile."""
    rows = Dispute.objects.filter(closed_on=None, opened_on__lt=on - DISPUTED)
    rows = rows.filter(invoice__in=Invoice.objects.outstanding())
    for dispute in rows.select_related("invoice__employer").order_by("pk").iterator():
        invoice = dispute.invoice
        yield Row(
            "dispute_forgotten",
            net_of(invoice, invoice.outstanding_pence),
            f"{invoice.employer} disputes invoice {invoice} since "
            f"{format_date(dispute.opened_on)}. Nothing is chased until that is settled.",
            {"invoice": invoice.pk, "employer": invoice.employer_id},
        )


def other_payers(on: date) -> Iterator[Row]:
    """Yield the payments by one customer that stand on the invoice of another.

    Not those whose line names the invoice, nor of a payer that was known to pay for the employer
    before, nor within a group. Payments are read 500 at a time; all employers' names are held.
    """
    firms, known = _names_of_firms(), _known_payers()
    rows = Payment.objects.filter(bank_line__isnull=False)
    rows = rows.select_related("bank_line", "invoice__employer").order_by("pk")
    for payment in rows.iterator(chunk_size=500):
        other = _other_firm(payment, firms, known)
        if other is not None:
            yield Row(
                "payment_of_another",
                payment.net_pence,
                f"{other} paid {pounds(payment.amount_pence)} on "
                f"{format_date(payment.received_on)}, and it stands on invoice "
                f"{payment.invoice} of {payment.invoice.employer}.",
                {
                    "payment": payment.pk,
                    "invoice": payment.invoice_id,
                    "employer": payment.invoice.employer_id,
                },
            )


def _names_of_firms() -> dict[str, list[Employer]]:
    """Return the employers by their own names, as a bank writes them."""
    firms: dict[str, list[Employer]] = defaultdict(list)
    for employer in Employer.objects.order_by("pk").iterator(chunk_size=2000):
        for name in words.names_of(employer.name, employer.billing_name):
            firms[name].append(employer)
    return firms


def _known_payers() -> dict[tuple[str, int], datetime]:
    """Return since when each payer is known to pay for an employer."""
    rows = PayerAlias.objects.values_list("payer", "employer", "learned_at")
    return {(payer, employer): learned for payer, employer, learned in rows}


def _other_firm(
    payment: Payment,
    firms: dict[str, list[Employer]],
    known: dict[tuple[str, int], datetime],
) -> Employer | None:
    """Return the customer that made a payment, if it is not the invoice's nor of its group."""
    line, invoice = payment.bank_line, payment.invoice
    assert line is not None
    if invoice.sequence in words.numbers_marked(line.bank_text):
        return None
    payer = words.payer_in(line.payer, line.reference, line.description)
    # The match itself taught us the name: only what was known before is a reason.
    alias = words.core(words.plain(payer))[:200], invoice.employer_id
    if alias in known and known[alias] < payment.created_at:
        return None
    payers = [firm for key in words.payer_keys(payer) for firm in firms.get(key, ())]
    roots = {root_of(firm) for firm in payers}
    return payers[0] if payers and root_of(invoice.employer) not in roots else None


def counted_twice(on: date) -> Iterator[Row]:
    """Yield the payments entered by hand that the bank statement brought once more.

    The second stands on an invoice of the same employer, or is kept as its credit.
    """
    near = {
        "received_on__gte": OuterRef("received_on") - SAME_MONEY,
        "received_on__lte": OuterRef("received_on") + SAME_MONEY,
    }
    by_bank = Payment.objects.filter(
        **near,
        bank_line__isnull=False,
        invoice=OuterRef("invoice"),
        amount_pence=OuterRef("amount_pence"),
    )
    as_credit = CustomerCredit.objects.filter(
        kept_on__gte=OuterRef("received_on") - SAME_MONEY,
        kept_on__lte=OuterRef("received_on") + SAME_MONEY,
        employer=OuterRef("invoice__employer"),
        amount_pence=OuterRef("amount_pence"),
        bank_line__amount_pence=OuterRef("amount_pence"),
    )
    rows = Payment.objects.filter(
        Exists(by_bank) | Exists(as_credit), bank_line=None, credit_use=None, method="bank_transfer"
    )
    for payment in rows.select_related("invoice__employer").order_by("pk").iterator():
        yield Row(
            "payment_twice",
            payment.net_pence,
            f"{pounds(payment.amount_pence)} of {payment.invoice.employer} was entered by hand "
            f"on invoice {payment.invoice}, and the bank statement brought the same sum again.",
            {
                "payment": payment.pk,
                "invoice": payment.invoice_id,
                "employer": payment.invoice.employer_id,
            },
        )


def unmatched(on: date) -> Iterator[Row]:
    """Yield the money on the bank statement that seems to pay invoices, and nobody matched.

    Its payer is chased for what has come. Only lines that wait for two weeks.
    """
    lines = BankLine.objects.open().filter(amount_pence__gt=0, booked_on__lt=on - WAITS)
    for chunk in in_chunks(lines.order_by("booked_on", "pk").iterator(chunk_size=500)):
        proposed = proposals(chunk)
        for line in chunk:
            proposal = proposed.get(line.pk)
            if proposal and proposal.allocations:
                yield _unmatched_row(line, dict(proposal.allocations))


def _unmatched_row(line: BankLine, allocations: dict[int, int]) -> Row:
    invoices = Invoice.objects.select_related("employer").in_bulk(allocations)
    ones = [invoices[pk] for pk in sorted(allocations)]
    paid = " and ".join(f"{one} of {one.employer}" for one in ones)
    return Row(
        "money_unmatched",
        sum(net_of(one, allocations[one.pk]) for one in ones),
        f"{pounds(line.amount_pence)} came on {format_date(line.booked_on)} and seems to pay "
        f"{paid}, but nobody has matched it.",
        {"bank_line": line.pk, "invoice": ones[0].pk, "employer": ones[0].employer_id},
        f"line {line.pk}",
    )


def paid_again(on: date) -> Iterator[Row]:
    """Yield the credit that is an invoice paid a second time: the employer's to have back."""
    credits: Any = CustomerCredit.objects.available(on=on)
    credits = credits.filter(bank_line__isnull=False, kept_on__lt=on - SAME_MONEY)
    for credit in credits.select_related("employer", "bank_line").order_by("pk").iterator():
        assert credit.bank_line is not None
        twin = Payment.objects.filter(
            Q(bank_line__isnull=False) & ~Q(bank_line=credit.bank_line),
            invoice__employer=credit.employer,
            invoice__gross_pence=F("amount_pence"),
            amount_pence=credit.amount_pence,
            received_on__lte=credit.kept_on,
            received_on__gte=credit.kept_on - PAID_AGAIN,
        )
        paid = twin.select_related("invoice").order_by("-received_on").first()
        if paid and not _owes(credit.employer_id):
            yield Row(
                "paid_again",
                net_of(paid.invoice, credit.left_pence),
                f"{credit.employer} paid invoice {paid.invoice} on "
                f"{format_date(paid.received_on)}, and the same sum again on "
                f"{format_date(credit.kept_on)}: {pounds(credit.left_pence)} is theirs.",
                {
                    "customer_credit": credit.pk,
                    "invoice": paid.invoice_id,
                    "employer": credit.employer_id,
                },
            )


def _owes(employer: int) -> bool:
    owing = Invoice.objects.filter(employer=employer, state=InvoiceState.ISSUED)
    return owing.annotate(open=OUTSTANDING).filter(open__gt=0).exists()


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
