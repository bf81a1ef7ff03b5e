"""Numbers without a gap, terms without an overlap and debts paid once, however many are at it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from billing.domain.fees import rebates
from billing.domain.ledger import invoices, payments
from billing.models import Invoice, Payment, Rebate
from employers.domain.terms import versions
from employers.domain.terms.fee_terms import FeeTerms
from employers.models import Terms
from foundation.accounts.choices import Role
from foundation.constraints import refusal_of
from foundation.models import NumberSeries
from placements.domain.hires import hires
from tests.factories.accounts import UserFactory
from tests.factories.billing import FeeFactory
from tests.factories.employers import EmployerFactory

from .crowd import at_once, codes
from .desk import DAY, drafts, issued, numbers

FIFTEEN = FeeTerms.parse({"fee_basis": "percentage", "rate": "0.15"})


@pytest.fixture
def finance(transactional_db):
    return UserFactory(role=Role.FINANCE)


def test_16_threads_that_issue_400_drafts_and_undo_a_tenth_leave_no_gap(finance):
    waiting = drafts(400)

    def issue_25(thread: int) -> int:
        kept = 0
        for place, draft in enumerate(waiting[thread::16]):
            undone = (thread + 16 * place) % 10 == 0
            with transaction.atomic():
                # Days run to and fro, as clocks and postings do.
                on = DAY + timedelta(days=(thread * 7 + place * 3) % 11)
                invoices.issue(draft.pk, by=finance, on=on)
                if undone:
                    transaction.set_rollback(True)
            kept += not undone
        return kept

    kept = sum(at_once([lambda one=one: issue_25(one) for one in range(16)]))

    assert kept == 360
    assert numbers() == list(range(1, 361))
    assert Invoice.objects.filter(state="draft").count() == 40
    days = list(
        Invoice.objects.documents().order_by("sequence").values_list("issued_on", flat=True)
    )
    assert days == sorted(days)
    series = NumberSeries.objects.get(code="INV")
    assert (series.last_number, series.last_on) == (360, days[-1])


def test_of_two_who_book_the_same_payment_one_does_25_times(finance):
    for invoice in issued(25):

        def pay(invoice=invoice) -> Payment:
            return payments.record(
                invoice.pk,
                amount_pence=invoice.gross_pence,
                received_on=DAY,
                method="bank_transfer",
                by=finance,
                on=DAY,
            )

        assert codes(at_once([pay, pay])) == ["done", "more_than_owed"]
    assert Payment.objects.count() == 25


@pytest.mark.smoke
def test_of_two_who_agree_terms_for_the_same_days_one_does_25_times(finance):
    for employer in EmployerFactory.create_batch(25):

        def agree(employer=employer) -> Terms:
            return versions.agree(employer.pk, FIFTEEN, effective_from=DAY, by=finance, on=DAY)

        assert codes(at_once([agree, agree])) == ["done", "terms_overlap"]
    assert Terms.objects.count() == 25


@pytest.mark.postgres
def test_two_transactions_that_do_not_see_each_other_write_no_overlapping_terms(finance):
    made = versions.agree(EmployerFactory().pk, FIFTEEN, effective_from=DAY, by=finance, on=DAY)
    names = [f.column for f in Terms._meta.local_fields if f.column not in ("id", "employer_id")]
    columns = ", ".join(names)

    for employer in EmployerFactory.create_batch(10):

        def insert(employer=employer) -> str:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(
                        f"INSERT INTO employers_terms (employer_id, {columns})"
                        f" SELECT %s, {columns} FROM employers_terms WHERE id = %s",
                        [employer.pk, made.pk],
                    )
                    cursor.execute("SELECT pg_sleep(0.02)")
            except IntegrityError as overlap:
                return refusal_of(overlap).code
            except OperationalError as deadlock:  # each found the other's row: one has to go
                return str(deadlock).splitlines()[0]
            return "done"

        one, refused = sorted(at_once([insert, insert]), key=lambda became: became != "done")
        assert one == "done"
        assert refused in {"terms_never_overlap", "deadlock detected"}


def test_who_settles_a_rebate_and_who_issues_its_drafts_do_not_lock_each_other_out(finance):
    for _ in range(10):
        fee = FeeFactory(protected=True, in_three_instalments=True)
        hires.end(fee.hire_id, last_day=date(2018, 9, 28), reason="resigned", by=finance, on=DAY)
        rebate = Rebate.objects.get(fee=fee)
        waiting = list(fee.invoices.order_by("-instalment"))

        def settle(rebate=rebate) -> Rebate:
            return rebates.confirm(rebate.pk, remedy="offset", by=finance, on=DAY)

        issuing = [
            lambda draft=draft: invoices.issue(draft.pk, by=finance, on=DAY) for draft in waiting
        ]
        outcomes = codes(at_once([settle, *issuing]))

        assert set(outcomes) <= {"done", "not_a_draft"}
        rebate.refresh_from_db()
        assert rebate.state == "confirmed"
        assert sum(note.net_pence for note in rebate.credit_notes.all()) == 3_600_00
