"""Being forgotten: the person is in no table any more but on paper that was issued."""

from datetime import date

import pytest
from django.db import connection

from billing.domain.ledger import invoices
from billing.models import Invoice, InvoiceLine
from foundation import history
from foundation.accounts.models import ApiKey, User
from foundation.choices import Verb
from placements import notices
from placements.domain.hires import feedback
from placements.domain.outcomes import job_reports, monitoring
from placements.domain.outcomes.job_reports import Job
from placements.domain.people import erasure, shortlists
from placements.models import Consent, Cv, ErasureRequest, Graduate, MonitoringAnswer
from tests.factories.employers import ContactFactory
from tests.factories.imports import ImportedRowFactory
from tests.factories.outcomes import CvFactory, OutcomeFactory
from tests.factories.placements import (
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
)

REQUESTED = date(2026, 1, 31)
CANARY = "Zebedee Canary"


def tables_with(words: str) -> set[str]:
    """Return every table and column of the database in which the words stand as text."""
    tables = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                sql = f"SELECT COUNT(*) FROM {table} WHERE LOWER(CAST({name} AS TEXT)) LIKE %s"
                cursor.execute(sql, [f"%{words.lower()}%"])
                if cursor.fetchone()[0]:
                    tables.add(f"{table}.{column.name}")
    return tables


@pytest.fixture
def canary(db) -> Graduate:
    return GraduateFactory(
        ready=True,
        signs_in=True,
        full_name=CANARY,
        email="zebedee.canary@example.net",
        about="I am Zebedee Canary",
        headline="Zebedee Canary, developer",
        links={"github": "https://code.example/zcanary"},
    )


@pytest.mark.parametrize(
    ("asked_on", "due"),
    [
        (date(2026, 1, 31), date(2026, 3, 2)),  # the last of February is a Saturday
        (date(2026, 1, 30), date(2026, 3, 2)),
        (date(2026, 2, 1), date(2026, 3, 2)),  # a Sunday
        (date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_it_is_done_within_a_month_and_a_weekend_gives_till_monday(asked_on, due):
    assert erasure.due_on(asked_on) == due


def test_where_nothing_stands_open_it_is_done_at_once(canary):
    request = erasure.ask(canary.pk, by=canary.user, on=REQUESTED)

    gone = Graduate.objects.get(pk=canary.pk)
    assert (request.done_on, gone.erased_on, gone.visibility) == (REQUESTED, REQUESTED, "hidden")
    assert (gone.full_name, gone.email) == (
        f"Erased person {gone.pk}",
        f"erased-{gone.pk}@erased.invalid",
    )


def test_where_something_stands_open_it_waits_for_the_office_and_hides_at_once(canary, staff):
    introduced = IntroductionFactory(graduate=canary, sent=True)

    request = erasure.ask(canary.pk, by=canary.user, on=REQUESTED)

    waiting = Graduate.objects.get(pk=canary.pk)
    assert (request.done_on, request.due_on) == (None, date(2026, 3, 2))
    assert (waiting.full_name, waiting.visibility) == (CANARY, "hidden")
    assert erasure.open_matters(canary) == [
        f"The introduction to {introduced.employer} is still open."
    ]
    assert list(ErasureRequest.objects.overdue(on=date(2026, 3, 3))) == [request]
    assert not ErasureRequest.objects.overdue(on=date(2026, 3, 2)).exists()

    erasure.erase(canary.pk, by=staff, on=date(2026, 2, 9))

    request.refresh_from_db()
    introduced.refresh_from_db()
    assert request.done_on == date(2026, 2, 9)
    assert (introduced.state, introduced.reason) == ("withdrawn", "Erased with the person.")


def test_it_is_asked_once_and_done_once(canary, staff):
    IntroductionFactory(graduate=canary, sent=True)
    erasure.ask(canary.pk, by=canary.user, on=REQUESTED)

    with pytest.raises(erasure.AlreadyAskedToErase, match="2 March 2026"):
        erasure.ask(canary.pk, by=canary.user, on=REQUESTED)
    erasure.erase(canary.pk, by=staff, on=REQUESTED)
    with pytest.raises(erasure.AlreadyErased, match="31 January 2026"):
        erasure.erase(canary.pk, by=staff, on=REQUESTED)


def test_the_account_is_closed_and_its_keys_are_gone(canary):
    user = canary.user
    ApiKey.objects.create_key(name="mine", user=user)

    erasure.ask(canary.pk, by=user, on=REQUESTED)

    closed = User.objects.get(pk=user.pk)
    assert (closed.is_active, closed.full_name, closed.email) == (
        False,
        "",
        f"erased-{user.pk}@erased.invalid",
    )
    assert not ApiKey.objects.filter(user=user).exists()


def test_what_they_agreed_to_and_when_is_kept_without_them(canary):
    erasure.ask(canary.pk, by=canary.user, on=REQUESTED)

    assert list(Consent.objects.values_list("graduate", "given_on", "withdrawn_on")) == [
        (canary.pk, date(2018, 6, 25), REQUESTED)
    ]
    assert [entry.verb for entry in history.of(canary)] == [
        "asked to be erased",
        "hidden",
        "erased",
    ]


def test_somebody_else_of_the_same_name_stays(canary, staff):
    namesake = GraduateFactory(full_name=CANARY)

    erasure.erase(canary.pk, by=staff, on=REQUESTED)

    namesake.refresh_from_db()
    assert namesake.full_name == CANARY


def test_a_project_loses_the_person_and_their_own_one_goes(canary, staff):
    mate = GraduateFactory()
    shared = PortfolioProjectFactory(
        team=[canary, mate],
        summary="Zebedee Canary wrote the back end",
        repository_url="https://code.example/zcanary/map",
    )
    PortfolioProjectFactory(team=[canary])

    erasure.erase(canary.pk, by=staff, on=REQUESTED)

    shared.refresh_from_db()
    assert list(mate.projects.model.objects.all()) == [shared]
    assert list(shared.team.all()) == [mate]
    assert shared.summary == f"Erased person {canary.pk} wrote the back end"
    assert "zcanary" not in shared.repository_url


def test_no_table_but_issued_paper_holds_the_name(canary, staff, staff_api, finance_officer):
    edited = staff_api.patch(
        f"/api/v1/graduates/{canary.pk}/",
        {"about": "Call me Zebedee Canary"},
        format="json",
        headers={"Idempotency-Key": "canary-1"},
    )
    assert edited.status_code == 200
    hire = HireFactory(introduction__graduate=canary, started=True)
    first = Invoice.objects.get(fee__hire=hire)
    invoices.issue(first.pk, by=finance_officer, on=hire.start_on)
    history.record(Verb.CHANGED, hire, by=staff, on=REQUESTED, said="Zebedee Canary rang")
    CvFactory(graduate=canary, content=b"%PDF-1.4 Zebedee Canary")
    OutcomeFactory(graduate=canary, evidence="Letter of Zebedee Canary")
    monitoring.answer(canary.pk, {"gender": "woman"}, by=canary.user)
    job_reports.report(
        canary.pk,
        Job(
            employer_name="Canary Works of Zebedee Canary",
            job_title="Developer",
            work="full_time",
            start_on=REQUESTED,
            through_us="no",
            evidence="https://zebedee.canary.example",
        ),
        by=canary.user,
        on=REQUESTED,
    )
    PortfolioProjectFactory(team=[GraduateFactory()], summary="Thanks to Zebedee Canary")
    notices.introduced(hire.introduction)
    notices.graduate_answered(hire.introduction, by=canary.user)
    shortlists.add(canary.pk, ContactFactory(), note="Zebedee Canary for the maps?")
    feedback.give(hire.introduction_id, text="Zebedee did well", by=staff, on=REQUESTED)
    ImportedRowFactory(title="Zebedee Canary", cells=[["Name", "Zebedee Canary"]])
    assert len(tables_with(CANARY)) > 6

    erasure.erase(canary.pk, by=staff, on=REQUESTED)

    assert tables_with(CANARY) == {"billing_invoiceline.description"}
    assert InvoiceLine.objects.get().invoice_id == first.pk
    assert tables_with("zebedee.canary@") == set()
    assert tables_with("zcanary") == set()
    assert tables_with("Zebedee") == {"billing_invoiceline.description"}
    assert not Cv.objects.exists()
    assert not MonitoringAnswer.objects.exists()


def test_a_draft_invoice_forgets_the_name(canary, staff):
    hire = HireFactory(introduction__graduate=canary, started=True)

    erasure.erase(canary.pk, by=staff, on=REQUESTED)

    line = InvoiceLine.objects.get(invoice__fee__hire=hire)
    assert line.description.startswith(f"Placement fee: Erased person {canary.pk}")
    assert tables_with(CANARY) == set()
