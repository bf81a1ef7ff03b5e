"""The spreadsheet that an agency uses before it has a system: one row for each placement."""

from datetime import date
from decimal import Decimal

from django.db.models import Model

from billing.choices import PaymentMethod
from billing.domain.fees import rebates
from billing.domain.ledger import invoices, payments
from billing.models import Fee, Invoice
from employers.choices import EndReason
from employers.exchange.known import bare
from employers.models import Employer
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.kinds import Entry, Kind, Outcome
from foundation.money import pounds
from foundation.periods import format_date
from placements.choices import Contract, HireState
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import introductions
from placements.exchange.known import KnownCohorts, KnownGraduates
from placements.models import Graduate, Hire, Introduction

from .register_form import RegisterForm
from .register_parties import client_of, graduate_of, joins_cohort, terms_of


class PlacementRegister(Kind):
    """One row for each placement, which becomes everything from the employer to the payment."""

    name = "placement_register"
    title = "Placement register"
    about = (
        "One row for each placement, matched by graduate, client and start. It becomes the "
        "employer, its terms, an introduction marked as brought over, the hire, its fee, the "
        "invoice under its old number, and the payment. A row that contradicts itself is refused."
    )
    form = RegisterForm
    moves_money = True
    subject = "placements.hire"

    def __init__(self) -> None:
        """Start without any cohort looked up."""
        super().__init__()
        self.cohorts = KnownCohorts()

    def lasts(self, row: Model) -> str:
        """Return why a row cannot be undone: it becomes documents."""
        if isinstance(row, Introduction | Hire | Invoice):
            return "it becomes hires, invoices and payments, and issued documents never change"
        return super().lasts(row)

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Return the rows by start, because each may set the terms for those after it."""
        if entries and not any(entry["introduced_on"] for entry in entries):
            self.remarks.append(
                "The file does not say when each was introduced, so the start day is used."
            )
        return sorted(entries, key=lambda entry: entry["introduced_on"] or entry["start_on"])

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Put one placement into the books, from the employer to the payment."""
        key = (bare(entry["client"]), entry["graduate"].casefold(), entry["start_on"])
        self.once(entry, key, "graduate")
        employer = client_of(entry, by=by, on=on)
        # Looked up for each row: a graduate created by a refused row is gone again.
        graduate = graduate_of(entry, KnownGraduates(), self.cohorts, by=by, on=on)
        known = Hire.objects.filter(
            graduate=graduate, employer=employer, start_on=entry["start_on"]
        ).last()
        if known:
            # The cohorts may have been imported since.
            joined = joins_cohort(entry, graduate, self.cohorts, by=by, on=on)
            outcome = _again(known, entry, by=by, on=on)
            return Outcome.CHANGED if joined else outcome
        hire = _agreed(entry, graduate, employer, by=by, on=on)
        if entry["cancelled"]:
            hires.fall_through(hire.pk, reason=entry["status"], by=by, on=entry["start_on"])
            return Outcome.CREATED
        if entry["start_on"] > on:
            entry.flag(
                "start_on",
                "The start is in the future, so the hire is agreed and no fee is raised yet.",
            )
            return Outcome.CREATED
        hires.start(hire.pk, by=by, on=entry["start_on"])
        _invoiced(hire, entry, by=by, on=on)
        if entry["left_on"]:
            _ended(hire, entry, by=by, on=on)
        return Outcome.CREATED


def _agreed(entry: Entry, graduate: Graduate, employer: Employer, *, by: User, on: date) -> Hire:
    """Return the hire of a row, from an introduction that is brought over."""
    introduced_on = entry["introduced_on"] or entry["start_on"]
    terms = terms_of(entry, employer, introduced_on=introduced_on, by=by, on=on)
    introduction = introductions.bring_over(
        graduate, employer, terms, sent_on=introduced_on, by=by, on=on
    )
    engagement = Engagement(
        graduate=graduate,
        employer=employer,
        introduction=introduction,
        job_title=entry["job_title"],
        start_on=entry["start_on"],
        agreed_on=entry["agreed_on"] or entry["start_on"],
        salary_pence=entry["salary"],
        fte=entry["fte"] or Decimal(1),
        contract=entry["contract"] or Contract.PERMANENT,
        months=entry["months"],
    )
    return hires.agree(engagement, by=by, on=on, brought_over=True)


def _invoiced(hire: Hire, entry: Entry, *, by: User, on: date) -> None:
    """Bring over the invoice of a started hire and its payment, as far as the row has them."""
    fee = hire.fees.live().get()
    if fee.net_pence != entry["fee"]:
        raise BadValue(
            "fee",
            f"The terms give {pounds(fee.net_pence)}, but the row says {pounds(entry['fee'])}. "
            "Check the contract, its months and the hours.",
        )
    _check_vat(fee, entry)
    if not entry["number"]:
        entry.flag("number", "There is no invoice yet. A draft is ready to be issued.")
        return
    draft = fee.invoices.get()
    old = invoices.OldInvoice(entry["number"], entry["issued_on"], entry["due_on"])
    invoice = invoices.bring_over(draft.pk, old, by=by, on=on)
    if entry["received_on"]:
        _paid(invoice, entry, by=by, on=on)


def _check_vat(fee: Fee, entry: Entry) -> None:
    """Raise BadValue unless the VAT of a row is the VAT that this client is charged."""
    if entry["vat"] in (None, fee.vat_pence):
        return
    raise BadValue(
        "vat",
        f"VAT of {pounds(entry['vat'])} on a fee of {pounds(fee.net_pence)}: it should be "
        f"{pounds(fee.vat_pence)}. Correct it. If the client is outside the UK, import it with "
        "the employers first, with its VAT treatment.",
    )


def _paid(invoice: Invoice, entry: Entry, *, by: User, on: date) -> None:
    payments.record(
        invoice.pk,
        amount_pence=invoice.outstanding_pence,
        received_on=entry["received_on"],
        method=PaymentMethod.BANK_TRANSFER,
        reference=entry["reference"],
        by=by,
        on=on,
    )


def _ended(hire: Hire, entry: Entry, *, by: User, on: date) -> None:
    """End the hire, and propose what the register gave back for finance to settle."""
    hire = hires.end(
        hire.pk, last_day=entry["left_on"], reason=EndReason.OTHER, by=by, on=entry["left_on"]
    )
    if not entry["rebated"]:
        return
    note = f"The placement register says: {entry['status']}, left {format_date(entry['left_on'])}"
    rebate = rebates.bring_over(hire, share=entry["rebated"], note=note, by=by, on=on)
    entry.flag(
        "status",
        f"A rebate of {pounds(rebate.net_pence)} net is proposed. The row does not say how it was "
        "settled. Finance decides whether it was refunded, offset or kept as credit.",
    )


def _again(hire: Hire, entry: Entry, *, by: User, on: date) -> Outcome:
    """Return what a row adds to a known placement: a payment, an end, or nothing."""
    fee = hire.fees.live().first()
    amounts = [("salary", hire.salary_pence, entry["salary"])]
    if fee:
        amounts.append(("fee", fee.net_pence, entry["fee"]))
    for column, ours, theirs in amounts:
        if ours != theirs:
            raise BadValue(
                column,
                f"This placement is already here, with {pounds(ours)}. "
                "An import cannot change what was invoiced.",
            )
    invoice = fee.invoices.documents().first() if fee else None
    if entry["number"] and (invoice is None or invoice.number != entry["number"]):
        was = f"invoice {invoice}" if invoice else "no invoice"
        raise BadValue(
            "number", f"This placement is already here, with {was}. Issue or correct it there."
        )
    if invoice and entry["received_on"] and invoice.outstanding_pence:
        _paid(invoice, entry, by=by, on=on)
        return Outcome.CHANGED
    if entry["left_on"] and hire.state == HireState.STARTED:
        _ended(hire, entry, by=by, on=on)
        return Outcome.CHANGED
    return Outcome.UNCHANGED
