"""A small world with one of everything: one graduate, hired by one employer, watched by another."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.choices import Remedy
from billing.domain.bank import bank_lines
from billing.domain.chasing import late_payment, reminders
from billing.domain.fees import fees
from billing.domain.ledger import credit_notes, invoices, payments
from billing.models import CustomerCredit, Fee, Invoice, ReferenceRate, Seller
from employers.models import Employer
from foundation.accounts.models import User
from placements.domain.hires import hires
from placements.models import Graduate, Hire
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory
from tests.factories.employers import ContactFactory, EmployerFactory, TermsFactory
from tests.factories.foundation import (
    EventFactory,
    OutboxRowFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)
from tests.factories.outcomes import CvFactory, JobReportFactory, OutcomeFactory
from tests.factories.placements import (
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
    ProjectPictureFactory,
)
from tests.factories.stripe import StripeUnallocatedFactory

ROLES = ("anonymous", "graduate", "employer", "other", "staff", "finance", "admin")


@dataclass
class World:
    """The people by role, and the id of the one row of each noun."""

    people: dict[str, User]
    ids: dict[str, int]


def make_world() -> World:
    """Return a world where a hire started and ended, was invoiced, part paid and part credited."""
    people = {role: UserFactory(role=role) for role in ("staff", "finance", "admin")}
    employer = EmployerFactory(name="Ember Analytics Ltd")
    contact = ContactFactory(employer=employer, signs_in=True)
    people["employer"] = contact.user
    people["other"] = ContactFactory(signs_in=True, employer__name="Another Ltd").user
    graduate = GraduateFactory(ready=True, signs_in=True, full_name="Jane Marigold Smith")
    people["graduate"] = graduate.user
    project = PortfolioProjectFactory(team=[graduate], cohort=graduate.cohort)
    hire = hired(employer, graduate, contact)
    CvFactory(graduate=graduate)
    ProjectPictureFactory(project=project)
    books = booked(hire, by=people["finance"]) | banked(employer, by=people["finance"])
    ids = {
        "cohorts": graduate.cohort_id,
        "graduates": graduate.pk,
        "portfolio-projects": project.pk,
        "employers": employer.pk,
        "contacts": contact.pk,
        "terms": hire.terms_id,
        "hiring-requests": hire.introduction.hiring_request_id,
        "introductions": hire.introduction_id,
        "hires": hire.pk,
        "job-reports": JobReportFactory(graduate=graduate).pk,
        "outcomes": OutcomeFactory(graduate=graduate).pk,
        **books,
        **listened(hire, by=people["admin"]),
    }
    return World(people, ids)


def listened(hire: Hire, *, by: User) -> dict[str, int]:
    """Return the ids of an event of the hire, an endpoint, and what could not be sent to it."""
    endpoint = WebhookEndpointFactory(owner=by)
    return {
        "events": EventFactory(subject_id=hire.pk).position,
        "webhook-endpoints": endpoint.pk,
        "webhook-deliveries": WebhookDeliveryFactory(subject_id=endpoint.pk, given_up=True).pk,
    }


def hired(employer: Employer, graduate: Graduate, contact: Any) -> Hire:
    """Return an agreed hire out of an introduction, under terms with a rebate."""
    terms = TermsFactory(employer=employer, rebate_in_steps=True)
    introduction = IntroductionFactory(
        employer=employer, graduate=graduate, sent=True, terms=terms, contact=contact
    )
    return HireFactory(introduction=introduction)


def booked(hire: Hire, *, by: User) -> dict[str, int]:
    """Return the ids of what billing made of the hire, from its start to its rebate."""
    start = hire.start_on
    hires.start(hire.pk, by=by, on=start)
    fee = Fee.objects.get(hire=hire)
    approval = fees.ask_override(fee.pk, net_pence=1, reason="A favour", by=by, on=start)
    invoice = Invoice.objects.get(fee=fee)
    invoices.issue(invoice.pk, by=by, on=start)
    payment = payments.record(
        invoice.pk,
        amount_pence=1_000_00,
        received_on=date(2018, 9, 10),
        method="bank_transfer",
        by=by,
        on=date(2018, 9, 10),
    )
    wanted = credit_notes.Credit(100_00, "Goodwill", Remedy.CREDIT)
    note = credit_notes.credit(invoice.pk, wanted, by=by, on=date(2018, 9, 11))
    reminder = reminders.send(invoice.pk, by=None, on=date(2018, 10, 10))
    hires.end(hire.pk, last_day=date(2018, 9, 20), reason="resigned", by=by, on=date(2018, 9, 21))
    charge = late_payment.charge(invoice.pk, by=by, on=date(2018, 10, 20))
    return {
        "fees": fee.pk,
        "invoices": invoice.pk,
        "payments": payment.pk,
        "credit-notes": note.pk,
        "rebates": fee.rebate.pk,
        "approvals": approval.pk,
        "late-charges": charge.pk,
        "reminders": reminder.pk,
        "outbox": OutboxRowFactory().pk,
        "stripe-parked": StripeUnallocatedFactory(receipt=None, stripe_id="re_1").pk,
        "seller": Seller.objects.get().pk,
        "reference-rates": ReferenceRate.objects.earliest("effective_from").pk,
    }


def banked(employer: Employer, *, by: User) -> dict[str, int]:
    """Return the ids of a statement, its line, and the credit that was kept from it."""
    line = BankLineFactory()
    day = line.booked_on
    bank_lines.match(line.pk, [], keep_rest=True, employer_id=employer.pk, by=by, on=day)
    return {
        "bank-statements": line.statement_id,
        "bank-lines": line.pk,
        "kept-credits": CustomerCredit.objects.get(bank_line=line).pk,
    }
