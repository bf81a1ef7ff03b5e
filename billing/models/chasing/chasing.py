"""Chasing a debt: reminders, disputes, promises, and the schedule of an employer."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from billing.choices import REMINDER_STEPS, ReminderStep
from billing.models.ledger.invoice import Invoice
from employers.models import Employer
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField


class ReminderSchedule(models.Model):
    """Which steps of chasing an employer gets; an employer without a row gets all of them."""

    employer = models.OneToOneField(
        Employer, on_delete=models.PROTECT, related_name="reminder_schedule"
    )
    before_due = models.BooleanField(default=True)
    first = models.BooleanField(default=True)
    second = models.BooleanField(default=True)
    final = models.BooleanField(default=True)
    on_stop = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Reminders of {self.employer}"

    @property
    def steps(self) -> list[ReminderStep]:
        """The steps that are on, in their order."""
        return [step for step in REMINDER_STEPS if getattr(self, step.value)]


class ReminderQuerySet(DatedQuerySet["Reminder"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return all for the office, nothing for others: what was sent, they have."""
        return self if is_office(user) else self.none()


class Reminder(Dated):
    """A reminder as it was sent, word for word; never changed (a trigger).

    ``due_on`` is the scheduled day, ``sent_on`` the day it was handed to the outbox.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField(max_length=10, choices=ReminderStep.choices)
    due_on = models.DateField()
    sent_on = models.DateField()
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reminder_once_an_invoice_and_step", fields=["invoice", "step"]
            ),
            models.CheckConstraint(
                name="reminder_step_is_a_letter",
                condition=Q(step__in=["before_due", "first", "second", "final"]),
            ),
            models.CheckConstraint(
                name="reminder_has_words_and_an_address",
                condition=~Q(to="") & ~Q(subject="") & ~Q(body=""),
            ),
        ]
        indexes = [models.Index(fields=["sent_on"], name="reminders_by_day_sent")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} of {self.invoice}"


class Dispute(models.Model):
    """An employer says that an invoice is wrong: until it is settled, no reminder goes out."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes")
    opened_on = models.DateField()
    reason = LinesField()
    closed_on = models.DateField(null=True)
    outcome = LinesField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dispute_one_open_an_invoice",
                fields=["invoice"],
                condition=Q(closed_on=None),
            ),
            models.CheckConstraint(name="dispute_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="dispute_is_closed_with_an_outcome",
                condition=Q(closed_on=None, outcome="")
                | Q(closed_on__isnull=False, closed_on__gte=F("opened_on")) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute of {self.invoice}"


class PromiseToPay(models.Model):
    """An employer's promise to pay by a day; the latest counts, and none is deleted."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="promises")
    promised_on = models.DateField(help_text="The day by which it is to be paid.")
    made_on = models.DateField()
    by_whom = LineField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promise_lies_ahead_when_made", condition=Q(promised_on__gte=F("made_on"))
            ),
            models.CheckConstraint(name="promise_is_somebodys", condition=~Q(by_whom="")),
        ]

    def __str__(self) -> str:
        return f"Promise to pay {self.invoice} by {self.promised_on}"
