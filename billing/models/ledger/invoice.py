"""Invoice and its lines. Issued invoices never change."""

from datetime import date
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q, Sum

from billing.choices import BROUGHT_OVER, DOCUMENTS, INVOICES, InvoiceState, VatKind
from billing.models.fees.fee import Fee
from employers.choices import PaymentFrom
from employers.models import Employer
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed
from foundation.text_fields import LineField

# What is settled on an invoice, as the database sums it: everybody asks these, or the properties
# of the same names. A debt that was written off is not expected any more, but it can be paid
# after all: it is no longer outstanding, and payable still.
_PAID_OR_CREDITED: Final = F("paid_pence") + F("credited_pence")
_SETTLED: Final = _PAID_OR_CREDITED + F("written_off_pence")
PAYABLE: Final = F("gross_pence") - _PAID_OR_CREDITED
OUTSTANDING: Final = F("gross_pence") - _SETTLED


class InvoiceQuerySet(DatedQuerySet["Invoice"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their issued ones."""
        if is_office(user):
            return self
        return self.exclude(state=InvoiceState.DRAFT).filter(employer__contacts__user=user.pk or 0)

    def outstanding(self) -> Self:
        """Return the issued invoices with something still owed."""
        return self.filter(state=InvoiceState.ISSUED, gross_pence__gt=_SETTLED)

    def payable(self) -> Self:
        """Return the issued invoices that can be paid: a debt that was written off can be, too."""
        return self.documents().filter(gross_pence__gt=_PAID_OR_CREDITED)

    def owed_pence(self) -> int:
        """Return the total outstanding on these invoices, with VAT, in pence."""
        owed: int = self.aggregate(n=Sum(OUTSTANDING, default=0))["n"]
        return owed

    def overdue(self, *, on: date) -> Self:
        """Return the unpaid invoices whose due date is before a day."""
        return self.outstanding().filter(due_on__lt=on)

    def documents(self) -> Self:
        """Return the invoices that count in the books: issued, paid or not, and not void."""
        return self.filter(state__in=DOCUMENTS)

    def to_issue(self, *, on: date) -> Self:
        """Return the drafts whose billing day has come."""
        return self.filter(state=InvoiceState.DRAFT, bill_on__lte=on)


class Invoice(Dated):
    """One instalment of one fee.

    A draft says what will be billed and from which day (``bill_on``). Issuing numbers it, dates
    it and copies buyer, seller and terms in; from then on triggers let only ``state``,
    ``paid_pence``, ``credited_pence`` and ``written_off_pence`` move. ``series`` is INV for ours
    and OLD for invoices brought over under the number they had.
    """

    series = models.CharField(max_length=3, default=INVOICES)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=6, choices=InvoiceState.choices, default=InvoiceState.DRAFT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="invoices")
    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="invoices")
    instalment = models.PositiveSmallIntegerField(default=1)
    instalments = models.PositiveSmallIntegerField(default=1)
    bill_on = models.DateField()
    payment_days = models.PositiveSmallIntegerField()
    payment_from = models.CharField(max_length=7, choices=PaymentFrom.choices)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    tax_point = models.DateField(null=True)
    purchase_order = LineField(max_length=60, blank=True)

    vat_kind = models.CharField(max_length=14, choices=VatKind.choices)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=4)
    vat_note = models.CharField(max_length=300, blank=True)
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    gross_pence = models.BigIntegerField()
    paid_pence = models.BigIntegerField(default=0)
    credited_pence = models.BigIntegerField(default=0)
    written_off_pence = models.BigIntegerField(default=0)

    buyer = models.JSONField(default=dict)
    seller = models.JSONField(default=dict)
    working = models.JSONField(null=True, help_text="How the fee came about, as printed.")
    created_at = models.DateTimeField(auto_now_add=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "series",
            "sequence",
            "number",
            "employer_id",
            "fee_id",
            "instalment",
            "instalments",
            "bill_on",
            "payment_days",
            "payment_from",
            "issued_on",
            "due_on",
            "tax_point",
            "purchase_order",
            "vat_kind",
            "vat_rate",
            "vat_note",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "buyer",
            "seller",
            "working",
            "created_at",
        ),
        open=("state",),
        parts={"lines": ("description", "net_pence", "vat_rate", "vat_pence")},
        not_while=("state", "draft"),
    )

    objects: ClassVar[InvoiceQuerySet] = InvoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoice_state_is_known", condition=Q(state__in=InvoiceState)
            ),
            models.CheckConstraint(
                name="invoice_is_numbered_and_dated_once_issued",
                condition=Q(
                    state="draft",
                    number="",
                    sequence=None,
                    issued_on=None,
                    due_on=None,
                    tax_point=None,
                )
                | ~Q(state="draft")
                & ~Q(number="")
                & Q(issued_on__isnull=False, due_on__isnull=False, tax_point__isnull=False),
            ),
            models.CheckConstraint(
                name="invoice_of_our_series_has_a_sequence",
                condition=Q(state="draft")
                | Q(series=INVOICES, sequence__isnull=False)
                | Q(series=BROUGHT_OVER, sequence=None),
            ),
            models.UniqueConstraint(
                name="invoice_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.UniqueConstraint(
                name="invoice_sequence_once_a_series", fields=["series", "sequence"]
            ),
            models.UniqueConstraint(
                name="invoice_instalment_once_a_fee",
                fields=["fee", "instalment"],
                condition=~Q(state="void"),
            ),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=Q(net_pence__gte=0, vat_pence__gte=0)
                & Q(gross_pence=F("net_pence") + F("vat_pence")),
            ),
            models.CheckConstraint(
                name="invoice_paid_and_credited_within_total",
                condition=Q(paid_pence__gte=0, credited_pence__gte=0, written_off_pence__gte=0)
                & Q(gross_pence__gte=_SETTLED),
            ),
            models.CheckConstraint(
                name="invoice_draft_or_void_holds_no_money",
                condition=Q(state__in=["issued", "paid"])
                | Q(paid_pence=0, credited_pence=0, written_off_pence=0),
            ),
        ]
        indexes = [
            models.Index(fields=["issued_on"], name="invoices_by_issue_date"),
            models.Index(fields=["state", "due_on"], name="invoices_by_due_date"),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def outstanding_pence(self) -> int:
        """What is still owed, with VAT, in pence; nothing on a draft or a void invoice."""
        return self.payable_pence - self.written_off_pence

    @property
    def payable_pence(self) -> int:
        """What can still be paid: what is outstanding, and what was written off."""
        if not self.is_document:
            return 0
        return self.gross_pence - self.paid_pence - self.credited_pence

    @property
    def creditable_pence(self) -> int:
        """What can still be credited: what is outstanding, and what was paid.

        What was written off is neither: it was given up without changing what the invoice says.
        """
        return self.outstanding_pence + self.paid_pence

    @property
    def is_document(self) -> bool:
        """Whether it counts in the books: issued, paid or not, and not void."""
        return self.state in DOCUMENTS


class InvoiceLine(models.Model):
    """One line of an invoice; never changed once issued (a trigger)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    description = LineField(max_length=500)
    net_pence = models.BigIntegerField()
    vat_rate = models.DecimalField(max_digits=5, decimal_places=4)
    vat_pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoice_line_is_not_negative",
                condition=Q(net_pence__gte=0, vat_pence__gte=0),
            )
        ]

    def __str__(self) -> str:
        return self.description
