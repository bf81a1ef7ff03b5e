"""What hires earn, the documents that ask for it, and the money that came: made by the verbs."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import factory
from factory.django import DjangoModelFactory

from billing.choices import DocumentKind, PaymentMethod, Remedy
from billing.domain.chasing import late_payment
from billing.domain.fees import fees, rebates
from billing.domain.ledger import credit_notes, invoices, payments, refunds, write_offs
from billing.domain.ledger.balance import balance_of
from billing.models import (
    CreditNote,
    Document,
    Fee,
    Invoice,
    InvoiceLine,
    LateCharge,
    Logo,
    Payment,
    Rebate,
    ReferenceRate,
    Refund,
    Seller,
    VatRate,
    WriteOff,
)
from employers.choices import EndReason
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.models import Approval
from placements.domain.hires import hires
from placements.domain.hires.leavers import re_engage
from placements.models import Hire
from tests.factories.accounts import ColleagueFactory, UserFactory
from tests.factories.foundation import ApprovalFactory
from tests.factories.placements import HireFactory


class LogoFactory(DjangoModelFactory[Logo]):
    class Meta:
        model = Logo

    png = factory.Sequence(lambda n: b"\x89PNG\r\n\x1a\n%d" % n)
    sha256 = factory.LazyAttribute(lambda logo: sha256(logo.png).hexdigest())


class SellerFactory(DjangoModelFactory[Seller]):
    """Ourselves, from one day earlier with each call."""

    class Meta:
        model = Seller

    effective_from = factory.Sequence(lambda n: date(2014, 12, 31) - timedelta(days=n))
    name = "Founders and Coders CIC"
    vat_number = "GB987654321"


class VatRateFactory(DjangoModelFactory[VatRate]):
    """The standard rate, from one day earlier with each call."""

    class Meta:
        model = VatRate

    effective_from = factory.Sequence(lambda n: date(2010, 12, 31) - timedelta(days=n))
    rate = "0.2"


class FeeFactory(DjangoModelFactory[Fee]):
    """The fee of a hire that has started: 15 % of £32,000.00, and VAT of 20 %."""

    class Meta:
        model = Fee

    class Params:
        protected = factory.Trait(hire__introduction__terms__rebate_in_steps=True)
        in_three_instalments = factory.Trait(hire__introduction__terms__in_three_instalments=True)
        waived = factory.Trait(waive_reason="The employer closed down.")
        overridden = factory.Trait(override_net_pence=4_000_00)

    hire = factory.SubFactory(HireFactory, started=True)
    waive_reason = ""
    override_net_pence = None
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)
    second = factory.SubFactory(ColleagueFactory, role=Role.ADMIN)

    @classmethod
    def _create(
        cls,
        model_class: type[Fee],
        *,
        hire: Hire,
        waive_reason: str,
        override_net_pence: int | None,
        by: User,
        second: User,
    ) -> Fee:
        fee = hire.fees.get()
        approval = None
        if waive_reason:
            approval = fees.ask_waiver(fee.pk, reason=waive_reason, by=by, on=fee.earned_on)
        elif override_net_pence is not None:
            approval = fees.ask_override(
                fee.pk,
                net_pence=override_net_pence,
                reason="Agreed on the phone",
                by=by,
                on=fee.earned_on,
            )
        if approval:
            approvals.approve(approval.pk, by=second, on=fee.earned_on)
            fee.refresh_from_db()
        return fee


class RebateFactory(DjangoModelFactory[Rebate]):
    """A quarter of the fee, proposed, for somebody who left in their eleventh week."""

    class Meta:
        model = Rebate

    class Params:
        barred = factory.Trait(
            reason=EndReason.REDUNDANCY,
            fee__hire__introduction__terms__rebate_bars_redundancy=True,
        )
        refunded = factory.Trait(fee_is_paid=True, remedy=Remedy.REFUND)
        offset = factory.Trait(remedy=Remedy.OFFSET)

    fee = factory.SubFactory(FeeFactory, protected=True)
    last_day = date(2018, 11, 16)
    reason = EndReason.RESIGNED
    fee_is_paid = False
    remedy = ""
    back_on = None  # the day the person came back
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[Rebate],
        *,
        fee: Fee,
        last_day: date,
        reason: str,
        fee_is_paid: bool,
        remedy: str,
        back_on: date | None,
        by: User,
    ) -> Rebate:
        if fee_is_paid:
            PaymentFactory(invoice__fee=fee)
        hires.end(fee.hire.pk, last_day=last_day, reason=reason, by=by, on=last_day)
        rebate = model_class.objects.get(fee=fee)
        if remedy == Remedy.REFUND:
            approval = rebates.ask_refund(rebate.pk, by=by, on=last_day)
            approvals.approve(approval.pk, by=UserFactory(role=Role.FINANCE), on=last_day)
            rebate.refresh_from_db()
            return rebate
        if remedy:
            rebate = rebates.confirm(rebate.pk, remedy=remedy, by=by, on=last_day)
        if back_on:
            re_engage(fee.hire_id, back_on=back_on, by=by, on=back_on)
            rebate.refresh_from_db()
        return rebate


class InvoiceFactory(DjangoModelFactory[Invoice]):
    """The draft of a fee's first instalment: £4,800.00 and VAT, due 30 days from the start."""

    class Meta:
        model = Invoice

    class Params:
        issued = factory.Trait(issued_on=date(2018, 9, 3))
        overdue = factory.Trait(issued=True)  # since 4 October 2018
        part_paid = factory.Trait(issued=True, paid_pence=2_000_00)
        paid = factory.Trait(issued=True, paid_pence=5_760_00)
        void = factory.Trait(issued=True, voided_on=date(2018, 9, 4))
        from_the_register = factory.Trait(
            issued_on=date(2018, 9, 3), old_number=factory.Sequence(lambda n: f"FAC-{n}")
        )

    fee = factory.SubFactory(FeeFactory)
    instalment = 1
    issued_on = None
    old_number = ""
    paid_pence = 0
    paid_on = date(2018, 9, 28)
    voided_on = None
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[Invoice],
        *,
        fee: Fee,
        instalment: int,
        issued_on: date | None,
        old_number: str,
        paid_pence: int,
        paid_on: date,
        voided_on: date | None,
        by: User,
    ) -> Invoice:
        invoice = fee.invoices.get(instalment=instalment)
        if old_number:
            old = invoices.OldInvoice(old_number, issued_on)
            invoice = invoices.bring_over(invoice.pk, old, by=by, on=issued_on)
        elif issued_on:
            invoice = invoices.issue(invoice.pk, by=by, on=issued_on)
        if paid_pence:
            PaymentFactory(invoice=invoice, amount_pence=paid_pence, received_on=paid_on, by=by)
            invoice.refresh_from_db()
        return invoices.void(invoice.pk, by=by, on=voided_on) if voided_on else invoice


class InvoiceLineFactory(DjangoModelFactory[InvoiceLine]):
    """The line a draft is made with."""

    class Meta:
        model = InvoiceLine

    invoice = factory.SubFactory(InvoiceFactory)

    @classmethod
    def _create(cls, model_class: type[InvoiceLine], *, invoice: Invoice) -> InvoiceLine:
        return invoice.lines.get()


class PaymentFactory(DjangoModelFactory[Payment]):
    """All that is owed on an invoice, by bank transfer, before it fell due."""

    class Meta:
        model = Payment

    invoice = factory.SubFactory(InvoiceFactory, issued=True)
    amount_pence = factory.SelfAttribute("invoice.outstanding_pence")
    received_on = date(2018, 9, 28)
    method = PaymentMethod.BANK_TRANSFER
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls, model_class: type[Payment], *, invoice: Invoice, received_on: date, **given: Any
    ) -> Payment:
        return payments.record(invoice.pk, received_on=received_on, on=received_on, **given)


class CreditNoteFactory(DjangoModelFactory[CreditNote]):
    """£1,200.00 and VAT taken off an unpaid invoice."""

    class Meta:
        model = CreditNote

    class Params:
        kept = factory.Trait(invoice__paid=True, remedy=Remedy.CREDIT)
        refunded = factory.Trait(invoice__paid=True, remedy=Remedy.REFUND)

    invoice = factory.SubFactory(InvoiceFactory, issued=True)
    net_pence = 1_200_00
    reason = "Agreed with the employer"
    remedy = Remedy.OFFSET
    issued_on = date(2018, 11, 19)
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[CreditNote],
        *,
        invoice: Invoice,
        issued_on: date,
        remedy: str,
        by: User,
        **wanted: Any,
    ) -> CreditNote:
        if remedy == Remedy.REFUND:
            approval = refunds.ask_on_invoice(invoice.pk, **wanted, by=by, on=issued_on)
            approvals.approve(approval.pk, by=UserFactory(role=Role.FINANCE), on=issued_on)
            return invoice.credit_notes.get()
        given = agreed(invoice, credit_notes.Credit(**wanted, remedy=remedy))
        return credit_notes.credit(invoice.pk, given, by=by, on=issued_on)


def second_yes() -> Approval:
    """Return the approval of a credit that takes two people."""
    return ApprovalFactory(approved=True, kind="invoice_credit")


def agreed(invoice: Invoice, wanted: credit_notes.Credit) -> credit_notes.Credit:
    """Return the credit, with a second person's yes where it takes two people."""
    now = Invoice.objects.get(pk=invoice.pk)
    if credit_notes.takes_two(now, balance_of(now), wanted):
        return replace(wanted, approval=second_yes())
    return wanted


class RefundFactory(DjangoModelFactory[Refund]):
    """What a credit note on a paid invoice gives back: £1,440.00."""

    class Meta:
        model = Refund

    credit_note = factory.SubFactory(CreditNoteFactory, refunded=True)

    @classmethod
    def _create(cls, model_class: type[Refund], *, credit_note: CreditNote) -> Refund:
        return credit_note.refunds.get()


class ReferenceRateFactory(DjangoModelFactory[ReferenceRate]):
    """The Bank of England's rate, for one half-year earlier with each call."""

    class Meta:
        model = ReferenceRate

    effective_from = factory.Sequence(lambda n: date(2016 - n // 2, 7 if n % 2 == 0 else 1, 1))
    rate = "0.005"
    source = "Published history of the Bank of England rate"


class LateChargeFactory(DjangoModelFactory[LateCharge]):
    """The interest and fixed sum on an unpaid invoice, two months after it fell due."""

    class Meta:
        model = LateCharge

    invoice = factory.SubFactory(InvoiceFactory, overdue=True)
    charged_on = date(2018, 12, 3)
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls, model_class: type[LateCharge], *, invoice: Invoice, charged_on: date, by: User
    ) -> LateCharge:
        return late_payment.charge(invoice.pk, by=by, on=charged_on)


class DocumentFactory(DjangoModelFactory[Document]):
    """The paper of an issued invoice, as it was sent."""

    class Meta:
        model = Document

    class Params:
        of_credit_note = factory.Trait(
            kind=DocumentKind.CREDIT_NOTE,
            invoice=None,
            credit_note=factory.SubFactory(CreditNoteFactory),
        )
        receipt = factory.Trait(
            kind=DocumentKind.RECEIPT, invoice=None, payment=factory.SubFactory(PaymentFactory)
        )

    kind = DocumentKind.INVOICE
    invoice = factory.SubFactory(InvoiceFactory, issued=True)
    content = b"%PDF-1.7"
    sha256 = factory.LazyAttribute(lambda document: sha256(document.content).hexdigest())


class WriteOffFactory(DjangoModelFactory[WriteOff]):
    """What was outstanding on an invoice, given up by two people."""

    class Meta:
        model = WriteOff

    invoice = factory.SubFactory(InvoiceFactory, overdue=True)
    reason = "In liquidation"
    written_off_on = date(2019, 3, 1)
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[WriteOff],
        *,
        invoice: Invoice,
        reason: str,
        written_off_on: date,
        by: User,
    ) -> WriteOff:
        approval = write_offs.ask(invoice.pk, reason=reason, by=by, on=written_off_on)
        second = UserFactory(role=Role.FINANCE)
        approvals.approve(approval.pk, by=second, on=written_off_on)
        return model_class.objects.get(invoice=invoice)
