"""The sample: everything the office meets, told twice to the same penny, changed by nothing."""

from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, TestCase
from openpyxl import load_workbook
from rest_framework.test import APIClient

from billing.choices import FeeState, InvoiceState, RebateState, Remedy, VatKind
from billing.domain.bank import bank_statements
from billing.domain.bank.matching import proposals
from billing.exchange.bank_statement.read import read_statement
from billing.models import (
    BankLine,
    CreditNote,
    Dispute,
    Fee,
    Invoice,
    Payment,
    PromiseToPay,
    Rebate,
    Refund,
    Reminder,
)
from billing.reports import chasing_tasks
from billing.reports.audit.audit import fee_audit
from billing.reports.checks.books import check_books
from billing.reports.debtors import debtors
from billing.reports.revenue import revenue
from employers.choices import Acceptance, EmployerKind, FeeBasis, RequestState
from employers.domain.terms import offers
from employers.models import Employer, HiringRequest, Terms
from foundation.accounts.choices import OFFICE, Role
from foundation.accounts.models import User
from foundation.models import Approval, ApprovalState, HistoryEntry, OutboxRow, OutboxState
from foundation.periods import Month, week_of
from placements.choices import HireState, IntroductionState, Visibility
from placements.models import Cohort, Graduate, Hire, Introduction, PortfolioProject, Shortlisted
from project.sample.build import build, people_who_sign_in
from project.sample.people import PEOPLE, RUNS
from tests.datasets import dataset
from tests.factories.employers import EmployerFactory
from tests.house.test_doors import viewsets
from tests.project.management.walk import WORDS, walk

TODAY = date(2026, 3, 1)
LAST_MONTH = Month(2026, 2)


def books() -> str:
    """Return a digest of all money, by number and day, without the ids a database gives."""
    rows = [
        Fee.objects.values_list("hire__graduate__reference", "net_pence", "state", "working"),
        Invoice.objects.values_list(
            "number", "state", "employer__reference", "bill_on", "issued_on", "due_on",
            "gross_pence", "paid_pence", "credited_pence",
        ),
        Payment.objects.values_list("invoice__number", "received_on", "amount_pence", "net_pence"),
        CreditNote.objects.values_list("number", "issued_on", "gross_pence", "refund_pence"),
        Refund.objects.values_list("credit_note__number", "refunded_on", "amount_pence"),
        Introduction.objects.values_list("graduate__reference", "employer__reference", "state"),
    ]  # fmt: skip
    sorted_rows = [sorted(str(row) for row in query) for query in rows]
    return sha256(str(sorted_rows).encode()).hexdigest()


def let_the_planner_count() -> None:
    """On PostgreSQL, whose planner cannot count what nobody committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@dataset
def sample() -> list[str]:
    """The sample; the years as said."""
    years: list[str] = []
    # Documents are put on paper once the transaction is through: here, without its end.
    with TestCase.captureOnCommitCallbacks(execute=True):
        build(TODAY, announce=years.append)
    let_the_planner_count()
    return years


def demo(out_folder, today=TODAY) -> list[str]:
    out = StringIO()
    call_command("demo", today=today, out=out_folder, stdout=out)
    return out.getvalue().splitlines()


# On an empty database


@pytest.mark.slow
def test_two_offices_live_the_same_story_to_the_penny_on_any_day_of_a_month(db, tmp_path):
    with transaction.atomic():
        build(TODAY, announce=lambda year: None)
        before = books()
        let_the_planner_count()  # the counts stay, for the second office
        transaction.set_rollback(True)
    printed = demo(tmp_path, today=date(2026, 3, 17))

    assert books() == before
    assert printed[0] == "Building the story of a sample CIC, with invented people:"
    assert printed[1].split() == [str(year) for year in range(2017, 2027)]


def test_it_is_not_mixed_with_records_of_ones_own(db, tmp_path):
    EmployerFactory()

    with pytest.raises(CommandError, match=r"records of your own \(1 employers and graduates\)"):
        demo(tmp_path)


def test_a_day_before_the_story_can_end_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="Choose a later day"):
        demo(tmp_path, today=date(2019, 1, 1))


# On the sample


def test_it_is_of_the_promised_size(sample):
    assert Cohort.objects.count() == 8
    assert Graduate.objects.count() == 100
    assert Employer.objects.count() == 34
    assert 130 <= Introduction.objects.count() <= 165
    assert 58 <= Hire.objects.count() <= 68


def test_the_fee_audit_finds_what_the_story_holds_and_nothing_else(sample):
    """A job nobody logged yet, and a dispute that has gone quiet: there to be found."""
    findings = fee_audit(on=TODAY).findings

    assert {finding.kind.code: finding.worth_pence for finding in findings} == {
        "job_after_a_no": 4_375_00,
        "dispute_forgotten": 3_600_00,
    }
    assert len(findings) == 2


def test_it_says_each_year_as_it_lives_through_it(sample):
    assert sample == [str(year) for year in range(2017, 2027)]


def test_the_cohorts_have_their_real_dates(sample):
    assert Cohort.objects.get(name="FAC12").end_on == date(2018, 2, 9)
    assert Cohort.objects.get(name="FAC13").end_on == date(2018, 6, 15)
    assert Cohort.objects.get(name="FAC14").start_on == date(2018, 7, 2)
    assert Cohort.objects.get(campus="Nazareth").start_on == date(2017, 10, 29)
    assert Cohort.objects.get(campus="Gaza").start_on is None


def test_every_graduate_built_something_for_a_nonprofit_in_a_team_of_four(sample):
    teams = [project.team.count() for project in PortfolioProject.objects.exclude(client="")]

    assert teams == [4] * 25
    assert not Graduate.objects.exclude(projects__client__gt="").exists()


ADMINS_ALONE = {"/api/v1/webhook-deliveries/", "/api/v1/webhook-endpoints/"}


@pytest.mark.parametrize(
    ("model", "field", "words"),
    [
        (Employer, "kind", EmployerKind),
        (Terms, "fee_basis", FeeBasis),
        (Terms, "acceptance", {*Acceptance.values, ""}),
        (HiringRequest, "state", RequestState),
        (Introduction, "state", IntroductionState),
        (Hire, "state", HireState),
        (Hire, "contract", {"permanent", "fixed_term"}),
        (Graduate, "visibility", Visibility),
        (Fee, "state", FeeState),
        (Invoice, "state", InvoiceState),
        (Invoice, "vat_kind", {VatKind.STANDARD, VatKind.REVERSE_CHARGE}),
        (Rebate, "state", RebateState),
        (Rebate, "remedy", {*Remedy.values, ""}),
        (Approval, "state", ApprovalState),
    ],
)
def test_every_state_and_kind_is_met(sample, model, field, words):
    met = set(model.objects.values_list(field, flat=True))

    assert met == {getattr(word, "value", word) for word in words}


def test_it_has_the_turns_an_office_knows(sample):
    hires = Hire.objects.all()

    assert hires.filter(late_conversion_of__isnull=False, fee_due=True).count() == 1
    assert hires.filter(introduction=None, fee_due=False).count() == 1
    assert hires.filter(fte__lt=1).count() >= 4
    assert hires.filter(months__lte=6).count() >= 3
    assert hires.filter(months__gte=9).count() >= 4
    assert Fee.objects.exclude(override_reason="").count() == 1
    assert Fee.objects.filter(terms__discount_rate__gt=0).count() >= 5
    assert Invoice.objects.filter(instalments=3).count() >= 6
    assert hires.filter(replaces__graduate__full_name="Thanh Nguyen", fee_due=False).count() == 1
    assert HistoryEntry.objects.filter(verb="re-engaged").count() == 1
    assert Invoice.objects.filter(written_off_pence__gt=0).count() == 1
    assert Employer.objects.filter(on_stop=True).count() == 1
    assert Employer.objects.filter(group__isnull=False).count() == 3
    assert Terms.objects.filter(effective_to__isnull=False).count() == 4


def test_invoices_are_paid_in_time_late_in_part_and_not_at_all(sample):
    paid = Counter()
    for payment in Payment.objects.select_related("invoice"):
        paid["late" if payment.received_on > payment.invoice.due_on else "in time"] += 1
    unpaid = Invoice.objects.overdue(on=TODAY)

    assert paid["in time"] > paid["late"] > 5
    assert unpaid.filter(paid_pence__gt=0).count() == 1
    assert unpaid.filter(paid_pence=0).count() >= 3


def test_debts_are_of_every_age(sample):
    owed = [debtor.as_json() for debtor in debtors(on=LAST_MONTH.last)]
    ages = ["current", "days_1_30", "days_31_60", "days_61_90", "over_90"]

    assert [age for age in ages if any(row[f"{age}_pence"] for row in owed)] == ages


def test_debts_are_chased_disputed_and_promised(sample):
    sent = Counter(Reminder.objects.values_list("step", flat=True))
    assert set(sent) == {"before_due", "first", "second", "final"}
    assert sent["first"] > sent["second"] > sent["final"] > 0
    assert Dispute.objects.filter(closed_on=None).count() == 1
    assert Dispute.objects.exclude(closed_on=None).count() == 1
    ahead = PromiseToPay.objects.filter(promised_on__gte=TODAY)
    assert ahead.count() == 1
    kinds = {task.kind for task in chasing_tasks.tasks(on=TODAY)}
    assert "promise_broken" in kinds


def test_the_portal_is_in_use_and_terms_wait_to_be_accepted(sample):
    drafts = Introduction.objects.filter(employer__reference="COPPERLEA", state="draft")

    assert Shortlisted.objects.filter(employer__reference="COPPERLEA").count() == 3
    assert sorted(one.willing_on is None for one in drafts) == [False, True]
    newcomer = Employer.objects.get(reference="NETTLEBARROW")
    assert offers.on_offer(newcomer, on=TODAY) is not None
    assert newcomer.contacts.get().user is not None


def test_some_meet_this_week_and_some_have_met(sample):
    monday, sunday = week_of(TODAY)

    assert Introduction.objects.interviewing_between(monday, sunday).count() == 2
    assert Introduction.objects.interviewing_between(monday - timedelta(7), monday).count() == 1


def test_no_letter_of_the_story_is_left_to_be_sent(sample):
    assert not OutboxRow.objects.filter(kind="email", state=OutboxState.WAITING).exists()


def test_last_month_has_all_five_figures_and_work_left_to_do(sample):
    month = revenue(LAST_MONTH, LAST_MONTH)

    assert month.total.booked_pence > 0
    assert month.total.earned_pence > 0
    assert month.total.invoiced_pence > 0
    assert month.total.collected_pence > 0
    assert month.total.rebates_pence > 0
    assert month.at_risk_pence > 0
    assert Invoice.objects.to_issue(on=LAST_MONTH.last).exists()
    assert Rebate.objects.filter(state=RebateState.PROPOSED).exists()
    assert Approval.objects.filter(state=ApprovalState.ASKED).exists()


@pytest.mark.parametrize(
    "on", [date(2018, 6, 30), date(2025, 12, 31), LAST_MONTH.last, TODAY, date(2026, 9, 30)]
)
def test_the_books_hold(sample, on):
    assert list(check_books(on=on)) == []


def test_nobody_works_full_time_twice_at_once(sample):
    spells: dict[str, list[tuple[date, date]]] = {}
    for hire in Hire.objects.exclude(state=HireState.FELL_THROUGH).order_by("start_on"):
        last_day = hire.last_day or date.max
        spells.setdefault(hire.graduate.full_name, []).append((hire.start_on, last_day))

    pairs = [pair for days in spells.values() for pair in pairwise(days)]
    assert len(pairs) >= 5
    assert [later for earlier, later in pairs if later[0] <= earlier[1]] == []


def test_who_never_agreed_is_private_and_introduced_to_nobody(sample):
    private = Graduate.objects.filter(visibility=Visibility.PRIVATE)
    never_agreed = {person.full_name for person in PEOPLE.values() if person.private}
    hidden = [person for person in PEOPLE.values() if person.hidden]

    assert set(private.values_list("full_name", flat=True)) == never_agreed
    assert not Introduction.objects.filter(graduate__in=private).exists()
    assert Graduate.objects.filter(visibility=Visibility.HIDDEN).count() == len(hidden)


def test_every_deed_has_its_line_in_the_history_and_none_lies_ahead(sample):
    assert HistoryEntry.objects.filter(subject_type="placements.hire", verb="agreed").count() == (
        Hire.objects.count()
    )
    assert not HistoryEntry.objects.filter(on__gt=TODAY).exists()


def test_no_name_stands_twice():
    names = [person.full_name for run in RUNS for person in run.graduates]

    assert len(names) == len(set(names)) == 100


def test_run_again_it_changes_nothing_and_prints_the_links_again(sample, tmp_path, monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    before = books(), HistoryEntry.objects.count()
    printed = demo(tmp_path)

    assert (books(), HistoryEntry.objects.count()) == before
    assert printed[0] == "The sample is already there. Nothing has changed."
    links = [line.strip() for line in printed if "http" in line]
    assert len(links) == len(people_who_sign_in()) == 6
    assert all(link.startswith("http://127.0.0.1:8123/") for link in links)


def test_each_role_gets_a_link(sample):
    assert {user.role for user in people_who_sign_in()} == set(Role)


def test_last_months_workbook_is_written_once_and_named(sample, tmp_path):
    printed = demo(tmp_path)
    path = tmp_path / "finance-2026-02.xlsx"

    assert f"Last month's workbook: {path}" in printed
    assert "Summary" in load_workbook(path, read_only=True).sheetnames
    path.write_bytes(b"kept")
    demo(tmp_path)
    assert path.read_bytes() == b"kept"


def test_a_bank_statement_to_try_is_written_and_nearly_all_of_it_finds_its_invoice(
    sample, tmp_path
):
    printed = demo(tmp_path)
    path = tmp_path / "bank-statement-2026-02.csv"

    assert f"A bank statement to try, as finance: {path}" in printed
    assert BankLine.objects.count() == 0
    read = read_statement(path.read_bytes(), name=path.name)
    assert read.faults == read.breaks == []
    bank_statements.take(read.file, by=None, on=TODAY)
    matches = proposals(list(BankLine.objects.filter(amount_pence__gt=0)))
    kinds = [(one.kind, one.confidence) for one in matches.values()]
    assert kinds.count(("payment", "sure")) >= 4
    assert ("payment", "likely") in kinds
    assert ("set_aside", "sure") in kinds


# Every query of every page and list, on the sample. On the embedded database journeys in a browser
# open every page, and the counts of queries every list.


@pytest.mark.slow
@pytest.mark.parametrize("role", Role.values)
def test_every_page_opens_for_whom_it_is(sample, role):
    client = Client()
    client.force_login(User.objects.filter(role=role).earliest("pk"))

    answers = walk(client)

    faults = {page: status for page, status in answers.items() if status != 200}
    # A fee quoted for nothing chosen yet leads back to the form.
    assert faults.pop("/hires/new/fee/", 302) == 302
    # Some fields take no words.
    assert [page for page in faults if faults[page] != 400 or not page.endswith(f"={WORDS}")] == []
    assert len(answers) > (80 if role in OFFICE else 20)


@pytest.mark.slow
@pytest.mark.parametrize("role", Role.values)
def test_every_list_of_the_api_opens_in_every_order_and_searched(sample, role):
    client = APIClient()
    client.force_authenticate(user := User.objects.filter(role=role).earliest("pk"))
    closed = set()
    for path, viewset in viewsets().items():
        view = viewset(request=SimpleNamespace(user=user))
        orders = [sign + name for name in view.get_ordering_fields() for sign in ("", "-")]
        queries = [f"?ordering={order}" for order in orders]
        queries += [f"?search={WORDS}"] if view.get_search_fields() else []
        statuses = {client.get(path + query).status_code for query in ["", *queries]}
        assert statuses in ({200}, {403}), path
        closed |= {path} if statuses == {403} else set()

    of_admins = set() if role == Role.ADMIN else ADMINS_ALONE
    assert of_admins <= closed
    assert bool(closed - of_admins) == (role not in OFFICE)
