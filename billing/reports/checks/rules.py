"""The identities between a row of money and the rule it was made by."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from billing.choices import INVOICES, InvoiceState, RebateState
from billing.domain.bank import payment_references as words
from billing.domain.chasing.late_payment_rules import (
    LateClaim,
    NoReferenceRate,
    Repayment,
    late_claim,
    relevant_day,
)
from billing.domain.ledger.snapshots import snapshot_of
from billing.models import (
    CreditNote,
    Invoice,
    LateCharge,
    PayerAlias,
    Payment,
    Rebate,
    ReferenceRate,
    Seller,
)
from employers.choices import PaymentFrom
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_rules import assess
from foundation.choices import Verb
from foundation.models import HistoryEntry, Seal
from foundation.money import half_up


def due_days(on: date) -> list[str]:
    """Return our invoices that do not fall due the agreed days after issue, or after the start.

    A payment term that began long before the issue ends on the day of issue.
    """
    issued: Any = Invoice.objects.filter(series=INVOICES).exclude(state=InvoiceState.DRAFT)
    columns = ("number", "issued_on", "bill_on", "due_on", "payment_days", "payment_from")
    return [
        f"invoice {number}"
        for number, issued_on, bill_on, due_on, days, counted in issued.values_list(
            *columns
        ).iterator(chunk_size=2000)
        if due_on
        != max(
            (bill_on if counted == PaymentFrom.START else issued_on) + timedelta(days=days),
            issued_on,
        )
    ]


def payers(on: date) -> list[str]:
    """Return the payments by a payer who is not the employer's, and is not known to pay for it.

    Somebody else's payment has a reason: the line names the invoice, or a person matched the two,
    which is remembered as a name of the payer.
    """
    known = set(PayerAlias.objects.values_list("payer", "employer"))
    banked = Payment.objects.filter(bank_line__isnull=False)
    rows = banked.select_related("bank_line", "invoice__employer").order_by("pk")
    return [
        f"payment {payment.pk} on {payment.invoice}"
        for payment in rows.iterator(chunk_size=500)
        if not _may_pay(payment, known)
    ]


def _may_pay(payment: Payment, known: set[tuple[str, int]]) -> bool:
    line, invoice = payment.bank_line, payment.invoice
    assert line is not None
    payer = words.payer_in(line.payer, line.reference, line.description)
    key = words.core(words.plain(payer))
    if len(key) <= 2 or (key[:200], invoice.employer_id) in known:
        return True
    employer = invoice.employer
    own = {name for known_as in (employer.name, employer.billing_name) for name in _keys(known_as)}
    return key in own or invoice.sequence in words.numbers_marked(line.bank_text)


def _keys(name: str) -> list[str]:
    return list(words.names_of(name)) if name else []


def rebates(on: date) -> list[str]:
    """Return the rebates that are not their share of the fee, or not the share of the last day.

    The share of a rebate that was brought over comes from an older record, so only its sum is
    checked; so it is where the last day was changed after it was settled, and money once given
    is not claimed back. One that is barred says why.
    """
    rows = Rebate.objects.exclude(state=RebateState.TAKEN_BACK).select_related("fee", "hire")
    return [f"rebate {rebate.pk}" for rebate in rows.iterator(chunk_size=500) if _is_off(rebate)]


def _is_off(rebate: Rebate) -> bool:
    fee, hire = rebate.fee, rebate.hire
    if rebate.state == RebateState.BARRED:
        return bool(rebate.net_pence) or not rebate.barred
    schedule = FeeTerms.stored(fee.terms_snapshot).rebate
    of_the_day = hire.last_day == rebate.fell_due_on and not hire.brought_over
    if schedule is None or not of_the_day:
        return rebate.net_pence != half_up(fee.net_pence * rebate.share)
    right = assess(
        schedule, fee_net_pence=fee.net_pence, start_on=fee.earned_on, last_day=rebate.fell_due_on
    )
    return (rebate.share, rebate.net_pence) != (right.share_decimal, right.net_pence)


def late_charges(on: date) -> list[str]:
    """Return the late charges that the Act does not give for what was known on their day.

    Payments and credit notes that were written down later do not count: the history says when.
    """
    charges = LateCharge.objects.select_related("invoice__fee").order_by("pk")
    references = ReferenceRate.objects.by_half_year()
    wrong = []
    for charge in charges:
        try:
            right = [
                (claim.interest_pence, claim.fixed_sum_pence)
                for claim in _claims(charge, references)
                if claim
            ]
        except NoReferenceRate as missing:
            wrong.append(f"late charge {charge.pk}: {missing}")
            continue
        if (charge.interest_pence, charge.fixed_sum_pence) not in right:
            wrong.append(f"late charge {charge.pk}")
    return wrong


def _claims(charge: LateCharge, references: Any) -> Iterator[LateClaim | None]:
    """Yield what could be charged: from a public body and from others, for a firm may change."""
    invoice = charge.invoice
    assert invoice.issued_on is not None
    entry = _entries(LateCharge, Verb.CHARGED).filter(subject=charge.pk).first()
    before = entry.pk if entry else 0
    paid = _known_then(Payment, Verb.RECORDED, before).filter(invoice=invoice)
    credited = _known_then(CreditNote, Verb.ISSUED, before).filter(invoice=invoice)
    repaid = [
        *(Repayment(*row) for row in paid.values_list("received_on", "amount_pence")),
        *(Repayment(*row) for row in credited.values_list("issued_on", "offset_pence") if row[1]),
    ]
    for public_body in (False, True):
        last_day = relevant_day(
            max(invoice.issued_on, invoice.fee.earned_on),
            invoice.due_on,
            public_body=public_body,
            fair=True,
        )
        yield late_claim(
            invoice.gross_pence,
            due_on=last_day,
            on=charge.charged_on,
            references=references,
            repayments=repaid,
        )


def _entries(model: Any, verb: Verb) -> Any:
    of_model = HistoryEntry.objects.filter(subject_type=model._meta.label_lower, verb=verb)
    return of_model.annotate(subject=Cast("subject_id", BigIntegerField())).order_by("pk")


def _known_then(model: Any, verb: Verb, before: int) -> Any:
    """Return the rows that were written down before an entry of the history."""
    earlier = _entries(model, verb).filter(pk__lt=before)
    return model.objects.filter(pk__in=earlier.values("subject"))


def sellers(on: date) -> list[str]:
    """Return the documents that print other details of ours than those of their day.

    Details for an earlier day that were added after a document was issued do not count for it:
    the order of the seals says which came first.
    """
    rows = _with_seal(Seller).select_related("logo").defer("logo__png")
    ours = [(row.sealed, row.effective_from, snapshot_of(row)) for row in rows]
    ours.sort(key=lambda one: one[1], reverse=True)
    issued = _with_seal(Invoice).exclude(state=InvoiceState.DRAFT)
    notes = _with_seal(CreditNote).exclude(seller=None)
    wrong = []
    for name, documents in (("invoice", issued), ("credit note", notes)):
        columns = documents.values_list("number", "issued_on", "seller", "sealed")
        for number, day, printed, sealed in columns.iterator(chunk_size=500):
            then = [
                details
                for position, since, details in ours
                if since <= day and position is not None and position < (sealed or 0)
            ]
            if not then or printed != then[0]:
                wrong.append(f"{name} {number}")
    return wrong


def _with_seal(model: Any) -> Any:
    """Return the rows of a model with ``sealed``: the position of their first seal."""
    own = Q(kind=model._meta.label_lower, subject_id=OuterRef("pk"))
    first = Seal.objects.filter(own).order_by("position").values("position")[:1]
    return model.objects.annotate(sealed=Subquery(first))
