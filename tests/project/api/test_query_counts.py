"""A list costs the same however long it is: one literal count a noun, with one row and three."""

from collections.abc import Callable

import pytest

from tests.factories.bank import BankLineFactory, BankStatementFactory, CustomerCreditFactory
from tests.factories.billing import (
    CreditNoteFactory,
    FeeFactory,
    InvoiceLineFactory,
    PaymentFactory,
    RebateFactory,
    ReferenceRateFactory,
    SellerFactory,
)
from tests.factories.chasing import ReminderFactory
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    HiringRequestFactory,
    SkillFactory,
    TermsFactory,
)
from tests.factories.foundation import (
    ApprovalFactory,
    EventFactory,
    HistoryEntryFactory,
    OutboxRowFactory,
    WebhookAttemptFactory,
    WebhookEndpointFactory,
)
from tests.factories.outcomes import JobReportFactory, OutcomeFactory
from tests.factories.placements import (
    CohortFactory,
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
    ProjectPictureFactory,
)
from tests.factories.stripe import StripeUnallocatedFactory


def a_request() -> None:
    HiringRequestFactory().skills.set([SkillFactory(), SkillFactory()])


def a_graduate() -> None:
    GraduateFactory(published=True, skills=[SkillFactory(), SkillFactory()])


def a_project() -> None:
    team = GraduateFactory.create_batch(2, published=True)
    project = PortfolioProjectFactory(team=team)
    project.skills.set([SkillFactory()])
    ProjectPictureFactory(project=project)


def an_introduction() -> None:
    introduction = IntroductionFactory(sent=True)
    for verb in ("drafted", "sent"):
        HistoryEntryFactory(
            verb=verb, subject_type="placements.introduction", subject_id=introduction.pk
        )


def a_job_report() -> None:
    sent = IntroductionFactory(sent=True)
    JobReportFactory(graduate=sent.graduate, employer=sent.employer)


# noun: what makes one row, and the queries of its list, whoever reads it
LISTS: dict[str, tuple[Callable[[], object], int]] = {
    "cohorts": (CohortFactory, 1),
    "graduates": (a_graduate, 2),
    "portfolio-projects": (a_project, 4),
    "job-reports": (a_job_report, 3),
    "outcomes": (OutcomeFactory, 1),
    "employers": (EmployerFactory, 1),
    "contacts": (ContactFactory, 1),
    "terms": (TermsFactory, 1),
    "hiring-requests": (a_request, 2),
    "introductions": (an_introduction, 3),
    "hires": (FeeFactory, 2),
    "fees": (RebateFactory, 1),
    "invoices": (InvoiceLineFactory, 2),
    "credit-notes": (CreditNoteFactory, 1),
    "payments": (PaymentFactory, 1),
    "rebates": (RebateFactory, 1),
    "bank-statements": (BankStatementFactory, 1),
    "bank-lines": (BankLineFactory, 6),
    "kept-credits": (CustomerCreditFactory, 1),
    "approvals": (ApprovalFactory, 1),
    "reminders": (ReminderFactory, 2),
    "outbox": (OutboxRowFactory, 1),
    "stripe-parked": (StripeUnallocatedFactory, 1),
    "seller": (SellerFactory, 1),
    "reference-rates": (ReferenceRateFactory, 1),
    "events": (EventFactory, 3),
    "webhook-endpoints": (WebhookEndpointFactory, 1),
    "webhook-deliveries": (WebhookAttemptFactory, 2),
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("noun", LISTS)
def test_a_list_costs_the_same_however_long(admin_api, django_assert_num_queries, noun, rows):
    make, queries = LISTS[noun]
    for _ in range(rows):
        make()

    with django_assert_num_queries(queries):
        answer = admin_api.get(f"/api/v1/{noun}/")

    assert len(answer.json()["results"]) >= rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_blind_list_costs_the_same_as_any(employer_api, django_assert_num_queries, rows):
    for _ in range(rows):
        a_project()

    with django_assert_num_queries(2):
        assert len(employer_api.get("/api/v1/graduates/").json()["results"]) == 2 * rows
    with django_assert_num_queries(4):
        assert len(employer_api.get("/api/v1/portfolio-projects/").json()["results"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_the_same_as_a_list(staff_api, django_assert_num_queries, rows):
    for _ in range(rows):
        HireFactory(job_title="Developer")

    with django_assert_num_queries(2):
        page = staff_api.get("/api/v1/hires/?search=developer&ordering=-start_on").json()
    assert len(page["results"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_matches_cost_the_same_however_many(staff_api, django_assert_num_queries, rows):
    react = SkillFactory(name="React")
    role = HiringRequestFactory()
    role.skills.set([react])
    for _ in range(rows):
        GraduateFactory(ready=True, skills=[react])

    with django_assert_num_queries(4):
        page = staff_api.get(f"/api/v1/hiring-requests/{role.pk}/matches/").json()
    assert len(page["results"]) == rows
