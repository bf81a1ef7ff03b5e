"""What is done about debts: made by the verbs."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from billing.domain.chasing import disputes, promises, reminders
from billing.models import Dispute, Invoice, PromiseToPay, Reminder, ReminderSchedule
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from tests.factories.accounts import ColleagueFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory


class ReminderScheduleFactory(DjangoModelFactory[ReminderSchedule]):
    """An employer that is spared the word before the due date."""

    class Meta:
        model = ReminderSchedule

    employer = factory.SubFactory(EmployerFactory)
    before_due = False


class ReminderFactory(DjangoModelFactory[Reminder]):
    """The first reminder of an invoice, three days after it was due on 3 October 2018."""

    class Meta:
        model = Reminder

    invoice = factory.SubFactory(InvoiceFactory, overdue=True)
    sent_on = date(2018, 10, 6)

    @classmethod
    def _create(cls, model_class: type[Reminder], *, invoice: Invoice, sent_on: date) -> Reminder:
        return reminders.send(invoice.pk, by=None, on=sent_on)


class DisputeFactory(DjangoModelFactory[Dispute]):
    """An open dispute of an overdue invoice; with ``settled``, closed a week later."""

    class Meta:
        model = Dispute

    class Params:
        settled = factory.Trait(outcome="Agreed with the employer: the fee stands.")

    invoice = factory.SubFactory(InvoiceFactory, overdue=True)
    reason = "The salary on it is not the one agreed"
    opened_on = date(2018, 10, 8)
    settled_on = date(2018, 10, 15)
    outcome = ""
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[Dispute],
        *,
        invoice: Invoice,
        opened_on: date,
        settled_on: date,
        outcome: str,
        by: User,
        reason: str,
    ) -> Dispute:
        dispute = disputes.open_on(invoice.pk, reason=reason, by=by, on=opened_on)
        if outcome:
            return disputes.settle(invoice.pk, outcome=outcome, by=by, on=settled_on)
        return dispute


class PromiseToPayFactory(DjangoModelFactory[PromiseToPay]):
    """Somebody in accounts said on 8 October 2018 that an overdue invoice is paid by the 19th."""

    class Meta:
        model = PromiseToPay

    invoice = factory.SubFactory(InvoiceFactory, overdue=True)
    made_on = date(2018, 10, 8)
    promised_on = date(2018, 10, 19)
    by_whom = "Nia in accounts"
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls, model_class: type[PromiseToPay], *, invoice: Invoice, made_on: date, **told: Any
    ) -> PromiseToPay:
        return promises.record(invoice.pk, on=made_on, **told)
