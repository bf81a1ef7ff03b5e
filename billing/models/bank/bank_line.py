"""BankStatement and BankLine: the movements on our bank account."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from billing.choices import BankLineState
from billing.models.ledger.payment import Refund
from employers.models import Employer
from foundation.accounts.models import AnyUser, User
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField


class BankStatement(Dated):
    """One file from the bank, imported once: its SHA-256 identifies it.

    The balances are those of the account before the first and after the last line, where the
    file knows them. Never changed (a trigger); deleted only while all of its lines are open.
    """

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=60, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    opening_pence = models.BigIntegerField(null=True)
    closing_pence = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bank_statement_runs_forward", condition=Q(to_on__gte=F("from_on"))
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class BankLineQuerySet(DatedQuerySet["BankLine"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office everything, others nothing."""
        return self if is_office(user) else self.none()

    def open(self) -> Self:
        """Return the lines that are neither matched nor ignored yet."""
        return self.filter(state=BankLineState.OPEN)


class BankLine(Dated):
    """One movement, above £0 in and below it out; only its state ever changes (a trigger).

    ``fingerprint`` is the same for the same movement in two statements. A matched line is used up
    by payments and credit, or is the refund it paid out; an ignored one has a reason.
    """

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    file_row = models.PositiveIntegerField(help_text="Where it stood in the file.")
    booked_on = models.DateField()
    amount_pence = models.BigIntegerField()
    balance_pence = models.BigIntegerField(null=True)
    description = models.CharField(max_length=400, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    payer = models.CharField(max_length=200, blank=True)
    bank_id = models.CharField(max_length=255, blank=True, help_text="The bank's own id, FITID.")
    fingerprint = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=7, choices=BankLineState.choices, default=BankLineState.OPEN
    )
    ignored_reason = LineField(max_length=200, blank=True)
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, related_name="bank_line", null=True
    )

    objects: ClassVar[BankLineQuerySet] = BankLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="bank_line_moves_money", condition=~Q(amount_pence=0)),
            models.CheckConstraint(
                name="bank_line_is_open_matched_or_ignored_with_a_reason",
                condition=Q(state="ignored", refund=None) & ~Q(ignored_reason="")
                | Q(state="matched", ignored_reason="")
                | Q(state="open", ignored_reason="", refund=None),
            ),
        ]
        indexes = [models.Index(fields=["state", "-booked_on"], name="bank_lines_by_state_and_day")]

    def __str__(self) -> str:
        return f"Bank line of {self.booked_on}, {self.bank_text}"

    @property
    def bank_text(self) -> str:
        """What the bank says about the movement, in one line."""
        parts = (self.payer, self.reference, self.description)
        return " · ".join(dict.fromkeys(part for part in parts if part))


class BankLayout(models.Model):
    """How one bank's files are read: identified by the headings, confirmed by an import."""

    signature = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=60, blank=True)
    headings = models.JSONField(default=dict, help_text="Our column: the bank's heading.")
    signs_reversed = models.BooleanField(default=False)
    used_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.account or f"Layout {self.signature[:8]}"


class PayerAlias(models.Model):
    """The employer that pays under a name, from accepted matches; one payer may pay for several."""

    payer = models.CharField(max_length=200, db_index=True)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="payers")
    learned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payer_alias_once_an_employer", fields=["payer", "employer"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.payer} pays for {self.employer}"
