"""Any thirty deeds in any order: the real books and the small ledger beside them agree.

Each deed is done in both. Either both do it, or both refuse with the same code; after each the
five figures, every invoice and every state are the same, and no identity of the books is broken.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing.domain.fees import rebates
from billing.domain.ledger import credit_requests, invoices, payments, refunds
from billing.domain.ledger.credit_notes import Credit
from billing.models import Invoice
from billing.reports.checks.books import check_books
from billing.reports.revenue import revenue
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.versions import Evidence
from employers.models import Employer
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.errors import DomainError
from foundation.models import Approval
from foundation.periods import Month
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions import introductions
from placements.domain.people import graduates
from placements.models import Graduate, Hire, Introduction
from tests.factories.accounts import UserFactory
from tests.factories.employers import EmployerFactory
from tests.factories.placements import CohortFactory, GraduateFactory

from .ledger import Books, Deal, Meeting, Paper, Refused, Terms

FIRST_DAY = date(2018, 7, 2)
IN_STEPS = {
    "fee_basis": "percentage",
    "rate": "0.15",
    "instalments": [
        {"weight": 50, "days_after": 0},
        {"weight": 30, "days_after": 30},
        {"weight": 20, "days_after": 60},
    ],
    "rebate": {
        "unit": "weeks",
        "mode": "steps",
        "steps": [
            {"through": 4, "share": "0.75"},
            {"through": 8, "share": "0.5"},
            {"through": 12, "share": "0.25"},
        ],
    },
}
IN_LINE = {
    "fee_basis": "fixed",
    "fixed_pence": 4_999_99,
    "rebate": {
        "unit": "weeks",
        "mode": "linear",
        "length": 10,
        "full_until": 2,
        "excluded_reasons": ["redundancy"],
    },
}
SALARIES = st.sampled_from([30_000_00, 27_123_45, 31_999_99, 18_000_07])
REMEDIES = st.sampled_from(["offset", "credit", "refund"])
PARTS = st.sampled_from(["all", "half", "a third", "a penny", "too much"])


def part_of(pence: int, which: str) -> int:
    """Return a part of a sum, at least a penny."""
    shares = {"all": 1, "half": Fraction(1, 2), "a third": Fraction(1, 3), "a penny": 0}
    return pence + 1 if which == "too much" else max(1, int(pence * shares[which]))


ANY = st.integers(0, 999)


def one_of(things: list[Any], which: int, fits: Callable[[Any], bool]) -> Any:
    """Return one of those that fit, if there are any; every fourth time one of them all."""
    fitting = [one for one in things if fits(one)]
    among = fitting if fitting and which % 4 < 3 else things
    return among[which // 4 % len(among)]


class Office(RuleBasedStateMachine):
    """What the office does in a few months, with both sets of books."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.books, self.today = Books(), FIRST_DAY
        self.employers: list[tuple[Employer, Terms]] = []
        self.people: list[Graduate] = []
        self.cohort = CohortFactory()
        self.by, self.second = UserFactory.create_batch(2, role=Role.ADMIN)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def both(self, ledger: Callable[[], Any], real: Callable[..., Any], *given: Any, **told: Any):
        """Return what the ledger and the real books made of a deed; nothing if both refuse it."""
        before, expected, made = deepcopy(self.books), "done", None
        try:
            made = ledger()
        except Refused as refusal:
            self.books, expected = before, str(refusal)
        became, thing = "done", None
        try:
            # What is done on commit (the papers) is done here, since nothing is committed.
            with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
                thing = real(*given, by=self.by, on=self.today, **told)
        except DomainError as refusal:
            became = refusal.code
        assert became == expected, f"{became}, but by the ledger {expected}"
        return (made, thing) if became == "done" else (None, None)

    @initialize()
    def two_people_are_placed(self) -> None:
        for told in (IN_STEPS, IN_LINE):
            self.agree_terms(told, which=9)
            self.introduce_somebody_new(which=len(self.employers) - 1)
            self.hire(0, 30_000_00, days=0)
            self.start(0)
            self.issue(0)

    @rule(days=st.sampled_from([1, 6, 7, 21, 28, 70]))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    # Employers and people

    @rule(told=st.sampled_from([IN_STEPS, IN_LINE]), which=st.integers(0, 9))
    def agree_terms(self, told: dict[str, Any], which: int) -> None:
        """Agree terms with an employer: a new one, or one that has terms already."""
        known = which < len(self.employers)
        employer = self.employers[which][0] if known else EmployerFactory()

        def agreed() -> None:
            if known:
                raise Refused("terms_overlap")
            self.employers.append((employer, Terms.of(told)))

        agree = partial(terms_of_business.agree, effective_from=self.today)
        evidence = Evidence(self.today, "The managing director", "signature")
        self.both(agreed, agree, employer.pk, FeeTerms.parse(told), evidence=evidence)

    @rule(which=ANY)
    def introduce_somebody_new(self, which: int) -> None:
        self.people.append(GraduateFactory(ready=True, cohort=self.cohort))
        self.introduce(len(self.people) - 1, which)

    @rule(who=ANY, whom=ANY)
    def introduce(self, who: int, whom: int) -> None:
        person = self.people[who % len(self.people)]
        employer, terms = self.employers[whom % len(self.employers)]
        meeting, introduction = self.both(
            lambda: self.books.propose(person.pk, employer.pk, terms),
            introductions.propose,
            person,
            employer,
            willing_on=self.today,
        )
        if meeting:
            meeting.pk = introduction.pk
            self.send(0)

    @rule(which=ANY)
    @precondition(lambda self: self.has_meetings("draft"))
    def send(self, which: int) -> None:
        meeting = self.meeting(which, "draft")
        self.both(lambda: self.books.send(meeting, self.today), introductions.send, meeting.pk)

    @rule(which=ANY, to=st.sampled_from(["interviewing", "offered", "declined"]))
    def employer_answers(self, which: int, to: str) -> None:
        meeting = self.meeting(which, "sent", "interviewing", "offered")
        decline = partial(introductions.decline, reason="Looks for more experience")
        moves = {"interviewing": introductions.interview, "offered": introductions.offer}
        self.both(lambda: meeting.move(to), moves.get(to, decline), meeting.pk)

    @rule(which=ANY)
    def hide(self, which: int) -> None:
        person = self.people[which % len(self.people)]
        self.both(lambda: self.books.hide(person.pk), graduates.hide, person.pk)

    # Hires

    @rule(which=ANY, salary=SALARIES, days=st.sampled_from([0, 7, 200]))
    def hire(self, which: int, salary: int, days: int) -> None:
        meeting, start_on = (
            self.meeting(which, "sent", "offered", "declined", "obsolete"),
            self.today + timedelta(days=days),
        )
        introduction = Introduction.objects.get(pk=meeting.pk)
        engagement = Engagement(
            graduate=introduction.graduate,
            employer=introduction.employer,
            introduction=introduction,
            start_on=start_on,
            agreed_on=self.today,
            salary_pence=salary,
        )
        deal, hired = self.both(
            lambda: self.books.hire(meeting, salary, start_on, self.today), hires.agree, engagement
        )
        if deal:
            deal.pk = hired.pk

    @rule(which=ANY)
    @precondition(lambda self: self.has_deals("agreed"))
    def start(self, which: int) -> None:
        deal = self.deal(which, "agreed")
        if deal.start_on > self.today:
            self.today = deal.start_on

        def start_on_the_day_agreed(hire_id: int, *, by: User, on: date) -> Hire:
            return hires.start(hire_id, by=by, on=deal.start_on)

        _, hired = self.both(lambda: self.books.start(deal), start_on_the_day_agreed, deal.pk)
        if hired:
            drafts = Invoice.objects.filter(fee__hire=hired).order_by("instalment")
            for paper, draft in zip(deal.papers, drafts, strict=True):
                paper.pk = draft.pk

    @rule(
        which=ANY, weeks_ago=st.integers(0, 12), reason=st.sampled_from(["resigned", "redundancy"])
    )
    @precondition(lambda self: self.has_deals("started"))
    def end(self, which: int, weeks_ago: int, reason: str) -> None:
        deal = self.deal(which, "started")
        last_day = max(self.today - timedelta(weeks=weeks_ago), deal.start_on)
        told = {"last_day": last_day, "reason": reason}
        self.both(lambda: deal.end(last_day, reason), hires.end, deal.pk, **told)

    @rule(which=ANY)
    @precondition(lambda self: self.has_deals("agreed"))
    def fall_through(self, which: int) -> None:
        deal = self.deal(which, "agreed")
        why = {"reason": "Took another offer"}
        self.both(lambda: self.books.fall_through(deal), hires.fall_through, deal.pk, **why)

    # Money

    @rule(which=ANY)
    def issue(self, which: int) -> None:
        paper = self.paper(which, "draft")
        self.both(lambda: self.books.issue(paper), invoices.issue, paper.pk)

    @rule(which=ANY)
    def void(self, which: int) -> None:
        paper = self.paper(which, "issued")
        _, done = self.both(lambda: self.books.void_paper(paper), invoices.void, paper.pk)
        if done:
            draft = Invoice.objects.get(fee=done.fee, instalment=paper.place, state="draft")
            [anew] = [one for one in self.books.papers if not one.pk]
            anew.pk = draft.pk

    @rule(which=ANY, part=PARTS)
    def pay(self, which: int, part: str) -> None:
        paper = self.paper(which, "issued")
        amount = part_of(paper.owed, part)
        told = {"amount_pence": amount, "received_on": self.today, "method": "bank_transfer"}
        self.both(lambda: paper.pay(amount), payments.record, paper.pk, **told)

    @rule(which=ANY, part=PARTS, remedy=REMEDIES)
    def credit(self, which: int, part: str, remedy: str) -> None:
        paper = self.paper(which, "issued", "paid")
        net, why = part_of(paper.creditable, part), "Agreed on the phone"

        def credit(invoice_id: int, *, by: User, on: date) -> None:
            if remedy != "refund":
                made = credit_requests.issue_or_ask(
                    invoice_id, Credit(net, why, remedy), by=by, on=on
                )
                if isinstance(made, Approval):
                    approvals.approve(made.pk, by=self.second, on=on)
                return
            told = {"net_pence": net, "reason": why}
            asked = refunds.ask_on_invoice(invoice_id, **told, by=by, on=on)
            approvals.approve(asked.pk, by=self.second, on=on)

        self.both(lambda: paper.credit(net, remedy), credit, paper.pk)

    @rule(which=ANY, remedy=REMEDIES)
    @precondition(lambda self: any(deal.rebate_state for deal in self.books.deals))
    def confirm_the_rebate(self, which: int, remedy: str) -> None:
        leavers = [deal for deal in self.books.deals if deal.rebate_state]
        deal = one_of(leavers, which, lambda one: one.rebate_state == "proposed")
        rebate = Hire.objects.get(pk=deal.pk).rebates.get()

        def confirm(rebate_id: int, *, by: User, on: date) -> None:
            if remedy != "refund":
                rebates.confirm(rebate_id, remedy=remedy, by=by, on=on)
                return
            asked = rebates.ask_refund(rebate_id, by=by, on=on)
            approvals.approve(asked.pk, by=self.second, on=on)

        self.both(lambda: self.books.confirm(deal, remedy), confirm, rebate.pk)

    @rule(which=ANY, weeks_ago=st.integers(0, 12), remedy=REMEDIES)
    @precondition(lambda self: self.has_deals("started"))
    def end_and_settle(self, which: int, weeks_ago: int, remedy: str) -> None:
        self.end(which, weeks_ago, "resigned")
        if any(deal.rebate_state for deal in self.books.deals):
            self.confirm_the_rebate(which, remedy)

    # What holds after each

    @invariant()
    def no_identity_of_the_books_is_broken(self) -> None:
        assert list(check_books(on=self.today)) == []
        connection.check_constraints()  # what the database itself looks at only on commit

    @invariant()
    def the_figures_are_those_of_the_ledger(self) -> None:
        report = revenue(Month.of(FIRST_DAY), Month.of(self.today), on=self.today)
        real = report.as_json()["total"]
        assert real == self.books.figures(self.today)

    @invariant()
    def every_invoice_is_as_in_the_ledger(self) -> None:
        real = {
            one.pk: (one.sequence or 0, one.state, one.paid_pence, one.credited_pence)
            for one in Invoice.objects.all()
        }
        assert real == {
            one.pk: (one.number, one.state, one.paid, one.credited) for one in self.books.papers
        }

    @invariant()
    def everybody_is_where_the_ledger_says(self) -> None:
        met = dict(Introduction.objects.values_list("pk", "state"))
        assert met == {one.pk: one.state for one in self.books.meetings}
        hired = dict(Hire.objects.values_list("pk", "state"))
        assert hired == {one.pk: one.state for one in self.books.deals}

    def has_meetings(self, state: str) -> bool:
        return any(one.state == state for one in self.books.meetings)

    def has_deals(self, state: str) -> bool:
        return any(one.state == state for one in self.books.deals)

    def meeting(self, which: int, *states: str) -> Meeting:
        return one_of(self.books.meetings, which, lambda one: one.state in states)

    def deal(self, which: int, *states: str) -> Deal:
        return one_of(self.books.deals, which, lambda one: one.state in states)

    def paper(self, which: int, *states: str) -> Paper:
        return one_of(self.books.papers, which, lambda one: one.state in states)


@pytest.mark.slow
@pytest.mark.parametrize(  # two tests, so that two processes share the work
    "half", [pytest.param(1, marks=pytest.mark.smoke), 2]
)
def test_whatever_the_office_does_the_books_agree_with_the_ledger(half, db):
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
