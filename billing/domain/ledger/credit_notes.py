"""Crediting an issued invoice: first offset what is unpaid, then refund or keep the rest."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from billing.choices import CREDIT_NOTES, Remedy
from billing.models import CreditNote, Invoice, Rebate, Refund
from billing.signals import credit_note_issued
from foundation import approvals, history, numbering
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.models import Approval
from foundation.money import half_up, pounds
from foundation.transactions import atomic

from . import customer_credit, invoices, snapshots
from .balance import Balance, balance_of
from .vat_rules import vat_of_credit

# A credit above this, in pence without VAT, takes two people, and so do all of an invoice's credits
# together once they come to more: else one large credit is made of small ones.
MOST_ALONE_PENCE: Final = 2_500_00
REMEDIES = (Remedy.OFFSET, Remedy.REFUND, Remedy.CREDIT)


class NotCreditable(DomainError):
    """Only an issued invoice can be credited."""

    code = "not_creditable"


class MoreThanCreditable(DomainError):
    """The credit is more than is left to credit on the invoice."""

    code = "more_than_creditable"


class MoreThanUnpaid(DomainError):
    """Offsetting covers only what is unpaid."""

    code = "more_than_unpaid"


@dataclass(frozen=True, slots=True)
class Credit:
    """What to credit and why; ``remedy`` says what to do with the part that was already paid."""

    net_pence: int
    reason: str
    remedy: str = Remedy.CREDIT
    rebate: Rebate | None = None
    approval: Approval | None = None

    @property
    def approved(self) -> dict[str, Any]:
        """Who agreed, for the history: the id of the approval, if it took one."""
        return {"approval": self.approval.pk} if self.approval else {}

    @property
    def refunded_on(self) -> date | None:
        """The day the money was paid back, if the request names one."""
        day = self.approval and self.approval.detail.get("refunded_on")
        return date.fromisoformat(day) if day else None


def why_not_credit(invoice: Invoice) -> NotCreditable | MoreThanCreditable | None:
    """Return why nothing can be credited on an invoice, None where something can."""
    if not invoice.is_document:
        return NotCreditable(
            f"Invoice {invoice} is {invoice.get_state_display().lower()}. "
            "Only an issued invoice can be credited."
        )
    if invoice.creditable_pence:
        return None
    if invoice.written_off_pence:
        return MoreThanCreditable(
            f"Nothing is left to credit on {invoice}: "
            f"{pounds(invoice.written_off_pence)} of it was written off."
        )
    return MoreThanCreditable(f"Nothing is left to credit on {invoice}.")


@atomic
def credit(invoice_id: int, wanted: Credit, *, by: User, on: date) -> CreditNote:
    """Return the credit note, numbered in its own series, which lowers the invoice.

    It first lowers what is unpaid; the rest is refunded (on the day its approval names, else
    ``on``) or kept as credit. VAT is cumulative: crediting everything credits all that was charged.
    Raises NotCreditable for a draft or void invoice, MoreThanCreditable above what is left of it,
    MoreThanUnpaid when ``remedy`` is offset and part of it was paid, and NeedsTwoPeople when no
    second person approved a refund (``refunds``) or so large a credit (``credit_requests``).
    Source: VAT Regulations 1995, reg. 15C; the project's domain rules, section 6.
    """
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    balance = balance_of(invoice)
    refuse_unsound(invoice, balance, wanted)
    _refuse_alone(invoice, balance, wanted)
    vat = _vat_of(invoice, balance, wanted.net_pence)
    gross = wanted.net_pence + vat
    offset, refunded, left_as_credit = split(invoice, gross, wanted)
    number = numbering.next_in(CREDIT_NOTES, on=on)
    note = CreditNote.objects.create(
        sequence=number.sequence,
        number=number.text,
        invoice=invoice,
        rebate=wanted.rebate,
        issued_on=number.on,
        seller=snapshots.of_seller(number.on),
        reason=wanted.reason,
        net_pence=wanted.net_pence,
        vat_pence=vat,
        gross_pence=gross,
        offset_pence=offset,
        refund_pence=refunded,
        kept_pence=left_as_credit,
    )
    credit_note_issued.send(CreditNote, credit_note=note)
    _return(note, wanted, by=by, on=on)
    invoice.paid_pence -= gross - offset
    invoice.credited_pence += gross
    invoices.settle(invoice)
    _record(note, wanted, by=by, on=on)
    return note


def _record(note: CreditNote, wanted: Credit, *, by: User, on: date) -> None:
    """Write the note's line of history; who agreed is in it."""
    detail = {"invoice": note.invoice_id, "gross_pence": note.gross_pence, **wanted.approved}
    history.record(Verb.ISSUED, note, by=by, on=on, **detail)


def _refuse_alone(invoice: Invoice, balance: Balance, wanted: Credit) -> None:
    """Raise NeedsTwoPeople for a credit that takes two and that no second person approved."""
    if wanted.approval is None and takes_two(invoice, balance, wanted):
        raise approvals.NeedsTwoPeople(
            f"A full credit, or one above {pounds(MOST_ALONE_PENCE)}, takes two people. Ask for it."
        )


def takes_two(invoice: Invoice, balance: Balance, wanted: Credit) -> bool:
    """Return whether a credit takes two people: all that is left, or much in all.

    Not that of a rebate: the terms say how much it is.
    """
    if wanted.rebate is not None:
        return False
    everything = wanted.net_pence >= creditable_net(invoice, balance)
    by_hand = sum(note.net_pence for note in invoice.credit_notes.filter(rebate=None))
    return everything or by_hand + wanted.net_pence > MOST_ALONE_PENCE


def split(invoice: Invoice, gross_pence: int, wanted: Credit) -> tuple[int, int, int]:
    """Return how much of a credit is offset, refunded and kept, in pence; what is unpaid first."""
    offset = min(invoice.outstanding_pence, gross_pence)
    rest = gross_pence - offset
    if rest and wanted.remedy == Remedy.OFFSET:
        raise MoreThanUnpaid(
            f"Only {pounds(invoice.outstanding_pence)} of {invoice} is unpaid. "
            "Choose whether to refund the rest or keep it as credit."
        )
    if wanted.remedy != Remedy.REFUND:
        return offset, 0, rest
    if rest and wanted.approval is None:
        raise approvals.NeedsTwoPeople(
            f"{pounds(rest)} would be paid back. Ask for a refund, and a second person approves it."
        )
    return offset, rest, 0


def creditable_net(invoice: Invoice, balance: Balance | None = None) -> int:
    """Return what is left to credit on an invoice, in pence without VAT.

    Without what was written off: with its VAT, a credit is at most what is unpaid or was paid.
    """
    balance = balance or balance_of(invoice)
    if not invoice.written_off_pence:
        return invoice.net_pence - balance.credited_net_pence
    return _most_net(invoice, balance, invoice.creditable_pence)


def unpaid_net(invoice: Invoice) -> int:
    """Return the most that can be credited, in pence without VAT, without paying anything back.

    With its VAT it comes to what is outstanding, or to a penny less where no whole net does.
    """
    return _most_net(invoice, balance_of(invoice), invoice.outstanding_pence)


def _most_net(invoice: Invoice, balance: Balance, gross_pence: int) -> int:
    """Return the largest net, in pence, that with its VAT is within a sum."""
    net = min(
        invoice.net_pence - balance.credited_net_pence,
        gross_pence * invoice.net_pence // invoice.gross_pence + 1,
    )
    while net and net + _vat_of(invoice, balance, net) > gross_pence:
        net -= 1
    return net


def net_for(invoice: Invoice, gross_pence: int) -> int:
    """Return the credit, in pence without VAT, that comes to a sum with its VAT.

    Raises MoreThanCreditable above what is left of the invoice, and BadValue("amount_pence")
    naming the nearest sums where VAT's rounding lets no whole penny come to it.
    """
    balance = balance_of(invoice)
    left = creditable_net(invoice, balance)
    most = left and left + _vat_of(invoice, balance, left)
    if gross_pence > most:
        raise MoreThanCreditable(
            f"{pounds(most)} of {invoice} is left to credit, not {pounds(gross_pence)}."
        )
    # VAT of a credit is off its share by a penny at the most, so the net lies close by.
    about = gross_pence * invoice.net_pence // invoice.gross_pence
    nets = range(max(1, about - 2), min(left, about + 2) + 1)
    sums = {net + _vat_of(invoice, balance, net): net for net in nets}
    if gross_pence not in sums:
        near = " or ".join(pounds(sum_) for sum_ in sorted(sums) if abs(sum_ - gross_pence) == 1)
        raise BadValue(
            "amount_pence", f"No credit comes to {pounds(gross_pence)} with its VAT. Choose {near}."
        )
    return sums[gross_pence]


def gross_of(invoice: Invoice, balance: Balance, net_pence: int) -> int:
    """Return what a further credit comes to with its VAT, in pence."""
    return net_pence + _vat_of(invoice, balance, net_pence)


def _vat_of(invoice: Invoice, balance: Balance, net_pence: int) -> int:
    """Return the VAT that a further credit takes back."""
    return vat_of_credit(
        invoice.net_pence,
        invoice.vat_pence,
        balance.credited_net_pence,
        balance.credited_vat_pence,
        net_pence,
    )


def refuse_unsound(invoice: Invoice, balance: Balance, wanted: Credit) -> None:
    """Raise what `credit` refuses about the invoice and the credit, before calculating anything."""
    if refusal := why_not_credit(invoice):
        raise refusal
    if wanted.net_pence <= 0:
        raise BadValue("net_pence", "A credit must be above £0.")
    require("reason", wanted.reason, "Say why. The credit note prints the reason.")
    if wanted.remedy not in REMEDIES:
        raise BadValue("remedy", f"Choose what to do with the money: {', '.join(REMEDIES)}.")
    left = creditable_net(invoice, balance)
    if wanted.net_pence > left:
        raise MoreThanCreditable(
            f"{pounds(left)} net of {invoice} is left to credit, not {pounds(wanted.net_pence)}."
        )


def _return(note: CreditNote, wanted: Credit, *, by: User, on: date) -> None:
    """Refund or keep what the note takes off the payments."""
    if note.refund_pence:
        _refund(note, wanted, by=by, on=on)
    if note.kept_pence:
        customer_credit.create_from_note(note, by=by, on=on)


def _refund(note: CreditNote, wanted: Credit, *, by: User, on: date) -> Refund:
    """Return the refund under a note; its net share is that of the note."""
    assert wanted.approval is not None
    net = half_up(Fraction(note.net_pence * note.refund_pence, note.gross_pence))
    refund = Refund.objects.create(
        invoice=note.invoice,
        credit_note=note,
        approval=wanted.approval,
        amount_pence=note.refund_pence,
        net_pence=net,
        refunded_on=wanted.refunded_on or on,
        reason=note.reason,
    )
    history.record(Verb.REFUNDED, refund, by=by, on=on, amount_pence=refund.amount_pence)
    return refund
